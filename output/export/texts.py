"""One text file an article, in a folder a day: for tools that read folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from output.days import day_of
from output.export.style import Form
from output.markdown import to_markdown
from output.record import Article

_SUFFIXES: dict[Form, str] = {"plain": ".txt", "markdown": ".md"}


def write_texts(folder: Path, articles: Iterable[Article], form: Form) -> None:
    """Write ``folder/YYYY-MM-DD/<id>.txt`` (or ``.md``): title, blank line, text.

    The day is that of ``day_of``; a later revision's name ends in ``-r2`` and so on.
    """
    folder.mkdir()
    for article in articles:
        below = folder / day_of(article).isoformat()
        below.mkdir(exist_ok=True)
        revision = f"-r{article.revision}" if article.revision > 1 else ""
        path = below / f"{article.id}{revision}{_SUFFIXES[form]}"
        path.write_text("\n\n".join([*_title(article, form), article.text]) + "\n", "utf-8")


def _title(article: Article, form: Form) -> list[str]:
    if not article.title:
        return []
    return [f"# {to_markdown(article.title, ())}" if form == "markdown" else article.title]
