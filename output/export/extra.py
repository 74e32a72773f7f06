"""pyarrow, which not everybody needs: imported when it is first wanted."""

from __future__ import annotations

from typing import Any

from output.errors import OutputError

INSTALL = "pip install 'cleanwire[export]'"


class MissingExtra(OutputError):  # noqa: N818 -- what is missing is a package
    """A package that only this needs is not installed."""


def pyarrow() -> Any:
    """Return the module ``pyarrow``; raises ``MissingExtra``."""
    try:
        import pyarrow as module  # noqa: PLC0415
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra(f"Parquet needs pyarrow ({error}): {INSTALL}") from error
    return module
