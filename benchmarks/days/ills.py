"""What befalls a site: each ill changes what one of its addresses answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.demo.answers import Answer, html

_BODY = re.compile(r"<body[^>]*>.*</body>", re.DOTALL | re.IGNORECASE)
_DATA = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p[^>]*>.*?</p>", re.DOTALL | re.IGNORECASE)
_TEASER_CHARS = 220
_APP = (
    '<body><div id="app" data-v="7"></div><noscript>Please switch on JavaScript.</noscript>'
    '<nav><a href="/">Home</a> <a href="/sport/">Sport</a></nav><script src="/app.js"></script>'
    "<footer>Terms of use, privacy</footer></body>"
)
_WALL = (
    '<div class="wall"><h2>Subscribe to continue reading</h2><p>This article is for subscribers '
    "only. Already a subscriber? Log in.</p><p>Read on for 1 euro in the first month.</p></div>"
)
Change = Callable[[Answer, bool], Answer]  # (what it would answer, whether it is an article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ill:
    """One ill, and what its alarm must say."""

    name: str
    cause: str  # in the alarm's likely cause
    change: Change | None  # None: nothing is published any more


def _redesigned(answer: Answer, is_article: bool) -> Answer:
    """The pages are drawn by a script now: what a server sends holds no article."""
    if not is_article:
        return answer
    page = _DATA.sub("", answer.body.decode("utf-8", "replace"))
    return html(_BODY.sub(lambda _found: _APP, page))


def _walled(answer: Answer, is_article: bool) -> Answer:
    """Only an article's first words are shown, above an offer."""
    if not is_article:
        return answer
    page = _DATA.sub("", answer.body.decode("utf-8", "replace"))
    words = " ".join(re.sub(r"<[^>]+>", " ", p) for p in _PARAGRAPH.findall(page))
    teaser = " ".join(words.split())[:_TEASER_CHARS]
    body = f"<body><article><p>{teaser}…</p>{_WALL}</article></body>"
    return html(_BODY.sub(lambda _found: body, page))


def _down(answer: Answer, is_article: bool) -> Answer:
    """The server closes every connection before it answers."""
    raise ConnectionResetError("the outlet is down")


def _refused(answer: Answer, is_article: bool) -> Answer:
    """Everything is forbidden to this client."""
    return html("<h1>Forbidden</h1>", status=403)


REDESIGN = Ill(name="redesign", cause="redesign", change=_redesigned)
PAYWALL = Ill(name="paywall", cause="paywall", change=_walled)
DOWN = Ill(name="down", cause="outage", change=_down)
REFUSED = Ill(name="403", cause="blocks", change=_refused)
SILENT = Ill(name="silent", cause="publishes elsewhere", change=None)
ILLS = (REDESIGN, PAYWALL, DOWN, REFUSED, SILENT)
