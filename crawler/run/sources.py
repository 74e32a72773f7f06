"""Feeds, sitemaps and listings of a run: what to ask, what an answer leads to.

Each site has a discovery plan; this module feeds it with answers, takes the articles that
it finds into the frontier, and keeps every source's validators beside them.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.discovery.plan import Answer, Note, Plan, SourceRequest, Step
from crawler.discovery.sources import SourcePage
from crawler.frontier.polling import after_change, after_failure, after_no_change
from crawler.frontier.types import Found, Source
from crawler.run.context import Run
from crawler.sites import Site

logger = logging.getLogger(__name__)

# Articles taken into the frontier in one transaction, and before others have their turn.
_BATCH = 500
_TOO_LARGE = "too-large"  # crawler/fetch/reasons.toml


class Sources:
    """The discovery of all sites of one run.

    Its generators yield requests, and None after each slice of a large source: the caller may
    let others have their turn there.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._plans: dict[str, Plan] = {}
        self._known: dict[str, Source] = {}  # by URL, of the run's sites
        # By site: answered, but what they led to is still being asked.
        self._unfinished: dict[str, list[Source]] = {}
        self._large: deque[SourceRequest] = deque()  # the first one is being asked

    def begin(self) -> Iterator[SourceRequest | None]:
        """Yield every site's first requests."""
        for site in self._run.sites.values():
            known = [
                source
                for source in self._run.frontier.sources(site.name)
                if source.selection == site.selection  # else its file was edited: read all anew
            ]
            self._known.update((source.url, source) for source in known)
            plan = self._plans[site.name] = Plan(site=site, now=self._run.frontier.clock())
            yield from self._work_off(site, plan.start(known), None)

    def validators(self, request: SourceRequest) -> dict[str, str]:
        """Return the conditional headers of a request (RFC 9110, section 13.1)."""
        source = self._known.get(request.url)
        if source is None:
            return {}
        pairs = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
        return {name: value for name, value in pairs.items() if value}

    def wants(self, request: SourceRequest) -> bool:
        """Tell whether an answer would be read: the site's budget of articles may be used up."""
        return not self._plans[request.site].full

    def answered(
        self,
        request: SourceRequest,
        answer: Answer,
        headers: dict[str, str],
        page: SourcePage | None = None,
    ) -> Iterator[SourceRequest | None]:
        """Yield what an answer leads to; its articles are in the frontier afterwards.

        ``headers`` are the answer's, with lower-case names; ``page`` is what ``read_source``
        made of it, where that is done.
        """
        site = self._run.sites[request.site]
        counts = self._run.tally.site(site.name)
        before = self._source(request)
        digest = hashlib.sha256(answer.body).hexdigest() if answer.body else None
        unchanged = answer.status == 304 or (digest is not None and digest == before.body_hash)  # noqa: PLR2004
        counts.sources_read += 1
        counts.sources_unchanged += unchanged
        now, wish_s = self._run.frontier.clock(), max_age_s(headers.get("cache-control", ""))
        after = (
            after_no_change(before, now, wish_s) if unchanged else after_change(before, now, wish_s)
        )
        if not unchanged:
            after = replace(
                after,
                etag=headers.get("etag"),
                last_modified=headers.get("last-modified"),
                body_hash=digest,
            )
        self._known[request.url] = after
        steps = self._plans[site.name].take(request, replace(answer, unchanged=unchanged), page)
        yield from self._work_off(site, steps, after)
        yield from self._after_large(request)

    def failed(
        self, request: SourceRequest, reason: str, robots_sitemaps: tuple[str, ...] = ()
    ) -> Iterator[SourceRequest | None]:
        """Yield what remains to be tried when a source gave no usable answer."""
        if reason == _TOO_LARGE and request.kind != "listing" and not request.large:
            yield from self._ask_large(request)
            return
        site = self._run.sites[request.site]
        probe = request.role.startswith("probe")
        if not probe:  # a well-known path that is not there is no failure
            self._run.tally.site(site.name).sources_failed[reason] += 1
            after = after_failure(self._source(request), self._run.frontier.clock())
            self._known[request.url] = after
            self._run.frontier.save_source(after)
            logger.info("source %s failed (%s)", request.url, reason)
        yield from self._work_off(site, self._plans[site.name].fail(request, robots_sitemaps), None)
        yield from self._after_large(request)

    def _ask_large(self, request: SourceRequest) -> Iterator[SourceRequest]:
        """Ask again for a document over the limit of pages, one at a time: they take memory."""
        self._large.append(replace(request, large=True))
        if len(self._large) == 1:
            yield self._large[0]

    def _after_large(self, request: SourceRequest) -> Iterator[SourceRequest]:
        if request.large:
            self._large.popleft()
            if self._large:
                yield self._large[0]

    def _source(self, request: SourceRequest) -> Source:
        known = self._known.get(request.url)
        if known is not None:
            return known
        selection = self._run.sites[request.site].selection
        return Source(url=request.url, site=request.site, kind=request.kind, selection=selection)

    def _work_off(
        self, site: Site, steps: Iterable[Step], source: Source | None
    ) -> Iterator[SourceRequest | None]:
        """Split a plan's steps; ``source`` is saved with the last of its articles, not before."""
        batch: list[Found] = []
        leads_on = source is not None and source.url == site.home  # its own list comes last
        for step in steps:
            match step:
                case Found():
                    batch.append(step)
                    if len(batch) >= _BATCH:
                        self._add(site, batch, None)
                        batch = []
                        yield None
                case SourceRequest():
                    leads_on = True
                    yield step
                case Note():
                    _log_note(site, step)
        self._end(site, batch, source, leads_on=leads_on)

    def _end(
        self, site: Site, batch: list[Found], source: Source | None, *, leads_on: bool
    ) -> None:
        """Take in a source's last articles, and save it where that may be done.

        A source that led to others is saved when they have answered too: with its validators on
        record a killed run's successor would be told 304, and would not ask for them again.
        """
        plan, counts = self._plans[site.name], self._run.tally.site(site.name)
        unfinished = self._unfinished.setdefault(site.name, [])
        if source is not None and (leads_on or plan.waiting):
            unfinished.append(source)
            source = None
        self._add(site, batch, source and _honest(source, plan))
        if plan.idle:
            for each in unfinished:
                self._run.frontier.save_source(_honest(each, plan))
            unfinished.clear()
        counts.left_out, counts.traps = Counter(plan.rejected), Counter(plan.traps)

    def _add(self, site: Site, batch: list[Found], source: Source | None) -> None:
        if not batch and source is None:
            return
        added = self._run.frontier.add(
            batch, source=source, max_age_days=site.max_age_days, passing=source is None
        )
        counts = self._run.tally.site(site.name)
        counts.found += added.new + added.known
        counts.new += added.new
        self._run.progress()


def _honest(source: Source, plan: Plan) -> Source:
    """Return what may be remembered: what was not wholly taken in is read again by the next run."""
    if source.url not in plan.cut:
        return source
    return replace(source, etag=None, last_modified=None, body_hash=None, due_at=None)


def max_age_s(cache_control: str) -> float | None:
    """Return the seconds of a Cache-Control's max-age (RFC 9111, 5.2.2.1), or None."""
    for part in cache_control.split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "max-age" and value.strip('"').isdecimal():
            return float(value.strip('"'))
    return None


def _log_note(site: Site, note: Note) -> None:
    level = logging.WARNING if note.kind == "trap" else logging.INFO
    logger.log(level, "%s: %s %s at %s", site.name, note.kind, note.name, note.url)
