"""Scrapy's reactor, at the moment when it is needed."""

from __future__ import annotations

from typing import Any


def reactor() -> Any:
    """Return the running reactor; importing it at the top would install the wrong one.

    Typed as Any: the reactor is a module that turns into an object.
    """
    from twisted.internet import reactor as installed  # noqa: PLC0415

    return installed
