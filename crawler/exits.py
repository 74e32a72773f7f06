"""Exit codes, the same for every command, and the errors that carry them.

Cron, shell scripts and monitoring read these numbers: they never change meaning.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a process tells its caller."""

    FINE = 0  # nothing new is fine, too
    CONFIGURATION = 2
    DISK = 3  # full, read-only, no permission
    DAMAGED = 4  # state or corpus
    LOCKED = 5  # another run holds the lock
    FAILURES = 6  # too many pages or documents failed
    NOTHING = 7  # nothing could be obtained
    STOPPED = 143  # by a signal


class CleanwireError(Exception):
    """A problem that ends a command: one line that names the thing and the remedy."""

    exit_code = Exit.FAILURES


class ConfigError(CleanwireError):
    """Wrong arguments, settings or site files."""

    exit_code = Exit.CONFIGURATION


class DiskError(CleanwireError):
    """A path that cannot be written: full, read-only, forbidden."""

    exit_code = Exit.DISK


class DamageError(CleanwireError):
    """State or corpus that is not what was written."""

    exit_code = Exit.DAMAGED


class LockError(CleanwireError):
    """Another run holds the lock."""

    exit_code = Exit.LOCKED
