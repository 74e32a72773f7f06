"""Tells a table of data from a table that only places things on the page."""

from __future__ import annotations

from typing import Final

from lxml.html import HtmlElement

# A cell of data holds words and figures; these are signs of a page's layout.
_LAYOUT_SIGNS: Final = frozenset(
    {
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "form",
        "article",
        "section",
        "aside",
        "nav",
        "blockquote",
        "pre",
        "iframe",
    }
)
_LONGEST_CELL: Final = 300  # characters of one text node; a paragraph is longer
_FEWEST_ROWS: Final = 2


def is_data_table(table: HtmlElement) -> bool:
    """Tell whether the rows of ``table`` are data, to be read as one block each.

    Reads no further than the first sign of layout, so that nested layout tables cost
    linear time in all.
    """
    if table.get("role") in {"presentation", "none"}:
        return False
    rows = cells = 0
    for element in table.iterdescendants():
        tag = element.tag
        if tag in _LAYOUT_SIGNS or len(element.text or "") > _LONGEST_CELL:
            return False
        rows += tag == "tr"
        cells += tag in {"td", "th"}
    return rows >= _FEWEST_ROWS and cells * 2 >= rows * 3
