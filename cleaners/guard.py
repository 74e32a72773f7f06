"""The guard: rules are not believed where they would take most of an article, or end it midway."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.judges.base import BlockView, Opinion
from cleaners.rules.footer import FOOTER_RUN, load_limits
from cleaners.rules.line import Line
from cleaners.rules.shapes import is_prose

MUCH_REMOVED = "much-removed"


def guarded(
    blocks: Sequence[BlockView], by_rules: list[Opinion], likely: frozenset[int]
) -> tuple[list[Opinion], tuple[str, ...]]:
    """Return the rules' opinions that stand, and the flag where some were taken back.

    ``likely`` are the blocks that are the article's by all other evidence. Of their prose the
    rules may remove a share, or a few words (``cleaners/rules/limits.toml``): an article about
    newsletters survives.
    """
    gone = {one.index for one in by_rules if one.span is None and one.remove} & likely
    if not gone:
        return by_rules, ()
    limits = load_limits()
    lost = sum(_prose_words(blocks, gone).values())
    if lost <= limits.guard_words:  # as on most pages: then nobody asks how many there are
        return by_rules, ()
    prose = _prose_words(blocks, likely)
    if lost <= limits.guard_share * sum(prose.values()):
        return by_rules, ()
    return [one for one in by_rules if one.index not in prose], (MUCH_REMOVED,)


def _prose_words(blocks: Sequence[BlockView], places: frozenset[int] | set[int]) -> dict[int, int]:
    """Return the words of those of some blocks that are prose."""
    lines = {index: Line(blocks[index].text) for index in places}
    return {at: line.words for at, line in lines.items() if is_prose(line, blocks[at].kind)}


def behind_the_text(by_rules: Sequence[Opinion], last: int) -> list[Opinion]:
    """Return the rules' opinions less those that see a footer before ``last``.

    ``last`` is the index of the last block that is surely the article's: a line between a box
    and the next chapter is its heading, however the box ends.
    """
    return [one for one in by_rules if one.rule != FOOTER_RUN or one.index > last]
