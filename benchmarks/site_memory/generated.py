"""How much furniture leaks from generated sites, without memory and with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.site_memory.sites import MadePage, make_site
from cleaners import Options, clean_html
from cleaners.memory import ABSTAINED, NOTHING, Template, learn, observe
from cleaners.normalize import fold
from cleaners.types import Cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One site; counts of pages, but for what was lost."""

    language: str
    pages: int
    leaking: int  # pages with a line of furniture in their text, without memory
    leaking_after_half: int  # of the second half, cleaned by what the first half taught
    half: int  # pages of the second half
    leaking_after_all: int  # all of them, cleaned by what all taught
    lost: tuple[str, ...]  # paragraphs of articles that the memory took
    abstained: int
    learned: int


def measure(language: str, pages: int = 30) -> Result:
    """Clean a generated site without memory, with one of its first half, and with one of all."""
    made = list(make_site(language, pages))
    before = [_clean(page, NOTHING) for page in made]
    half = len(made) // 2
    known = _template(made[:half], before[:half])
    second = [_clean(page, known) for page in made[half:]]
    whole = _template(made, before)
    after = [_clean(page, whole) for page in made]
    pairs = [*zip(made[half:], before[half:], second, strict=True)]
    pairs += zip(made, before, after, strict=True)
    return Result(
        language=language,
        pages=len(made),
        leaking=_leaking(made, before),
        leaking_after_half=_leaking(made[half:], second),
        half=len(made) - half,
        leaking_after_all=_leaking(made, after),
        lost=tuple(line for page, old, new in pairs for line in _lost(page, old, new)),
        abstained=sum(ABSTAINED in one.flags for one in after),
        learned=len(whole.exact) + len(whole.frames),
    )


def _clean(page: MadePage, template: Template) -> Cleaned:
    return clean_html(page.html, url=page.url, options=Options(template=template))


def _template(pages: Sequence[MadePage], cleaned: Sequence[Cleaned]) -> Template:
    notes = [observe(one, record=page.url) for page, one in zip(pages, cleaned, strict=True)]
    return learn(notes).template


def _leaking(pages: Iterable[MadePage], cleaned: Iterable[Cleaned]) -> int:
    return sum(
        any(fold(line) in one.text for line in page.furniture)
        for page, one in zip(pages, cleaned, strict=True)
    )


def _lost(page: MadePage, before: Cleaned, after: Cleaned) -> list[str]:
    return [
        line for line in map(fold, page.article) if line in before.text and line not in after.text
    ]


def table(results: Sequence[Result]) -> list[str]:
    """Return the lines that show the results, their sum last."""
    head = (
        "site  pages  leaking  after half  after all  lost  abstained  learned",
        "----  -----  -------  ----------  ---------  ----  ---------  -------",
    )
    rows = [
        f"{one.language:4}  {one.pages:5}  {one.leaking:7}  "
        f"{one.leaking_after_half:4} of {one.half:2}  {one.leaking_after_all:9}  "
        f"{len(one.lost):4}  {one.abstained:9}  {one.learned:7}"
        for one in results
    ]
    pages, halves = sum(one.pages for one in results), sum(one.half for one in results)
    shares = (
        sum(one.leaking for one in results) / pages,
        sum(one.leaking_after_half for one in results) / halves,
        sum(one.leaking_after_all for one in results) / pages,
    )
    lost = sum(len(one.lost) for one in results)
    summed = (
        f"pages with a leaked line: {shares[0]:.1%} without memory, {shares[1]:.1%} by what the "
        f"first half taught, {shares[2]:.1%} by what all taught; paragraphs lost: {lost}"
    )
    return [*head, *rows, summed]
