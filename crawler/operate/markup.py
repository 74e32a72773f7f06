"""What the report and the inspector share: safe text, and the frame of a page."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from cleaners.show import printable

_HERE = Path(__file__).parent
# No script runs, nothing is fetched and no form is sent, whatever a page's text tries.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def safe(text: str) -> str:
    """Return foreign text as HTML that only shows: markup escaped, controls made visible."""
    return escape("\n".join(printable(line) for line in text.split("\n")))


@cache
def _style() -> str:
    return (_HERE / "page.css").read_text(encoding="utf-8")


def document(title: str, body: str) -> str:
    """Return a whole page: self-contained, in light and dark, without script."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<link rel="icon" href="data:,">\n<title>{safe(title)}</title>\n'
        f"<style>\n{_style()}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">Skip to the content</a>\n{body}\n</body>\n</html>\n'
    )


def table(
    head: list[str],
    rows: list[list[str]],
    caption: str,
    numbers: frozenset[int],
    *,
    wide: int | None = None,
) -> str:
    """Return a table that scrolls by itself where it is too wide; cells are HTML already.

    ``numbers`` are the columns that are set to the right, ``wide`` is one that holds sentences.
    """
    columns = range(len(head))
    marks = [_mark(n, numbers, wide) for n in columns]
    top = "".join(f'<th scope="col"{marks[n]}>{head[n]}</th>' for n in columns)
    lines = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{marks[n]}>{row[n]}</td>" for n in columns[1:])
        + "</tr>"
        for row in rows
    )
    label = escape(caption)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">\n'
        f"<table><caption>{label}</caption>\n<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{lines}\n</tbody></table></div>"
    )


def _mark(number: int, numbers: frozenset[int], wide: int | None) -> str:
    if number in numbers:
        return ' class="n"'
    return ' class="wide"' if number == wide else ""
