from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cleaners import CleaningError, Evidence, clean_html
from cleaners.page_kinds import is_said, is_title, kinds
from tests.cleaners.hostile_pages import ARTICLE

EXAMPLES = [(cause, text) for cause, kind in kinds().items() for text in kind.examples]
LOOK_ALIKES = [(cause, text) for cause, kind in kinds().items() for text in kind.look_alikes]


@pytest.mark.parametrize(("cause", "text"), EXAMPLES)
def test_each_example_is_known(cause: str, text: str) -> None:
    kind = kinds()[cause]
    assert is_title(text.rpartition(":")[2], kind) or is_said(text, kind)


@pytest.mark.parametrize(("cause", "text"), LOOK_ALIKES)
def test_no_look_alike_is_taken_for_one(cause: str, text: str) -> None:
    kind = kinds()[cause]
    assert not is_title(text, kind)
    assert not is_said(text, kind)


def test_every_kind_has_its_reason_and_no_phrase_twice() -> None:
    for cause, kind in kinds().items():
        assert len(kind.why) > 30, cause
        for phrases in (kind.titles, kind.statements, kind.buttons):
            assert len(set(phrases)) == len(phrases), cause


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


_TEASERS = "".join(
    f"<article><h2><a href='/{n}'>The {n}th boat came home with torn sails at night</a></h2>"
    f"<p>Skipper number {n} tells of wind and waves.</p></article>"
    for n in range(12)
)
PAGES = {
    "bot-wall": page("One moment", "<p>Please verify you are human to open this site.</p>"),
    "consent-wall": page(
        "Nachrichten",
        "<div><p>Wir und unsere Partner verwenden Cookies auf Ihrem Gerät, um Werbung zu messen."
        "</p><button>Alle akzeptieren</button><button>Einstellungen</button></div>",
    ),
    "login": page("Anmelden", "<h1>Anmelden</h1><form><input type=password></form><p>Passwort?"),
    "soft-404": page("Page introuvable | La Gazette", "<h1>Oh non</h1><p>Cette page est partie."),
    "paywall-stub": page(
        "The last tram",
        "<h1>The last tram</h1><p>It left at nine, with one passenger and a dog.</p>"
        "<div><p>Subscribe to continue reading this story.</p></div>",
    ),
    "media-only": page("The flood", "<h1>The flood</h1>" + "<figure><img src=a></figure>" * 4),
    "section-page": page("Boats", f"<h1>Boats</h1>{_TEASERS}"),
    "too-short": page("Boats", "<p>Nothing here.</p>"),
}


@pytest.mark.parametrize("cause", PAGES)
def test_pages_without_article(cause: str) -> None:
    with pytest.raises(CleaningError) as caught:
        clean_html(PAGES[cause])
    assert caught.value.cause == cause


@pytest.mark.parametrize("cause", ["bot-wall", "consent-wall", "soft-404", "paywall-stub"])
def test_a_date_that_only_the_feed_or_the_address_knows_makes_no_article(cause: str) -> None:
    """Walls are met at an article's address, which its feed dated."""
    evidence = Evidence(source="feed", published=datetime(2026, 5, 4, tzinfo=UTC))
    with pytest.raises(CleaningError) as caught:
        clean_html(PAGES[cause], url="https://a.example/2026/05/04/story", evidence=evidence)
    assert caught.value.cause == cause


@pytest.mark.parametrize(
    "beside",
    [
        "<p>We use cookies.</p><button>Accept all</button>",
        "<p>Subscribe to continue reading.</p>",
        "<form><input type=password><button>Log in</button></form>",
        "<h2>Page not found</h2>",
        "<p>Please verify you are human.</p>",
        "<video src=a></video>" + "<figure><img src=a></figure>" * 9,
        _TEASERS,
    ],
)
def test_an_article_beside_such_things_stays_one(beside: str) -> None:
    text = clean_html(page("The ninth bridge", beside + ARTICLE)).text
    assert "The river council met on Tuesday" in text


def test_an_article_about_consent_walls_is_one() -> None:
    told = "".join(
        f"<p>“We use cookies,” says banner number {n}, and whoever presses accept all has signed "
        "what no lawyer has read to the end, a study of the university shows.</p>"
        for n in range(9)
    )
    body = f"<article><h1>What accept all means</h1>{told}</article>"
    assert "a study of the university" in clean_html(page("What accept all means", body)).text


def test_the_text_that_only_the_pages_data_states_is_found() -> None:
    dive = "The diver went down for the {}th time and found nothing."
    body = "\\n".join(dive.format(n) for n in range(9))
    data = f'{{"@type": "NewsArticle", "headline": "Nothing found", "articleBody": "{body}"}}'
    html = page(
        "Nothing found",
        f'<script type="application/ld+json">{data}</script><h1>Nothing found</h1><div></div>',
    )
    cleaned = clean_html(html)
    assert "for the 8th time" in cleaned.text
    assert "stated-body" in cleaned.flags


def test_a_page_full_of_words_and_without_article_is_not_called_short() -> None:
    links = "".join(f"<li><a href='/{n}'>Tariff {n}</a></li>" for n in range(300))
    with pytest.raises(CleaningError) as caught:
        clean_html(page("Tariffs", f"<nav><ul>{links}</ul></nav>"))
    assert caught.value.cause in {"no-article", "section-page"}
