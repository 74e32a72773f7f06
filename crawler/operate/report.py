"""The report of a run as one HTML file: no script, no network, light and dark."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from crawler.exits import Exit
from crawler.operate import charts
from crawler.operate.counts import SiteCounts
from crawler.operate.history import SiteRun
from crawler.operate.markup import document, safe, table
from crawler.operate.story import Story

_SPARK_WIDTH, _SPARK_HEIGHT = 90, 20
_MOST_EXTREMES = 10
_HOURS_SHOWN = 72  # a longer history is shown by days
_KIB = 1024
# Where a URL's inspection was written, relative to the report; None: nowhere.
Inspected = Callable[[str], Path | None]


def report_page(story: Story, inspected: Inspected) -> str:
    """Return the report."""
    summary = story.summary
    parts = (
        f"<header><h1>Cleanwire: run {safe(summary.run)}</h1></header>",
        '<main id="main">',
        _verdict(story),
        *(f'<p class="warn">{safe(note)}</p>' for note in story.notes),
        _alarms(story),
        _sites(story),
        _plots(story),
        _extremes(story),
        _flagged(story, inspected),
        _doubtful(story, inspected),
        _runs(story),
        "</main>",
    )
    return document(f"Cleanwire: run {summary.run}", "\n".join(part for part in parts if part))


def _verdict(story: Story) -> str:
    summary = story.summary
    mood = "good" if summary.exit_code == Exit.FINE and not summary.alarms else "bad"
    ended = summary.ended_at or summary.started_at
    lasted = timedelta(seconds=round((ended - summary.started_at).total_seconds()))
    states = ", ".join(f"{state} {number:,}" for state, number in summary.states.items() if number)
    return (
        f'<div class="verdict {mood}"><p><strong>{safe(summary.sentence)}</strong></p>'
        f"<p>Exit code {summary.exit_code}. Begun {summary.started_at:%Y-%m-%d %H:%M:%S %Z}, "
        f"lasted {lasted}.</p></div>\n"
        f'<p class="faint">URLs that are known, by state: {safe(states) or "none"}.</p>'
    )


def _alarms(story: Story) -> str:
    if not story.summary.alarms:
        return "<h2>Alarms</h2>\n<p>No site left the band of its own history.</p>"
    rows = [[_link(story, a.site), safe(a.cause), safe(a.evidence)] for a in story.summary.alarms]
    head = ["Site", "Likely cause", "Evidence"]
    return "<h2>Alarms</h2>\n" + table(
        head, rows, "Sites out of their own band", frozenset(), wide=2
    )


def _sites(story: Story) -> str:
    alarmed = {alarm.site for alarm in story.summary.alarms}
    rows = [
        _site(number, name, counts, story.sites.get(name, ()), name in alarmed)
        for number, (name, counts) in enumerate(story.summary.sites.items())
    ]
    head = ["Site", "Stored, last runs", "Stored", "New", "Lost", "Most lost to", "Mean length",
            "Removed", "p95 ms"]  # fmt: skip
    numbers = frozenset({2, 3, 4, 6, 7, 8})
    return "<h2>Sites</h2>\n" + table(head, rows, "Every site of the run", numbers)


def _link(story: Story, site: str) -> str:
    """Return a site's name, and where its row is."""
    numbers = {name: number for number, name in enumerate(story.summary.sites)}
    return f'<a href="#site-{numbers[site]}">{safe(site)}</a>' if site in numbers else safe(site)


def _site(
    number: int, name: str, counts: SiteCounts, past: tuple[SiteRun, ...], alarmed: bool
) -> list[str]:
    lost = counts.bad
    reason = max(lost, key=lambda cause: (lost[cause], cause)) if lost else ""
    mark = ' <strong class="bad">alarm</strong>' if alarmed else ""
    share = counts.removed_share
    return [
        f'<span id="site-{number}">{safe(name)}</span>{mark}',
        sparkline([one.counts.stored for one in past], f"{name}: stored"),
        f"{counts.stored:,}",
        f"{counts.new:,}",
        f"{sum(lost.values()):,}",
        safe(reason),
        f"{counts.text_chars_total / counts.stored:,.0f}" if counts.stored else "—",
        f"{share:.0%}" if share is not None else "—",
        f"{counts.latency_ms_p95:,.0f}" if counts.latency_ms_p95 is not None else "—",
    ]


def sparkline(values: list[int], name: str) -> str:
    """Return a line of the last runs' values, oldest first; nothing for a single run."""
    if len(values) < 2:  # noqa: PLR2004  # one point makes no line
        return "—"
    # A first run's backlog would press the line flat: what is beyond the top is drawn at it.
    top, step = max(1, min(max(values), 2 * max(values[1:]))), _SPARK_WIDTH / (len(values) - 1)
    points = " ".join(
        f"{number * step:.0f},{_SPARK_HEIGHT - 1 - min(value / top, 1) * (_SPARK_HEIGHT - 2):.0f}"
        for number, value in enumerate(values)
    )
    label = safe(f"{name}, from {values[0]} to {values[-1]}, at most {max(values)}")
    return (
        f'<svg class="spark" role="img" aria-label="{label}" width="{_SPARK_WIDTH}" '
        f'height="{_SPARK_HEIGHT}"><polyline points="{points}" fill="none" '
        'stroke="currentColor" stroke-width="1.5"/></svg>'
    )


def _plots(story: Story) -> str:
    if not charts.is_possible():
        return (
            "<h2>Charts</h2>\n<p>The charts need matplotlib: install it with "
            "<code>pip install 'cleanwire[report]'</code>.</p>"
        )
    drawn = "\n".join(_charts(story))
    return f'<h2>Charts</h2>\n<div class="plots">\n{drawn}\n</div>' if drawn else ""


def _charts(story: Story) -> Iterator[str]:
    summary, sites = story.summary, story.summary.sites
    if len(story.stored) > 1:
        yield _stored(story)
    if summary.removed_chars:
        ranked = sorted(summary.removed_chars.items(), key=lambda item: -item[1])
        yield charts.bars("removed", "Removed text, by category", dict(ranked), "characters")
    if story.languages:
        yield charts.bars("languages", "Languages", dict(story.languages), "articles")
    slow = {n: c.latency_ms_p95 for n, c in sites.items() if c.latency_ms_p95 is not None}
    if slow:
        slowest = dict(sorted(slow.items(), key=lambda item: -item[1]))
        yield charts.bars("latency", "Latency of the slowest sites (p95)", slowest, "ms")
    if any(counts.tried for counts in sites.values()):
        yield _outcomes(story)


def _stored(story: Story) -> str:
    """Draw the articles stored by the hour, or by the day where the history is longer."""
    first, last = story.stored[0][0], story.stored[-1][0]
    is_hourly = last - first <= timedelta(hours=_HOURS_SHOWN)
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    start = first.replace(minute=0, second=0, microsecond=0, hour=first.hour if is_hourly else 0)
    sums = [0.0] * ((last - start) // step + 1)
    for at, number in story.stored:
        sums[(at - start) // step] += number
    form = "%d %b %H:00" if is_hourly else "%d %b"
    columns = {format(start + n * step, form): value for n, value in enumerate(sums)}
    name = "Articles per hour" if is_hourly else "Articles per day"
    return charts.columns("stored", name, columns, "articles stored")


def _outcomes(story: Story) -> str:
    ranked = sorted(story.summary.sites.items(), key=lambda item: -item[1].tried)
    counts = [site for _, site in ranked]
    parts = {
        "stored": [float(site.stored) for site in counts],
        "duplicate": [float(site.duplicate) for site in counts],
        "filtered": [float(sum(site.filtered.values())) for site in counts],
        "failed": [float(sum(site.failed.values())) for site in counts],
        "quarantined": [float(sum(site.quarantined.values())) for site in counts],
    }
    rows = [name for name, _ in ranked]
    return charts.stacked("outcomes", "Outcomes of the largest sites", rows, parts, "pages")


def _extremes(story: Story) -> str:
    slow = sorted(
        ((page.ms, page.url) for site in story.summary.sites.values() for page in site.slowest),
        reverse=True,
    )
    large = sorted(
        ((page.bytes, page.url) for site in story.summary.sites.values() for page in site.largest),
        reverse=True,
    )
    if not slow and not large:
        return ""
    slow_rows = [[_url(url), f"{ms:,.0f}"] for ms, url in slow[:_MOST_EXTREMES]]
    large_rows = [[_url(url), f"{size / _KIB:,.0f}"] for size, url in large[:_MOST_EXTREMES]]
    right = frozenset({1})
    return (
        "<h2>The slowest and the largest pages</h2>\n"
        + table(["Page", "ms"], slow_rows, "The slowest pages", right)
        + "\n"
        + table(["Page", "KiB"], large_rows, "The largest pages", right)
    )


def _url(url: str) -> str:
    return f'<span class="url">{safe(url)}</span>'


def _doubtful(story: Story, inspected: Inspected) -> str:
    if not story.doubtful:
        return "<h2>Pages without an article</h2>\n<p>None in this run.</p>"
    rows = [
        [_url(page.url), safe(page.site), f"{page.state} ({safe(page.reason)})",
         _inspection(page.url, inspected(page.url))]
        for page in story.doubtful
    ]  # fmt: skip
    more = f"<p>And {story.doubtful_more:,} more.</p>" if story.doubtful_more else ""
    head = ["Page", "Site", "Ended", "Inspect"]
    told = table(head, rows, "Pages that gave no article in this run", frozenset())
    return f"<h2>Pages without an article</h2>\n{told}\n{more}"


def _flagged(story: Story, inspected: Inspected) -> str:
    if not story.flagged:
        return ""
    rows = [
        [_url(article.url), safe(article.site), safe(", ".join(article.flags)),
         _inspection(article.url, inspected(article.url))]
        for article in story.flagged
    ]  # fmt: skip
    more = f"<p>And {story.flagged_more:,} more.</p>" if story.flagged_more else ""
    head = ["Page", "Site", "Warning", "Inspect"]
    told = table(head, rows, "Articles that were stored with a warning", frozenset())
    return f"<h2>Articles in doubt</h2>\n{told}\n{more}"


def _inspection(url: str, path: Path | None) -> str:
    if path is not None:
        return f'<a href="{safe(path.as_posix())}">inspection</a>'
    return f"<code>scrapy inspect {safe(shlex.quote(url))}</code>"


def _runs(story: Story) -> str:
    if not story.runs:
        return ""
    rows = [
        [_when(past.started_at), str(past.exit_code), str(len(past.alarms)),
         safe(past.sentence)]
        for past in reversed(story.runs[-20:])
    ]  # fmt: skip
    head = ["Begun (UTC)", "Exit", "Alarms", "Verdict"]
    return "<h2>The last runs</h2>\n" + table(
        head, rows, "The last runs", frozenset({1, 2}), wide=3
    )


def _when(moment: datetime) -> str:
    return f"<time>{moment:%Y-%m-%d %H:%M}</time>"
