"""What can be wrong with a pool itself, as opposed to with one task."""

from __future__ import annotations


class PoolError(Exception):
    """Base of the pool's own errors."""


class PoolClosedError(PoolError):
    """A task for a pool that was closed, or one that the closing cut off."""


class PoolFullError(PoolError):
    """More tasks wait than ``max_pending`` allows: look at ``pending`` before submitting."""


class PoolBrokenError(PoolError):
    """The pool cannot work at all: its function cannot be imported, or no worker lives."""
