"""What a crawl of the newsroom stored, held against what the newsroom published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.demo.faults import Fault
from crawler.demo.outlets import Outlet
from crawler.demo.stories import Story
from output.record import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFinding:
    """One article of the newsroom, and the records that hold it."""

    outlet: Outlet
    story: Story
    records: tuple[Article, ...]

    @property
    def is_stored_once(self) -> bool:
        """Whether exactly one record holds the article."""
        return len(self.records) == 1

    @property
    def is_exact(self) -> bool:
        """Whether that record's text is the article as it was written."""
        return self.is_stored_once and self.records[0].text == self.story.text


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultFinding:
    """One page that went wrong, and the state in which the crawl left it."""

    fault: Fault
    state: str | None  # None: the frontier does not know the page
    reason: str | None
    twin: str | None = None  # the state of the page that this one copies
    is_linked: bool = False  # the later of the two records names the earlier as its original

    @property
    def is_as_foreseen(self) -> bool:
        """Whether the page ended as the newsroom says it must.

        Of a page and its copy either may come first. The second is no record of its own where
        the page names its original; else its record says ``duplicate_of``.
        """
        if self.fault.copies is None:
            return self.state == self.fault.ends and self.fault.reason in {None, self.reason}
        if self.fault.ends == "duplicate":
            return {self.state, self.twin} == {"stored", "duplicate"}
        return self.is_linked


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A crawl of the newsroom, looked through."""

    stories: tuple[StoryFinding, ...]
    faults: tuple[FaultFinding, ...]
    strangers: tuple[Article, ...]  # records of pages that are no article of the newsroom
    removed: Mapping[str, int]  # lines by category, the most frequent first

    @property
    def is_complete(self) -> bool:
        """Whether every article stands once, and nothing else."""
        return not self.strangers and all(story.is_stored_once for story in self.stories)


def look_through(
    outlets: Iterable[Outlet],
    faults: Iterable[Fault],
    records: Iterable[Article],
    states: Mapping[str, tuple[str, str | None]],
) -> Findings:
    """Compare records and the frontier's ``states`` (by URL) with what was published."""
    outlets, faults = tuple(outlets), tuple(faults)
    by_name = {outlet.name: outlet for outlet in outlets}
    homes = {outlet.url(s): (outlet, s) for outlet in outlets for s in outlet.stories}
    held: dict[str, list[Article]] = {url: [] for url in homes}
    others: dict[str, Article] = {}
    removed: Counter[str] = Counter()
    for record in records:
        removed.update(line.category for line in record.removed)
        url = record.canonical_url if record.canonical_url in homes else record.url
        if url in held:
            held[url].append(record)
        else:
            others[record.url] = record
    told = tuple(_fault(fault, by_name[fault.site], states, held, others) for fault in faults)
    linked = {one.fault.url(by_name[one.fault.site]) for one in told if one.is_linked}
    return Findings(
        stories=tuple(
            StoryFinding(outlet=outlet, story=story, records=tuple(held[url]))
            for url, (outlet, story) in homes.items()
        ),
        faults=told,
        strangers=tuple(record for url, record in others.items() if url not in linked),
        removed=dict(removed.most_common()),
    )


def _fault(
    fault: Fault,
    outlet: Outlet,
    states: Mapping[str, tuple[str, str | None]],
    held: Mapping[str, list[Article]],
    others: Mapping[str, Article],
) -> FaultFinding:
    url = fault.url(outlet)
    # Under a tracking address the page is the article itself, which is known by its own.
    known = states.get(url) or states.get(url.removesuffix(fault.query))
    state, reason = known or (None, None)
    if fault.copies is None:
        return FaultFinding(fault=fault, state=state, reason=reason)
    original = outlet.url(outlet.story(fault.copies))
    twin, _ = states.get(original, (None, None))
    pair = [*held[original], *([others[url]] if url in others else [])]
    linked = any(a.duplicate_of == b.id for a in pair for b in pair)
    return FaultFinding(fault=fault, state=state, reason=reason, twin=twin, is_linked=linked)
