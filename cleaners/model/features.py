"""The model's inputs: columns of whole numbers under names, a row per block.

A page's blocks have all columns, lines of text those that need no markup.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import Document
from cleaners.model import lines
from cleaners.model.claims import add_claims
from cleaners.model.cohesion import add_cohesion
from cleaners.model.containers import add_best, add_distances, add_levels, add_siblings
from cleaners.model.cues import cue_features, cue_names
from cleaners.model.hints import add_hints
from cleaners.model.lookalikes import add_lookalikes
from cleaners.model.outlet import add_italics, add_names
from cleaners.model.page import Page, page_of, running_text
from cleaners.model.table import Ints, Table, per_mille
from cleaners.model.text_features import TEXT_NAMES, column, text_features


def features(document: Document, wanted: frozenset[str] | None = None) -> Table:
    """Return the columns of a document of at least one block; of some names, if so ``wanted``."""
    table = Table(wanted)
    text = text_features(document.blocks)
    table.add_all(TEXT_NAMES, text)
    texts = [block.text for block in document.blocks]
    cues = cue_features(texts)
    table.add_all(cue_names(), cues)
    lines.add_cue_sums(table, cues[:, -1])
    if document.is_html:
        links, good = _add_markup(table, document, text)
    else:
        links, good = np.zeros(len(texts), dtype=np.int64), running_text(text)
        table.add("good", good)
        add_cohesion(table, texts, good)
    chars = column(text, "chars")
    lines.add_neighbours(table, text, links, good)
    lines.add_windows(table, chars, good)
    lines.add_landmarks(table, text, good)
    lines.add_position(table, chars, good)
    add_claims(table, document, text)
    add_hints(table, document)
    lines.add_repeats(table, texts)
    lines.add_totals(table, chars, links, good)
    return table


def _add_markup(table: Table, document: Document, text: Ints) -> tuple[Ints, Ints]:
    """Add what only a page has; return link characters and running text of each block."""
    shown = [block for block in document.blocks if isinstance(block, HtmlBlock)]
    page = page_of(document, shown, text)
    _add_own(table, shown, page)
    add_distances(table, shown, page)
    add_levels(table, page)
    add_best(table, page)
    add_lookalikes(table, page)
    add_siblings(table, page)
    add_names(table, document)
    add_italics(table, shown)
    return page.b_links, page.b_good


def _add_own(table: Table, blocks: Sequence[HtmlBlock], page: Page) -> None:
    """Add what the walk counted inside the block."""
    bold = np.array([block.bold_chars for block in blocks], dtype=np.int64)
    table.add("link_share", per_mille(page.b_links, page.b_chars))
    table.add("links", np.array([len(block.links) for block in blocks], dtype=np.int64))
    table.add("bold_share", per_mille(bold, page.b_chars))
    table.add("after_break", np.array([block.after_break for block in blocks], dtype=np.int64))
    table.add("hidden", np.array([block.hidden for block in blocks], dtype=np.int64))
    table.add("depth", page.n_depth[page.b_node])
    table.add("good", page.b_good)
