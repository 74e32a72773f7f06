"""Sites of thirty pages, made by the demo newsroom's page makers from a language's file.

Each page has its own paragraphs and around them the house's furniture: lines that no rule
knows, some on every page, some on a third of them, among the article's paragraphs and with the
same mark-up. Every fifth page or so holds
what recurs and is not furniture: a column's opening, a recipe's heading and ingredients, a
quotation, the background of a running story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from crawler.demo.outlets import Outlet, OutletFile
from crawler.demo.pages import page_of
from crawler.demo.stories import Part, Story

TEXTS = Path(__file__).with_name("texts")
LANGUAGES = tuple(sorted(path.stem for path in TEXTS.glob("*.toml")))
_START = datetime(2025, 3, 1, 6, tzinfo=UTC)
_PARAGRAPHS, _SENTENCES = 6, 3
# On what share of the pages the lines of the house stand, in the order of the file.
_SHARES = (1.0, 0.8, 0.65, 0.5, 0.35)


class Furniture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the house; ``{who}`` and ``{number}`` change from page to page."""

    place: str  # "head", "middle" or "tail" of the article
    text: str


class Lookalikes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What recurs and is the articles' own."""

    title: str  # of the weekly column
    opening: str  # of the weekly column
    label: str  # a recipe's heading
    items: tuple[str, ...]  # the recipe's ingredients
    quote: str
    story: str  # a running story's headline
    background: str  # the paragraph that stands in each of its articles


class Texts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a language's file."""

    title: str
    make: str
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    who: tuple[str, ...]
    place: tuple[str, ...]
    thing: tuple[str, ...]
    furniture: tuple[Furniture, ...]
    lookalikes: Lookalikes


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """A page, and what is known of it."""

    url: str
    html: str
    published: datetime  # aware
    article: tuple[str, ...]  # its paragraphs, in order
    furniture: tuple[str, ...]


def read_texts(language: str) -> Texts:
    """Read a language's file."""
    return msgspec.toml.decode((TEXTS / f"{language}.toml").read_bytes(), type=Texts)


def make_site(language: str, pages: int = 30) -> Iterator[MadePage]:
    """Yield a site's pages, one a day; the same ones at every call."""
    texts = read_texts(language)
    outlet = _outlet(language, texts)
    drafts = [_draft(texts, language, number) for number in range(pages)]
    stories = tuple(story for story, _ in drafts)
    outlet = Outlet(name=outlet.name, file=outlet.file, stories=stories)
    for story, furniture in drafts:
        yield MadePage(
            url=outlet.url(story),
            html=page_of(outlet, story).html,
            published=story.published,
            article=tuple(part.text for part in story.parts if part.text not in furniture),
            furniture=furniture,
        )


def _outlet(language: str, texts: Texts) -> Outlet:
    file = OutletFile(
        title=texts.title,
        host=f"{language}.memory.test",
        make=texts.make,
        language=language,
        charset="utf-8",
        path="/news/$year/$month/$slug",
        offers="rss",
    )
    return Outlet(name=f"memory-{language}", file=file, stories=())


def _draft(texts: Texts, language: str, number: int) -> tuple[Story, tuple[str, ...]]:
    """Return one article with its furniture inside, and the furniture alone."""
    chance = Random(f"{language} {number}")
    title, parts = _article(texts, number, chance)
    lines = [
        (line.place, _filled(line.text, texts, chance))
        for line, share in zip(texts.furniture, _SHARES, strict=True)
        if chance.random() < share
    ]
    placed = {
        place: [Part(kind="paragraph", source=text) for at, text in lines if at == place]
        for place in ("head", "middle", "tail")
    }
    half = len(parts) // 2
    body = [
        *placed["head"], *parts[:half], *placed["middle"], *parts[half:], *placed["tail"],
    ]  # fmt: skip
    story = Story(
        slug=f"story-of-day-{number:02}",
        number=1001 + number,
        title=title,
        authors=(chance.choice(texts.who),),
        published=_START + timedelta(days=number),
        modified=None,
        section="news",
        description=parts[0].text,
        tags=(),
        language=language,
        parts=tuple(body),
    )
    return story, tuple(text for _, text in lines)


def _article(texts: Texts, number: int, chance: Random) -> tuple[str, list[Part]]:
    """Return headline and body; the page's number says which look-alike it holds, if any."""
    own = texts.lookalikes
    parts = [Part(kind="paragraph", source=_paragraph(texts, chance)) for _ in range(_PARAGRAPHS)]
    title = chance.choice(texts.titles)
    match number % 5:
        case 0:
            title = own.title
            parts.insert(0, Part(kind="paragraph", source=own.opening))
        case 1:
            items = [Part(kind="item", source=_filled(item, texts, chance)) for item in own.items]
            parts[3:3] = [Part(kind="heading", source=own.label), *items]
        case 2:
            parts.insert(4, Part(kind="quote", source=own.quote))
        case 3:
            title = own.story
            parts.append(Part(kind="paragraph", source=own.background))
        case _:
            parts.insert(2, Part(kind="paragraph", source=own.quote))
    return _filled(title, texts, chance), parts


def _paragraph(texts: Texts, chance: Random) -> str:
    chosen = chance.sample(texts.sentences, _SENTENCES)
    between = "" if texts.sentences[0].endswith("。") else " "
    return between.join(_filled(sentence, texts, chance) for sentence in chosen)


def _filled(text: str, texts: Texts, chance: Random) -> str:
    filled = text.format(
        who=chance.choice(texts.who),
        place=chance.choice(texts.place),
        thing=chance.choice(texts.thing),
        number=chance.randrange(11, 980),
    )
    return filled[:1].upper() + filled[1:]
