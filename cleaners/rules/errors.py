"""The error for rule data that cannot be used."""

from __future__ import annotations


class RuleError(ValueError):
    """A rule file or an entry in it is wrong; the message names file, entry and remedy."""
