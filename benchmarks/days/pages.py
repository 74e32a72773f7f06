"""Where the outlets' pages come from: made up, or real ones that a replay server has."""

from __future__ import annotations

import json
import random
import urllib.request
from collections.abc import Sequence
from html import escape
from typing import Protocol
from urllib.parse import urlsplit

from benchmarks.days.outlets import Story

_WHO = (
    "the harbour council", "a panel of engineers", "the regional court", "the school board",
    "the fishing cooperative", "a group of residents", "the transport office", "the museum",
    "the union of bakers", "the water authority", "a team of biologists", "the theatre",
)  # fmt: skip
_DID = (
    "has agreed to postpone", "voted narrowly in favour of", "published its findings on",
    "asked for more time to examine", "rejected the first draft of", "will pay half of",
    "presented a new plan for", "criticised the long delay of", "celebrated the opening of",
)  # fmt: skip
_WHAT = (
    "the repair of the eastern pier", "a night bus along the coast", "the old grain store",
    "a survey of the salt marshes", "the new reading hall", "the budget for next spring",
    "the ferry's winter timetable", "a footpath through the quarry", "the choir's festival",
)  # fmt: skip
_WHY = (
    "after a hearing that lasted until midnight", "although the costs have risen by a third",
    "because the contractor had missed three dates", "while the neighbours are still divided",
    "as soon as the state's grant has arrived", "which had been promised four years ago",
)  # fmt: skip
_NAMES = ("Mara Lindqvist", "Jonas Abel", "Ines Okoro", "Pavel Horn", "Ruth Calder")


class Pages(Protocol):
    """Gives each story an address and a page."""

    def path(self, story: Story) -> str:
        """Return the path of the story's address."""
        ...

    def html(self, story: Story) -> str:
        """Return its page."""
        ...

    def title(self, story: Story) -> str:
        """Return its title, as a feed has it."""
        ...


class Invented:
    """Pages that are made up as they are asked for, the same ones every time."""

    def path(self, story: Story) -> str:
        return f"/{story.published:%Y/%m/%d}/{story.seed}.html"

    def title(self, story: Story) -> str:
        return _sentence(random.Random(story.seed)).rstrip(".")

    def html(self, story: Story) -> str:
        chance = random.Random(story.seed)
        title, author = escape(self.title(story)), chance.choice(_NAMES)
        body = "\n".join(
            f"<p>{' '.join(_sentence(chance) for _ in range(chance.randint(2, 4)))}</p>"
            for _ in range(max(4, round(chance.lognormvariate(2.1, 0.4))))
        )
        data = json.dumps(
            {
                "@context": "https://schema.org", "@type": "NewsArticle", "headline": title,
                "datePublished": story.published.isoformat(),
                "author": {"@type": "Person", "name": author},
            }
        )  # fmt: skip
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<script type="application/ld+json">{data}</script></head><body>'
            '<header><nav><a href="/">Home</a> <a href="/sport/">Sport</a></nav></header>'
            f'<main><article class="story"><h1>{title}</h1><p class="byline">By {author}</p>'
            f'<div class="story-body">{body}</div>'
            '<p class="share">Share this article on Facebook</p></article>'
            '<aside><h2>Read more</h2><ul><li><a href="/a">The tide tables</a></li></ul></aside>'
            "</main><footer><p>All rights reserved. Contact the newsroom.</p></footer>"
            "</body></html>"
        )


def _sentence(chance: random.Random) -> str:
    number = chance.randint(3, 900)
    words = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)}"
    return f"{words[0].upper()}{words[1:]}, item {number}, {chance.choice(_WHY)}."


class Replayed:
    """Real pages, each under the address of an outlet; a page may serve several outlets.

    ``proxy`` is a replay server; see ``benchmarks.crawl.serving``.
    """

    def __init__(self, proxy: str, urls: Sequence[str], seed: int = 0) -> None:
        usable = sorted(url for url in urls if url.isascii() and url.startswith("http://"))
        self._urls = random.Random(seed).sample(usable, len(usable))
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy})).open
        self._taken: dict[Story, str] = {}

    def path(self, story: Story) -> str:
        parts = urlsplit(self._url(story))
        return f"/{story.published:%Y/%m/%d}{parts.path}{'?' if parts.query else ''}{parts.query}"

    def title(self, story: Story) -> str:
        return f"{story.seed}: {urlsplit(self._url(story)).path}"

    def html(self, story: Story) -> str:
        url = self._url(story)
        with self._open(url, timeout=30) as reply:
            page = reply.read().decode("utf-8", "replace")
        return page.replace(urlsplit(url).netloc, story.outlet.host)

    def _url(self, story: Story) -> str:
        """Return the page behind a story: the next one that no story has had, if there is one."""
        return self._taken.setdefault(story, self._urls[len(self._taken) % len(self._urls)])
