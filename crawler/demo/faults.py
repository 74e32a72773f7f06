"""Pages that go wrong on purpose: what the server does, and how a crawl must end them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

import msgspec

from crawler.demo.answers import HTML, Answer, html
from crawler.demo.outlets import Outlet
from crawler.demo.pages import page_of
from crawler.demo.stories import NEWSROOM
from crawler.frontier.types import State

Deed = Literal[
    "fails-once", "drips", "gone", "circle", "same", "copy", "amp-twin", "private", "paywall",
    "consent", "empty", "binary",
]  # fmt: skip
# What the page stands in for, before its one story goes wrong: how the server answers
# the n-th request for it (from 0).
Act = Callable[[int], Answer]


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page that goes wrong; see ``newsroom/faults.toml``."""

    id: str
    site: str
    does: Deed
    ends: State
    tells: str  # for the summary: what happened and what became of it
    story: str | None = None  # the article that is served after all
    path: str | None = None  # for a page that is no article of the newsroom
    title: str = ""
    query: str = ""
    copies: str | None = None  # the article that stands here a second time
    reason: str | None = None

    def url(self, outlet: Outlet) -> str:
        """Return the address under which the crawler meets the fault."""
        return outlet.home + self.where(outlet) + self.query

    def where(self, outlet: Outlet) -> str:
        """Return the path, without the query that only some faults add."""
        if self.story is not None:
            return outlet.path(outlet.story(self.story))
        if self.path is None:
            raise ValueError(f"fault {self.id!r} names neither a story nor a path")
        return self.path


class _Faults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fault: tuple[Fault, ...]


@cache
def read_faults(path: Path = NEWSROOM / "faults.toml") -> tuple[Fault, ...]:
    """Read the faults, in the order in which they are told."""
    return msgspec.toml.decode(path.read_bytes(), type=_Faults).fault


def act_of(fault: Fault, outlet: Outlet) -> Act:
    """Return how the server plays the fault."""
    return {
        "fails-once": _fails_once,
        "drips": _drips,
        "gone": _gone,
        "circle": _circle,
        "same": _same,
        "copy": _copy,
        "amp-twin": _amp_twin,
        "private": _private,
        "paywall": _paywall,
        "consent": _consent,
        "empty": _empty,
        "binary": _binary,
    }[fault.does](fault, outlet)


def article(outlet: Outlet, slug: str, make: str | None = None) -> Answer:
    """Answer with the article's page as it should be."""
    page = page_of(outlet, outlet.story(slug), make)
    return html(page.html, charset=outlet.file.charset)


def _served(fault: Fault, outlet: Outlet, make: str | None = None) -> Answer:
    slug = fault.story or fault.copies
    if slug is None:
        raise ValueError(f"fault {fault.id!r} needs a story to serve")
    return article(outlet, slug, make)


def _fails_once(fault: Fault, outlet: Outlet) -> Act:
    page = _served(fault, outlet)
    failure = html("<h1>500 Internal Server Error</h1>", status=500)
    return lambda tries: page if tries else failure


def _drips(fault: Fault, outlet: Outlet) -> Act:
    page = _served(fault, outlet)
    slow = Answer(body=page.body, content_type=page.content_type, drip_s=2.0)
    return lambda _tries: slow


def _gone(_fault: Fault, _outlet: Outlet) -> Act:
    page = html("<title>Not found</title><h1>Not found</h1><p>There is nothing here.", status=404)
    return lambda _tries: page


def _circle(fault: Fault, outlet: Outlet) -> Act:
    hop = Answer(
        body=b"", content_type="text/plain", status=302, headers=(("Location", fault.url(outlet)),)
    )
    return lambda _tries: hop


def _same(fault: Fault, outlet: Outlet) -> Act:
    page = _served(fault, outlet)
    return lambda _tries: page


def _copy(fault: Fault, outlet: Outlet) -> Act:
    """Serve an article without the line that names its own address."""
    page = _served(fault, outlet)
    kept = [line for line in page.body.splitlines() if b"canonical" not in line]
    stripped = Answer(
        body=b"\n".join(line for line in kept if b"og:url" not in line),
        content_type=page.content_type,
    )
    return lambda _tries: stripped


def _amp_twin(fault: Fault, outlet: Outlet) -> Act:
    page = _served(fault, outlet, "amp")
    return lambda _tries: page


def _private(_fault: Fault, _outlet: Outlet) -> Act:
    page = html("<h1>Minutes</h1><p>Whoever reads this has not read robots.txt.")
    return lambda _tries: page


def _paywall(fault: Fault, outlet: Outlet) -> Act:
    first = (
        "Sechzig Jahre lag die „Henriette“ auf Grund, und jeder im Hafen kannte die Stelle. Am "
        "Mittwoch hat ein Kran sie gehoben."
    )
    page = html(
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{escape(fault.title)}'
        '</title><script type="application/ld+json">{"@context":"https://schema.org","@type":'
        f'"NewsArticle","headline":"{fault.title}","isAccessibleForFree":false,"hasPart":'
        '{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".paywall"}}</script>'
        f"</head><body><main><article><h1>{escape(fault.title)}</h1><p>{first}</p>"
        '<div class="paywall"><h2>Weiterlesen mit Kurier plus</h2><p>Dieser Artikel ist nur für '
        "Abonnenten. Jetzt vier Wochen für 1 Euro testen.</p><button>Jetzt abonnieren</button>"
        "</div></article></main></body></html>",
        charset=outlet.file.charset,
    )
    return lambda _tries: page


def _consent(fault: Fault, outlet: Outlet) -> Act:
    page = html(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Avant de continuer'
        '</title></head><body><div id="consent-wall" class="cookie-consent" role="dialog">'
        "<h1>Votre vie privée nous importe</h1><p>Avec votre accord, nous et nos 612 partenaires "
        "utilisons des cookies ou des technologies similaires pour stocker et consulter des "
        "données personnelles, mesurer l’audience et afficher des publicités personnalisées.</p>"
        "<p>Vous pouvez retirer votre consentement à tout moment dans notre politique de "
        "confidentialité.</p><button>Tout accepter</button><button>Continuer sans accepter"
        "</button><button>Paramétrer mes choix</button></div></body></html>",
        charset=outlet.file.charset,
    )
    return lambda _tries: page


def _empty(_fault: Fault, outlet: Outlet) -> Act:
    page = html("", charset=outlet.file.charset)
    return lambda _tries: page


def _binary(_fault: Fault, outlet: Outlet) -> Act:
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 64
    page = Answer(body=picture, content_type=HTML.format(outlet.file.charset))
    return lambda _tries: page
