"""From an article's response to its ending: cleaned, filtered, failed or quarantined."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cleaners.errors import CleaningError
from cleaners.quality.filters import refusal, signals
from cleaners.types import Cleaned, Page
from crawler.fetch.reasons import Failure, Retry
from crawler.fetch.rights import opted_out
from crawler.frontier.retry import RetryPolicy
from crawler.frontier.types import Lease, Outcome, State
from crawler.run.context import Ended, Run
from crawler.run.parts import QUARANTINED, is_part_of, join_parts, truncated
from crawler.run.records import build_article
from crawler.run.worked import Worked
from output.record import Right

# To leave alone what its publisher forbids is no failure.
_OBEYED = frozenset({"robots", "opt-out"})
# What may be over within seconds is tried again within the run; what speaks of a longer trouble
# (robots.txt out of reach, a host's breaker) waits for a later one.
_RETRIES: dict[Retry, RetryPolicy] = {
    "now": RetryPolicy(waits_s=(2.0, 10.0, 30.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)),
    "later": RetryPolicy(waits_s=(600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The next part of an article that stands on several pages, still to be fetched."""

    lease: Lease
    url: str
    first: Page  # the article's own page: its address and time are the record's
    further: tuple[Page, ...] = ()  # those behind it, for the archive
    parts: tuple[Cleaned, ...]  # those read so far, in order
    read: tuple[str, ...]  # their URLs
    rights: tuple[Right, ...] = ()
    lost: str | None = None  # why no further part could be had

    @property
    def site(self) -> str:
        """Return the name of the article's site."""
        return self.lease.site


async def clean_article(
    run: Run, lease: Lease, page: Page, rights: Sequence[Right] = ()
) -> Ended | Part:
    """Clean one page in a worker: how its URL ends, or the article's next part."""
    start = Part(
        lease=lease, url=page.final_url, first=page, parts=(), read=(), rights=tuple(rights)
    )
    return await clean_next(run, start, page)


async def clean_next(run: Run, part: Part, page: Page) -> Ended | Part:
    """Clean the page of ``part``: how the article ends, or its next part again."""
    lease = part.lease
    if part.parts:
        part = replace(part, further=(*part.further, page))
    if part.parts and not is_part_of(page.final_url, part.read[0]):
        return _stored(run, part)  # it led to another page: the article is whole without it
    await run.prepare(lease.site)
    options = run.options_of(lease.site)
    evidence = None if part.parts else lease.evidence
    try:
        worked: Worked = await asyncio.wrap_future(
            run.pool.submit(page, evidence, options, part.read)
        )
    except CleaningError as error:
        if not part.parts:
            return uncleaned(lease, error, page, part.rights)
        if error.cause in QUARANTINED:
            return _stored(run, replace(part, parts=truncated(part.parts, error.cause)))
        # A further "part" without text is no part: the article is whole without it.
        return _stored(run, part)
    grown = replace(part, parts=(*part.parts, worked.cleaned), read=(*part.read, page.final_url))
    if worked.next_url is None:
        return _stored(run, grown)
    return replace(grown, url=worked.next_url)


def part_not_fetched(run: Run, part: Part, failure: Failure) -> Ended:
    """Return the ending of an article one part of which gave no page.

    The whole article is tried again while that may help; then it is stored as far as it was
    read, and says so in ``access``.
    """
    ended = not_fetched(part.lease, failure)
    if ended.outcome.state == "pending":
        return ended
    whole = truncated(part.parts, failure.reason)
    return _stored(run, replace(part, parts=whole, lost=failure.reason))


def _stored(run: Run, part: Part) -> Ended:
    ended = stored(
        run,
        lease=part.lease,
        page=part.first,
        cleaned=join_parts(part.parts, run.options_of(part.lease.site).language),
        rights=part.rights,
    )
    return replace(ended, fetched=(part.first, *part.further), lost=part.lost)


def stored(
    run: Run,
    *,
    lease: Lease,
    page: Page,
    cleaned: Cleaned,
    rights: Sequence[Right],
    fetched_by: str | None = None,
) -> Ended:
    """Return the ending of a cleaned article; a filter that was asked for may drop it.

    ``fetched_by`` is the run that fetched it, where it was not this one.
    """
    refused = refused_by(run.filters, cleaned, rights)
    if refused is not None:
        outcome = Outcome(lease=lease, state="filtered", reason=refused)
        return Ended(outcome=outcome, rights=tuple(rights))
    article = build_article(
        cleaned=cleaned, page=page, lease=lease, run=fetched_by or run.id, rights=rights
    )
    outcome = Outcome(
        lease=lease,
        state="stored",
        record_id=article.id,
        content_hash=article.content_hash,
        revision=article.revision,
        final_url=page.final_url,
    )
    return Ended(outcome=outcome, article=article, cleaned=cleaned, rights=tuple(rights))


def refused_by(filters: Sequence[str], cleaned: Cleaned, rights: Sequence[Right]) -> str | None:
    """Return the reason why one of the named filters drops an article, or None."""
    reserved = opted_out(rights) is not None
    return refusal(signals(cleaned.quality, access=cleaned.access, opt_out=reserved), filters)


def uncleaned(
    lease: Lease, error: CleaningError, page: Page, rights: Sequence[Right] = ()
) -> Ended:
    """Return the ending of a page that gave no article."""
    state: State = "quarantined" if error.cause in QUARANTINED else "filtered"
    outcome = Outcome(lease=lease, state=state, reason=error.cause)
    return Ended(
        outcome=outcome,
        page=page if state == "quarantined" else None,
        rights=tuple(rights),
        fetched=(page,),
    )


def not_fetched(lease: Lease, failure: Failure) -> Ended:
    """Return the ending of a URL that gave no page: tried again later, or failed for good."""
    if failure.reason in _OBEYED:
        return Ended(outcome=Outcome(lease=lease, state="filtered", reason=failure.reason))
    policy, retry_at = _RETRIES.get(failure.retry), None
    if failure.retry_after_s is not None and not failure.final:
        policy = _RETRIES["now"]  # the server itself says when
    if policy is not None:
        tries, now = lease.attempts + 1, datetime.now(UTC)
        retry_at = policy.next_try(tries, now, failure.retry_after_s)
    state: State = "failed" if retry_at is None else "pending"
    return Ended(
        outcome=Outcome(lease=lease, state=state, reason=failure.reason, retry_at=retry_at)
    )
