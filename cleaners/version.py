"""The cleaner's version: it stands in every record, so that a corpus says what cleaned it."""

from __future__ import annotations

# Raise it with every change that may change a record's text.
CLEANER_VERSION = "0.1.0"
