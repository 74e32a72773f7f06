"""Tells a reader what the demo did: a page of plain text, in colour on a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from crawler.demo.crawl import CrawlEnd, Folders
from crawler.demo.findings import Findings, StoryFinding
from crawler.operate.paint import Paint
from output.record import Article

_WIDTH = 92
_OFFERS = {
    "rss": "an RSS feed",
    "atom": "an Atom feed",
    "sitemap": "a sitemap",
    "sitemap-gz": "a gzipped sitemap",
    "listing": "a list of links",
}


def summary(end: CrawlEnd, findings: Findings, folders: Folders, paint: Paint) -> str:
    """Return the whole summary."""
    sections = (
        _head(end, findings, paint),
        _outlets(findings, paint),
        _inexact(findings, paint),
        _removed(findings, paint),
        _faults(findings, paint),
        _files(findings, folders, paint),
        _record(findings, paint),
        _next(paint),
    )
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def _head(end: CrawlEnd, findings: Findings, paint: Paint) -> Iterator[str]:
    languages = {finding.story.language for finding in findings.stories}
    yield paint.bold("The demo newsroom")
    yield (
        f"{len(findings.stories)} articles in {len(languages)} languages on five sites of "
        f"different make, and {len(findings.faults)} pages that go wrong;"
    )
    yield f"crawled by `scrapy crawl news` in {end.seconds:.1f} s. It said: {end.sentence}"


def _outlets(findings: Findings, paint: Paint) -> Iterator[str]:
    yield paint.bold(f"{'Site':<17}{'Pages made as':<15}{'Found by':<19}{'Stored':<12}Languages")
    for name, stories in _by_outlet(findings.stories).items():
        file = stories[0].outlet.file
        stored = sum(finding.is_stored_once for finding in stories)
        told = Counter(record.language or "?" for finding in stories for record in finding.records)
        languages = ", ".join(f"{language} {number}" for language, number in sorted(told.items()))
        count = f"{stored} of {len(stories)}"
        colour = paint.good if stored == len(stories) else paint.bad
        yield (
            f"{name:<17}{file.make:<15}{_OFFERS[file.offers]:<19}"
            f"{colour(count)}{'':<{12 - len(count)}}{languages}"
        )


def _inexact(findings: Findings, paint: Paint) -> Iterator[str]:
    stored = [finding for finding in findings.stories if finding.is_stored_once]
    exact = sum(finding.is_exact for finding in stored)
    colour = paint.good if exact == len(findings.stories) else paint.bad
    yield colour(
        f"{exact} of {len(findings.stories)} texts are word for word what the newsroom wrote."
    )
    for finding in stored:
        if not finding.is_exact:
            yield f"  not {finding.outlet.name}/{finding.story.slug}: {_difference(finding)}"
    for stranger in findings.strangers:
        yield f"  not an article, but stored: {stranger.url}"


def _difference(finding: StoryFinding) -> str:
    wanted = Counter(finding.story.text.split("\n\n"))
    got = Counter(finding.records[0].text.split("\n\n"))
    lacking, surplus = wanted - got, got - wanted
    first = next(iter(surplus or lacking), "the order of its blocks")
    return f"{lacking.total()} blocks lacking, {surplus.total()} too many, first: {first[:50]!r}"


def _removed(findings: Findings, paint: Paint) -> Iterator[str]:
    total = sum(findings.removed.values())
    yield paint.bold(f"Taken out of the pages: {total} lines, by category")
    listed = ", ".join(f"{category} {number}" for category, number in findings.removed.items())
    yield from textwrap.wrap(listed, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _faults(findings: Findings, paint: Paint) -> Iterator[str]:
    yield paint.bold("What went wrong, and what became of it")
    for finding in findings.faults:
        ended = finding.state or "unknown"
        if finding.reason:
            ended += f" ({finding.reason})"
        mark = "" if finding.is_as_foreseen else "  " + paint.bad("NOT foreseen")
        yield f"  {finding.fault.id:<12}{paint.good(ended)}{mark}"
        yield f"  {'':<12}{finding.fault.tells}"


def _files(findings: Findings, folders: Folders, paint: Paint) -> Iterator[str]:
    records = sum(len(finding.records) for finding in findings.stories) + len(findings.strangers)
    yield paint.bold("Files")
    for path in sorted(folders.corpus.rglob("*.jsonl")):
        what = "the list of segments" if path.name == "manifest.jsonl" else "one article a line"
        yield f"  {path}  ({path.stat().st_size // 1024 + 1} KiB, {what})"
    yield f"  {folders.state}/  (what the crawl remembers; its log; {records} records in all)"


def _record(findings: Findings, paint: Paint) -> Iterator[str]:
    shown = next((f.records[0] for f in findings.stories if f.is_exact and f.records), None)
    if shown is None:
        return
    yield paint.bold("One record, shortened")
    for name in ("id", "url", "title", "authors", "published", "language", "section"):
        yield f"  {name + ':':<13}{getattr(shown, name)}"
    first, *rest = shown.text.split("\n\n")
    told = textwrap.shorten(first, _WIDTH - 15, placeholder=" …")
    yield f"  {'text:':<13}{told}  (and {len(rest)} blocks more)"
    yield from _receipt(shown)


def _receipt(record: Article) -> Iterator[str]:
    yield f"  {'removed:':<13}{len(record.removed)} lines, of each category the first:"
    shown: set[str] = set()
    for line in record.removed:
        if line.category not in shown:
            shown.add(line.category)
            text = textwrap.shorten(line.text, 60, placeholder=" …")
            yield f"    {line.category:<14}{text}  ({line.judge}: {line.rule})"


def _next(paint: Paint) -> Iterator[str]:
    yield paint.bold("Next")
    yield "  scrapy demo --again         the same crawl once more: it stores nothing new"
    yield "  scrapy site add URL         make a site file for a site of your own"
    yield "  scrapy crawl news           crawl the sites of sites/"


def _by_outlet(stories: Iterable[StoryFinding]) -> dict[str, list[StoryFinding]]:
    grouped: dict[str, list[StoryFinding]] = {}
    for finding in stories:
        grouped.setdefault(finding.outlet.name, []).append(finding)
    return grouped
