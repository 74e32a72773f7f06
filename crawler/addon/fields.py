"""From an item to a document that can be cleaned, and from what came of it to the item's fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from itemadapter import ItemAdapter
from scrapy import Item
from scrapy.http import Response

from cleaners import CleaningError
from cleaners.inputs import InputDocument
from cleaners.rows import row
from cleaners.types import Cleaned
from crawler.addon.choices import MARKDOWN, Choices
from crawler.run.records import markup_of
from output.markdown import to_markdown

_EMPTY: tuple[object, ...] = (None, "", [], ())
# What item classes raise for a field that they do not have, or a value that they do not take:
# pydantic's errors are ValueErrors, those of frozen classes AttributeErrors.
_REFUSALS = (KeyError, AttributeError, TypeError, ValueError)


def document_of(item: Any, choices: Choices) -> InputDocument | None:
    """Return the page of an item, or None for an item without one."""
    if not ItemAdapter.is_item(item):
        return None
    values = ItemAdapter(item)
    source = values.get(choices.source)
    if isinstance(source, Response):
        content_type = source.headers.get(b"Content-Type")
        return InputDocument(
            id=source.url,
            source=source.url,
            body=source.body,
            form="html",
            url=source.url,
            content_type=content_type.decode("latin-1") if content_type else None,
        )
    if not isinstance(source, str | bytes) or not source:
        return None
    url = values.get(choices.url)
    address = url if isinstance(url, str) else None
    return InputDocument(
        id=address or "", source=address or "", body=source, form="html", url=address
    )


def fill(
    item: Any, document: InputDocument, outcome: Cleaned | CleaningError, choices: Choices
) -> list[str]:
    """Put the clean fields into the item; returns the item fields that it has no place for.

    What the spider has set stays, unless the choices say otherwise. After a failure only the
    error is told, and nothing else is touched.
    """
    values = ItemAdapter(item)
    refused = []
    for name, value in _clean(document, outcome, choices):
        field = choices.fields[name]
        if not choices.overwrite and field != choices.source and values.get(field) not in _EMPTY:
            continue
        try:
            values[field] = value
        except _REFUSALS:
            refused.append(field)
    _put_away(values, choices)
    return refused


def _clean(
    document: InputDocument, outcome: Cleaned | CleaningError, choices: Choices
) -> Iterator[tuple[str, Any]]:
    cleaned = row(document, outcome)
    if isinstance(outcome, CleaningError):
        cleaned = {key: value for key, value in cleaned.items() if key.startswith("error")}
    elif MARKDOWN in choices.fields:
        markup = markup_of(outcome.blocks)
        cleaned[MARKDOWN] = to_markdown(outcome.text, markup, links=True)
    for name in choices.fields:
        if name in cleaned:
            yield name, cleaned[name]


def _put_away(values: ItemAdapter, choices: Choices) -> None:
    """Take the response out, which no exporter can write, and the HTML if it is not wanted."""
    if choices.source in choices.fields.values():
        return  # a clean field has taken its place
    is_response = isinstance(values.get(choices.source), Response)
    if choices.keep_source and not is_response:
        return
    if isinstance(values.item, dict | Item):
        del values[choices.source]
    else:
        values[choices.source] = None  # a class that shows all its fields needs each of them
