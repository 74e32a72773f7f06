"""Web archives (WARC, ISO 28500) as pages: each response answered for, past damage, resumable."""

from cleaners.warc.note import NOTE_TYPE, REQUESTED_URI, Note
from cleaners.warc.read import read_stream, read_warc
from cleaners.warc.types import Archived, Found, Marker, Reason, Unusable

__all__ = [
    "NOTE_TYPE",
    "REQUESTED_URI",
    "Archived",
    "Found",
    "Marker",
    "Note",
    "Reason",
    "Unusable",
    "read_stream",
    "read_warc",
]
