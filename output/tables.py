"""Counts as plain tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from output.stats import Statistics

_MOST_ROWS = 40


def statistics_tables(counts: Statistics) -> list[str]:
    """Return the lines that show a corpus's counts."""
    mean = counts.text_chars // counts.records if counts.records else 0
    head = f"{counts.records} records ({counts.revisions} revisions), {mean} characters on average"
    removed = {
        category: f"{number} pieces, {counts.removed_chars[category]} characters"
        for category, number in counts.removed.most_common()
    }
    return [
        head,
        *_table("by site", counts.by_site.most_common()),
        *_table("by day of fetching (UTC)", sorted(counts.by_day.items(), reverse=True)),
        *_table("by language", counts.by_language.most_common()),
        *_table("removed, by category", removed.items()),
    ]


def balance_table(urls_in: int, states: Mapping[str, int], reasons: Mapping[str, int]) -> list[str]:
    """Return the lines that set the URLs that came in against the sum of their states."""
    if not states:
        return ["", "no state: nothing was crawled with this STATE_DIR"]
    total = sum(states.values())
    verdict = "closes" if total == urls_in else f"DOES NOT CLOSE: {total - urls_in:+d}"
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [
        *_table(f"balance: {urls_in} URLs came in, {total} in a state: {verdict}", states.items()),
        *(_table("reasons", ranked) if ranked else []),
    ]


def _table(title: str, rows: Iterable[tuple[str, int | str]]) -> list[str]:
    listed = list(rows)
    width = max((len(name) for name, _ in listed[:_MOST_ROWS]), default=0)
    shown = [f"  {name:<{width}}  {value}" for name, value in listed[:_MOST_ROWS]]
    if len(listed) > _MOST_ROWS:
        shown.append(f"  and {len(listed) - _MOST_ROWS} more")
    return ["", title, *(shown or ["  none"])]
