"""Notes of invented sites."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cleaners.memory import observe
from cleaners.types import Block, Cleaned, Removed

START = date(2026, 11, 2)
SUBJECTS = ("lighthouse", "harvest", "railway", "orchestra", "glacier", "bakery", "election")


def prose(number, place):
    """A paragraph that stands on one page only: words of letters that count."""
    code = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}{place:02}")
    return f"The witness {code} told the hearing about {code[::-1]} and what became of it later."


def blocks_of(texts, kinds=None):
    kinds = kinds or {}
    return tuple(
        Block(index=at, text=text, kind=kinds.get(text, "paragraph"), source=f"line {at + 1}")
        for at, text in enumerate(texts)
    )


def cleaned_of(texts, *, title=None, day=None, kinds=None, removed=()):
    blocks = blocks_of(texts, kinds)
    return Cleaned(
        text="\n\n".join(texts),
        blocks=blocks,
        removed=tuple(
            Removed(text=text, category="other", judge="model", rule="model", index=len(blocks))
            for text in removed
        ),
        title=title,
        published=None if day is None else datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
    )


def site_of(pages, *, lines=None, titles=None, dated=True, each=6, kinds=None):
    """Notes of ``pages`` articles, one a day; ``lines(number)`` gives (place, text) pairs."""
    notes = []
    for number in range(pages):
        texts = [prose(number, place) for place in range(each)]
        for place, text in lines(number) if lines else ():
            texts.insert(len(texts) if place is None else place, text)
        title = titles(number) if titles else f"News of the {SUBJECTS[number % 7]} in {number}"
        day = START + timedelta(days=number) if dated else None
        cleaned = cleaned_of(texts, title=title, day=day, kinds=kinds)
        notes.append(observe(cleaned, record=f"{number:032x}"))
    return notes


@pytest.fixture
def make_site():
    return site_of


@pytest.fixture
def make_cleaned():
    return cleaned_of


@pytest.fixture
def make_blocks():
    return blocks_of


@pytest.fixture
def make_prose():
    return prose
