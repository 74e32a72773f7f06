"""From an article's response to its ending: cleaned, filtered, failed or quarantined."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from cleaners.errors import Cause, CleaningError
from cleaners.types import Cleaned, Page
from crawler.fetch.reasons import Failure, Retry
from crawler.frontier.retry import RetryPolicy
from crawler.frontier.types import Lease, Outcome, State
from crawler.run.context import Ended, Run
from crawler.run.records import build_article
from output.record import Right

# Pages that hold no article are filtered: that is what they are. Pages that could not be
# cleaned are quarantined with their bytes: a later version may do better.
_QUARANTINED: frozenset[Cause] = frozenset(
    {"too-large", "parser-limit", "too-complex", "timeout", "memory", "crash"}
)
# What may be over within seconds is tried again within the run; what speaks of a longer trouble
# (robots.txt out of reach, a host's breaker) waits for a later one.
_RETRIES: dict[Retry, RetryPolicy] = {
    "now": RetryPolicy(waits_s=(2.0, 10.0, 30.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)),
    "later": RetryPolicy(waits_s=(600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)),
}


async def clean_article(run: Run, lease: Lease, page: Page, rights: Sequence[Right] = ()) -> Ended:
    """Clean one page in a worker and return how its URL ends."""
    future = run.pool.submit(page, lease.evidence, run.options_of(lease.site))
    try:
        cleaned: Cleaned = await asyncio.wrap_future(future)
    except CleaningError as error:
        return uncleaned(lease, error)
    article = build_article(cleaned=cleaned, page=page, lease=lease, run=run.id, rights=rights)
    outcome = Outcome(
        lease=lease,
        state="stored",
        record_id=article.id,
        content_hash=article.content_hash,
        revision=article.revision,
        final_url=page.final_url,
    )
    return Ended(outcome=outcome, article=article, cleaned=cleaned)


def uncleaned(lease: Lease, error: CleaningError) -> Ended:
    """Return the ending of a page that gave no article."""
    state: State = "quarantined" if error.cause in _QUARANTINED else "filtered"
    return Ended(outcome=Outcome(lease=lease, state=state, reason=error.cause))


def not_fetched(lease: Lease, failure: Failure) -> Ended:
    """Return the ending of a URL that gave no page: tried again later, or failed for good."""
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
