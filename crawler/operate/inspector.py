"""The inspection as an HTML page: kept and removed side by side, coloured by category."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.types import CATEGORIES
from crawler.operate.inspection import RULE_FILES, Inspection, Row, Taken
from crawler.operate.markup import document, safe, table

# A step of the colour wheel that no small number divides: neighbours in the list stay apart.
_HUE_STEP = 137
_HIDDEN = "The page does not show this block."


def inspection_page(seen: Inspection) -> str:
    """Return the page; it is self-contained and runs no script."""
    parts = (
        f"<header><h1>{safe(seen.name)}</h1></header>",
        '<main id="main">',
        _verdict(seen),
        _facts(seen),
        _legend(seen),
        _rows(seen),
        _advice(),
        "</main>",
    )
    return document(f"Inspection of {seen.name}", "\n".join(part for part in parts if part))


def _verdict(seen: Inspection) -> str:
    mood = "bad" if seen.cause else "good"
    flags = f" Flags: {safe(', '.join(seen.flags))}." if seen.flags else ""
    return f'<div class="verdict {mood}"><p>{safe(seen.verdict)}{flags}</p></div>'


def _facts(seen: Inspection) -> str:
    if not seen.facts:
        return ""
    rows = [[safe(fact.name), safe(fact.value), safe(fact.source)] for fact in seen.facts]
    head = ["Field", "Value", "Read from"]
    return "<h2>Metadata</h2>\n" + table(
        head, rows, "Metadata and where it was read", frozenset(), wide=1
    )


def _legend(seen: Inspection) -> str:
    if not seen.categories:
        return ""
    chips = "".join(
        f'<li style="{_hue(category)}">{safe(category)} {number}</li>'
        for category, number in seen.categories.items()
    )
    return f'<h2>Removed, by category</h2>\n<ul class="chips">{chips}</ul>'


def _rows(seen: Inspection) -> str:
    if not seen.rows:
        return ""
    lines = "\n".join(line for row in seen.rows for line in _row(row))
    return (
        '<h2>The blocks, in reading order</h2>\n<div class="sides" aria-hidden="true">'
        f'<span>Kept</span><span>Removed</span></div>\n<ol class="rows">\n{lines}\n</ol>'
    )


def _row(row: Row) -> Iterator[str]:
    kept = ""
    if row.kept is not None:
        mood = " heading" if row.kind == "heading" else ""
        kept = f'<p class="kept{mood}" dir="auto">{safe(row.kept)}</p>'
    taken = "".join(_taken(one) for one in row.taken)
    hidden = f'<p class="kept faint">{_HIDDEN}</p>' if row.hidden and not taken else ""
    mood = ' class="gone"' if row.kept is None and taken else ""
    yield f'<li id="block-{row.number}"{mood}>{kept}{hidden}{taken}{_where(row)}</li>'


def _taken(one: Taken) -> str:
    evidence = f" — {safe(one.evidence)}" if one.evidence else ""
    return (
        f'<div class="taken" style="{_hue(one.category)}"><p dir="auto">{safe(one.text)}</p>'
        f'<p class="why"><strong>{safe(one.category)}</strong> ({safe(one.by)}){evidence}</p></div>'
    )


def _where(row: Row) -> str:
    said = "" if row.chance is None else f", {row.chance:.0%} article for the model"
    return f'<p class="why">{row.number} · {row.kind}{said} · <code>{safe(row.source)}</code></p>'


def _hue(category: str) -> str:
    place = CATEGORIES.index(category) if category in CATEGORIES else 0
    return f"--hue:hsl({place * _HUE_STEP % 360} 65% 50%)"


def _advice() -> str:
    return (
        "<h2>To change it</h2>\n<ul>\n"
        f"<li>A line of every outlet: an entry in <code>{RULE_FILES}/&lt;category&gt;.toml</code>, "
        "with the line under <code>removes</code> and a look-alike under <code>keeps</code>.</li>\n"
        "<li>A line of this outlet only: <code>[drop]</code> in its file in <code>sites/</code>, "
        "by CSS selector (the path above helps) or by text.</li>\n"
        "<li>An article's line that went: the rule named beside it needs a narrower match; add the "
        "line to its <code>keeps</code>.</li>\n</ul>"
    )
