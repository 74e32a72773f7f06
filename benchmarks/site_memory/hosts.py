"""The hosts of a corpus that have several pages: what the memory takes, and whether it should."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import msgspec

from benchmarks.corpus import CorpusPage, read_pages
from cleaners import CleaningError, Options, clean_html
from cleaners.memory import Template, learn, observe, recall
from cleaners.memory.limits import Limits, limits
from cleaners.model.measures import score
from cleaners.types import Cleaned
from crawler.discovery.urls import own_domain

Pair = tuple[CorpusPage, Cleaned | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One block that the memory removed from one page."""

    rule: str
    text: str
    is_article: bool | None  # it stands in the known article; None: the article is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One page without and with the memory; a page without article has no text."""

    page: CorpusPage
    before: str
    after: str
    taken: tuple[Taken, ...] = ()


def outcomes(
    corpus: Path, options: Options, *, least: int, pages: int, days: int
) -> Iterator[Outcome]:
    """Yield the pages of hosts with ``least`` pages, cleaned by what their host's pages taught.

    ``pages`` and ``days`` stand for the limits ``pages`` and ``distinct_days``: two captures
    of a host, years apart, teach nothing by the limits that ship.
    """
    times = Counter(own_domain(page.url) for page in read_pages(corpus))
    hosts: dict[str, list[Pair]] = defaultdict(list)
    for page in read_pages(corpus):
        host = own_domain(page.url)
        if host and times[host] >= least:
            hosts[host].append((page, _clean(page, options)))
    wanted = _limits(pages, days)
    with patch("cleaners.memory.learn.limits", lambda: wanted):
        for _, pairs in sorted(hosts.items()):
            yield from _by_memory(pairs)


def _limits(pages: int, days: int) -> Limits:
    own = limits()
    return msgspec.structs.replace(
        own,
        pages=msgspec.structs.replace(own.pages, value=pages),
        frame_pages=msgspec.structs.replace(own.frame_pages, value=pages + 1),
        distinct_days=msgspec.structs.replace(own.distinct_days, value=days),
        # Captures name their days as little as files do; here they count as they are.
        undated_factor=msgspec.structs.replace(own.undated_factor, value=1),
    )


def _clean(page: CorpusPage, options: Options) -> Cleaned | None:
    try:
        return clean_html(page.html, url=page.url, options=options)
    except CleaningError:
        return None


def _by_memory(pairs: Sequence[Pair]) -> Iterator[Outcome]:
    notes = [observe(one, record=page.id) for page, one in pairs if one is not None]
    template = learn(notes).template
    for page, one in pairs:
        if one is None:
            yield Outcome(page=page, before="", after="")
        else:
            yield _outcome(page, one, template)


def _outcome(page: CorpusPage, one: Cleaned, template: Template) -> Outcome:
    recalled = recall(one.blocks, template, title=one.title)
    return Outcome(
        page=page,
        before=one.text,
        after="\n\n".join(block.text for block in recalled.kept),
        taken=tuple(
            Taken(rule=gone.rule, text=gone.text, is_article=_is_article(page, gone.text))
            for gone in recalled.removed
        ),
    )


def _is_article(page: CorpusPage, text: str) -> bool | None:
    body = page.gold.get("body")
    if body:
        return not score(body, text).leaked
    if any(text in wanted or wanted in text for wanted in page.gold.get("with") or ()):
        return True
    return False if any(bad in text for bad in page.gold.get("without") or ()) else None


def report(found: Sequence[Outcome]) -> list[str]:
    """Return the lines that tell every block that was taken, and the counts."""
    known = [one for one in found if one.page.gold.get("body")]
    lines = [
        f"{_verdict(gone)}  {one.page.id}  {gone.rule}  {gone.text[:160]!r}"
        for one in found
        for gone in one.taken
    ]
    taken = [gone for one in found for gone in one.taken]
    lines += [
        f"{len(found)} pages of hosts with several; blocks taken: "
        f"{len(taken)}, of them {sum(one.is_article is True for one in taken)} of articles, "
        f"{sum(one.is_article is False for one in taken)} leaks, "
        f"{sum(one.is_article is None for one in taken)} on pages whose article is not known",
        f"{len(known)} of the pages have a known article; pages with a leaked line: "
        f"{sum(_leaks(one.page, one.before) for one in known)} without memory, "
        f"{sum(_leaks(one.page, one.after) for one in known)} with it; "
        f"{_curable(found)} of them leak only lines that stand on other pages of their hosts "
        "as well: learning every line that recurs word for word would mend no more",
    ]
    return lines


def _curable(found: Sequence[Outcome]) -> int:
    """Count the pages of which each leaked line stands in the text of another page of its host.

    No memory can know a line that its host shows on one page: this bounds what any could do.
    """
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        shown[own_domain(one.page.url)].update(set(one.before.splitlines()))
    return sum(
        bool(leaks := _leaked(one.page, one.before))
        and all(shown[own_domain(one.page.url)][line] > 1 for line in leaks)
        for one in found
        if one.page.gold.get("body")
    )


def _verdict(gone: Taken) -> str:
    return {True: "ARTICLE", False: "leak   ", None: "unknown"}[gone.is_article]


def _leaks(page: CorpusPage, text: str) -> bool:
    return bool(_leaked(page, text))


def _leaked(page: CorpusPage, text: str) -> tuple[str, ...]:
    return score(page.gold["body"], text).leaked
