"""How an article's text is written: plain, or with its headings, lists, quotes and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from output.markdown import to_markdown
from output.record import Article

Form = Literal["plain", "markdown"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The form of the texts of one export."""

    form: Form = "plain"
    links: bool = False  # Markdown only

    def styled(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles with their ``text`` in this form.

        Their ``content_hash`` stays that of the plain text: it names the text in the corpus.
        """
        if self.form == "plain":
            yield from articles
            return
        for article in articles:
            marked = to_markdown(article.text, article.markup, links=self.links)
            yield msgspec.structs.replace(article, text=marked)
