"""What the workers of ``scrapy clean`` do with one document."""

from __future__ import annotations

from cleaners.inputs import InputDocument, clean_document
from cleaners.options import Options
from cleaners.types import Cleaned
from crawler.run.work import clean_whole


def clean_input(document: InputDocument, options: Options) -> Cleaned:
    """Clean one document, an archived article with its further pages. Raises CleaningError."""
    archived = document.archived
    if archived is None:
        return clean_document(document, options)
    note = archived.note
    return clean_whole(
        archived.page,
        archived.parts,
        note.lost if note else None,
        note.evidence if note else None,
        options,
    )
