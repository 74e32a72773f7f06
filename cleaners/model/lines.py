"""What holds for blocks of pages and lines of text alike: neighbours, place, repetition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.model.table import CUT, Ints, Table, per_mille, running, shifted
from cleaners.model.text_features import column

_NEAR: Final = (-3, -2, -1, 1, 2, 3)
_WINDOWS: Final = (3, 8, 20)  # blocks before and after
_CUE_WINDOW: Final = 5
_START: Final = 12  # characters: labels before teasers repeat
_HEADING: Final = 1  # the place of "heading" among the kinds


def add_cue_sums(table: Table, cue_share: Ints) -> None:
    """Add how much the neighbours look like calls."""
    count = len(cue_share)
    at = np.arange(count)
    sums = running(cue_share)
    for by in (-1, 1):
        table.add(f"at{by}_cues", shifted(cue_share, by))
    table.add("cues_after5", sums[np.minimum(at + _CUE_WINDOW + 1, count)] - sums[at + 1])
    table.add("cues_before5", sums[at] - sums[np.maximum(at - _CUE_WINDOW, 0)])


def add_neighbours(table: Table, text: Ints, links: Ints, good: Ints) -> None:
    """Add what the nearest blocks are. ``text`` has the columns of ``text_features``."""
    chars, kind, last = column(text, "chars"), column(text, "kind"), column(text, "last_sort")
    link_share = per_mille(links, chars)
    for by in _NEAR:
        table.add(f"at{by}_chars", shifted(chars, by))
        table.add(f"at{by}_link", shifted(link_share, by))
        table.add(f"at{by}_good", shifted(good, by))
        table.add(f"at{by}_kind", shifted(kind, by))
        table.add(f"at{by}_last", shifted(last, by))


def add_windows(table: Table, chars: Ints, good: Ints) -> None:
    """Add the share of running text in the blocks before and after."""
    count = len(chars)
    at = np.arange(count)
    goods, all_chars = running(good), running(chars)
    for width in _WINDOWS:
        low, high = np.maximum(at - width, 0), np.minimum(at + 1 + width, count)
        before = per_mille(goods[at] - goods[low], all_chars[at] - all_chars[low])
        after = per_mille(goods[high] - goods[at + 1], all_chars[high] - all_chars[at + 1])
        table.add(f"w{width}_before", before)
        table.add(f"w{width}_after", after)


def add_landmarks(table: Table, text: Ints, good: Ints) -> None:
    """Add how far off the nearest running text and the heading above are."""
    count = len(good)
    at = np.arange(count)
    before = np.maximum.accumulate(np.where(good > 0, at, -CUT))
    after = np.minimum.accumulate(np.where(good > 0, at, count + CUT)[::-1])[::-1]
    since = at - np.concatenate(([-CUT], before[:-1]))
    until = np.concatenate((after[1:], [count + CUT])) - at
    table.add("since_good", np.minimum(since, CUT))
    table.add("until_good", np.minimum(until, CUT))
    heading = np.maximum.accumulate(np.where(column(text, "kind") == _HEADING, at, -CUT))
    level = column(text, "level")[np.maximum(heading, 0)]
    table.add("since_heading", np.minimum(at - heading, CUT))
    table.add("heading_level", np.where(heading >= 0, level, 0))


def add_position(table: Table, chars: Ints, good: Ints) -> None:
    """Add where in the document the block stands."""
    count = len(chars)
    at = np.arange(count)
    goods, all_chars = running(good), running(chars)
    total = max(1, int(goods[-1]))
    table.add("place", np.minimum(at, CUT))
    table.add("place_end", np.minimum(count - at, CUT))
    table.add("place_share", 1000 * at // count)
    table.add("good_before", 1000 * goods[at] // total)
    table.add("good_after", 1000 * (goods[-1] - goods[at + 1]) // total)
    table.add("chars_before", 1000 * all_chars[at] // max(1, int(all_chars[-1])))


def add_repeats(table: Table, texts: Sequence[str]) -> None:
    """Add how often the same text stands in the document, and the how-manieth this is."""
    count: dict[str, int] = {}
    nth = []
    for text in texts:
        seen = count.get(text, 0)
        nth.append(seen)
        count[text] = seen + 1
    table.add("nth", np.array(nth, dtype=np.int64))
    table.add("same", np.array([count[text] for text in texts], dtype=np.int64))
    starts = Counter(text[:_START] for text in texts)
    table.add("same_start", np.array([starts[text[:_START]] for text in texts], dtype=np.int64))


def add_totals(table: Table, chars: Ints, links: Ints, good: Ints) -> None:
    """Add what the whole document is like."""
    count, total = len(chars), int(chars.sum())
    for name, value in (
        ("page_blocks", count),
        ("page_chars", total),
        ("page_good", int(good.sum())),
        ("page_goods", int((good > 0).sum())),
        ("page_links", 1000 * int(links.sum()) // max(1, total)),
    ):
        table.add(name, np.full(count, value, dtype=np.int64))
