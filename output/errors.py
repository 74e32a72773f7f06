"""What can go wrong with the corpus on disk; each message names the path and the remedy.

The commands translate them into exit codes: ``DiskFailure`` into 3, ``CorpusDamage`` into 4.
"""

from __future__ import annotations


class OutputError(Exception):
    """A problem with the corpus; the message is one line for a person."""


class DiskFailure(OutputError):  # noqa: N818 -- a failure of the disk, not of the program
    """A path that cannot be written or synced: full, read-only, forbidden, broken."""

    def __init__(self, path: str, action: str, cause: OSError) -> None:
        reason = cause.strerror or str(cause)
        super().__init__(
            f"Cannot {action} {path}: {reason}. Free space or correct the permissions, "
            "then start again: nothing that was committed is lost."
        )
        self.path = path
        self.action = action


class CorpusDamage(OutputError):  # noqa: N818 -- what is damaged is the corpus
    """A corpus file that is not what was committed."""

    def __init__(self, path: str, detail: str, remedy: str = "scrapy corpus rebuild-state") -> None:
        super().__init__(f"{path}: {detail}. Mend it with: {remedy}")
        self.path = path
        self.detail = detail
        self.remedy = remedy
