"""The site-rot alarm: names a site that left the band of its own history, on its first run.

Each measure is one function that looks at one site; the first that finds something speaks
for the site. Small numbers never alarm: a measure needs enough pages, enough history, a
change large enough to matter, and a chance small enough to be no accident (limits.toml).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from crawler.operate.band import View, Window, windows
from crawler.operate.chance import at_least
from crawler.operate.counts import SiteCounts, read_summary
from crawler.operate.history import FILE_NAME, Alarm, History
from crawler.operate.limits import likely_cause, limits
from crawler.operate.moved import moved
from crawler.operate.silence import silence

Measure = Callable[[View], Alarm | None]
_MORE = 3  # reasons named in an alarm's evidence


def alarms(
    history: History, summary: Mapping[str, Any], minimums: Mapping[str, int] | None = None
) -> list[Alarm]:
    """Return the alarms of a run that is not yet in the history, sorted by site.

    ``minimums`` are the sites' ``minimum_articles``. Raises ValueError for a summary that
    lacks a key, DiskError, DamageError.
    """
    read = read_summary(summary)
    since = read.started_at - timedelta(days=limits().memory_days.value)
    found = []
    for site, counts in sorted(read.sites.items()):
        view = View(
            site=site,
            now=counts,
            started_at=read.started_at,
            past=history.site(site, int(limits().memory_runs.value)),
            finds=history.finds(site, since),
            minimum_articles=(minimums or {}).get(site, 0),
        )
        alarm = look(view)
        if alarm is not None:
            found.append(alarm)
    return found


def alarms_of(
    state_dir: Path, summary: Mapping[str, Any], minimums: Mapping[str, int] | None = None
) -> list[Alarm]:
    """Return a run's alarms by the history of ``state_dir``; see ``alarms``."""
    with History(state_dir / FILE_NAME) as history:
        return alarms(history, summary, minimums)


def look(view: View) -> Alarm | None:
    """Return the gravest finding on one site, or None."""
    return next((alarm for measure in MEASURES if (alarm := measure(view))), None)


def sources(view: View) -> Alarm | None:
    """No feed, sitemap or listing answers any more."""
    now = view.now
    if now.sources_read or not now.sources_failed:
        return None
    asked = [counts for counts in view.usual if counts.sources_read or counts.sources_failed]
    answered = sum(bool(counts.sources_read) for counts in asked)
    if len(asked) < limits().least_runs.value or answered * 10 < len(asked) * 8:
        return None
    return Alarm(
        site=view.site,
        kind="sources",
        cause=likely_cause(now.sources_failed),
        evidence=f"no feed, sitemap or listing answered ({_most(now.sources_failed)}); they did "
        f"in {answered} of {len(asked)} earlier runs",
    )


def failures(view: View) -> Alarm | None:
    """Pages that used to be articles fail or are put aside."""
    if not view.now.bad:
        return None
    found = (_failures(view.site, seen) for seen in windows(view, _tried))
    return next(filter(None, found), None)


def _failures(site: str, seen: Window) -> Alarm | None:
    bad, tried = seen.total(_bad), seen.total(_tried)
    usually = seen.usually(_bad), seen.usually(_tried)
    if bad <= limits().bad_share.value * tried or not _is_strange(bad, tried, usually):
        return None
    reasons: Counter[str] = Counter()
    for counts in seen.recent:
        reasons.update(counts.bad)
    return Alarm(
        site=site,
        kind="failures",
        cause=likely_cause(reasons),
        evidence=f"{bad:.0f} of {tried:.0f} pages gave no article ({_most(reasons)}), usually "
        f"{usually[0]:.0f} of {usually[1]:.0f}",
    )


def fields(view: View) -> Alarm | None:
    """A field that articles used to have is lacking."""
    for seen in windows(view, _stored):
        for field in sorted(name for name, number in view.now.missing.items() if number):
            alarm = _field(view.site, field, seen)
            if alarm is not None:
                return alarm
    return None


def _field(site: str, field: str, seen: Window) -> Alarm | None:
    stored, before = seen.total(_stored), seen.usually(_stored)
    lacking = sum(counts.missing.get(field, 0) for counts in seen.recent)
    usually = sum(counts.missing.get(field, 0) for counts in seen.before)
    jump = lacking / stored - usually / max(before, 1)
    if jump < limits().field_jump.value or not _is_strange(lacking, stored, (usually, before)):
        return None
    return Alarm(
        site=site,
        kind="fields",
        cause="redesign",
        evidence=f"{field} lacking in {lacking:.0f} of {stored:.0f} articles, usually in "
        f"{usually:.0f} of {before:.0f}",
    )


def text(view: View) -> Alarm | None:
    """Articles are much shorter, or longer, than they used to be."""
    least = limits()
    seen = next(windows(view, _stored), None)
    found = moved(seen, lambda counts: counts.text_logs) if seen else None
    if found is None:
        return None
    sd = max(least.text_sd.value, found.sd) * found.doubt + least.text_wander.value
    change = found.now - found.usual
    if abs(change) < max(least.text_deviations.value * sd, -math.log(least.text_ratio.value)):
        return None
    return Alarm(
        site=view.site,
        kind="text",
        cause="paywall or redesign" if change < 0 else "redesign: boilerplate comes through",
        evidence=f"{found.articles} articles of {math.exp(found.now):,.0f} characters as a rule, "
        f"usually {math.exp(found.usual):,.0f}",
    )


def removed(view: View) -> Alarm | None:
    """Much more, or much less, of the pages is removed than usual."""
    least = limits()
    seen = next(windows(view, _stored), None)
    found = moved(seen, lambda counts: counts.removed_shares) if seen else None
    if found is None:
        return None
    sd = max(least.share_sd.value, found.sd) * found.doubt
    change = abs(found.now - found.usual)
    if change < max(least.share_jump.value, least.share_deviations.value * sd):
        return None
    return Alarm(
        site=view.site,
        kind="removed",
        cause="redesign",
        evidence=f"{found.now:.0%} of a page's text was removed, usually {found.usual:.0%}",
    )


def floor(view: View) -> Alarm | None:
    """The sources name fewer articles than the site file's ``minimum_articles``.

    Where one of several had nothing new, what it names is not known: the floor is not judged.
    """
    now = view.now
    asked = now.sources_read or now.sources_failed
    if not asked or now.sources_unchanged or now.found >= view.minimum_articles:
        return None
    changed = "its feeds, sitemaps or listings changed"
    return Alarm(
        site=view.site,
        kind="floor",
        cause=likely_cause(now.sources_failed) if now.sources_failed else changed,
        evidence=f"they name {now.found} articles, minimum_articles is {view.minimum_articles}",
    )


# From the gravest to the mildest: the first that speaks is the site's alarm.
MEASURES: tuple[Measure, ...] = (sources, failures, silence, text, fields, removed, floor)


def _is_strange(bad: float, tried: float, usually: tuple[float, float]) -> bool:
    """Whether so many of so many are no accident, by what was usual before."""
    least = limits()
    if bad < least.least_pages.value or usually[1] < least.least_articles.value:
        return False
    chance = (usually[0] + 0.5) / (usually[1] + 1.0)  # Jeffreys: never 0, never 1
    doubt = math.sqrt(chance * (1.0 - chance) / (usually[1] + 1.0))  # few pages tell it badly
    return at_least(int(bad), int(tried), min(chance + 1.5 * doubt, 0.99)) < least.chance.value


def _most(reasons: Mapping[str, int]) -> str:
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{reason}: {number}" for reason, number in ranked[:_MORE])


def _bad(counts: SiteCounts) -> int:
    return sum(counts.bad.values())


def _tried(counts: SiteCounts) -> int:
    return counts.tried


def _stored(counts: SiteCounts) -> int:
    return counts.stored
