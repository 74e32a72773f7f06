"""From a page's tree to the decision: what is read of it, who judges, what is suspect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial

from lxml.html import HtmlElement

from cleaners import extraction, metadata
from cleaners.blocks.html import walk
from cleaners.blocks.node import HtmlBlock, nodes_of
from cleaners.errors import CleaningError
from cleaners.guard import behind_the_text, guarded
from cleaners.judges.base import Document, Opinion
from cleaners.judges.container import ContainerJudge, find_places, undecided
from cleaners.judges.decision import Choice, Decision, choose_blocks, written
from cleaners.judges.extractor import ExtractorJudge
from cleaners.judges.learned import LearnedJudge
from cleaners.judges.limits import limits as bounds
from cleaners.judges.rules import RulesJudge
from cleaners.judges.site import SiteJudge
from cleaners.judges.statement import StatementJudge
from cleaners.limits import limits
from cleaners.main_content import main_content
from cleaners.metadata import Metadata
from cleaners.options import Options
from cleaners.page_kinds import PageView, page_kind, words_in
from cleaners.rules.footer import FOOTER_RUN
from cleaners.rules.format import naming_rules
from cleaners.tokens import count_words
from cleaners.types import Block, Evidence

SECOND_EXTRACTOR = "second-extractor"
STATED_BODY = "stated-body"
# Kinds that an article may hide behind: where a script sets the text that JSON-LD states.
_SUSPECT = frozenset({"too-short", "media-only", "paywall-stub"})
_MUCH_TEXT = 200  # visible words: a page of so many and without an article is suspect
Extracted = Callable[[], tuple[Block, ...]]  # trafilatura's article, asked for once
_LITTLE_TEXT = 25  # words: fewer are not worth a second extractor's word


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page shows and says, before anybody judges it as a whole."""

    root: HtmlElement
    blocks: tuple[HtmlBlock, ...]  # every one whole
    judged: tuple[HtmlBlock, ...]  # the same, none longer than a judge needs
    document: Document  # with those
    stated: Metadata
    by_rules: list[Opinion]
    url: str | None


def read_page(
    root: HtmlElement,
    *,
    url: str | None,
    evidence: Evidence | None,
    fetched_at: datetime | None,
) -> Reading:
    """Walk the tree once, let the rules read its lines, and take what the page says of itself."""
    blocks = walk(root)
    judged = tuple(map(_shortened, blocks))
    nodes = nodes_of(judged)
    page = Document(blocks=judged, nodes=nodes, places=find_places(judged, nodes))
    by_rules = RulesJudge().judge(undecided(page))
    bylines = [
        (judged[one.index].text, one.rule in naming_rules())
        for one in by_rules
        if one.category == "byline"
    ]
    stated = metadata.read(
        root,
        url=url,
        evidence=evidence,
        byline_lines=[line for line, names in bylines if names],
        stamp_lines=[line for line, names in bylines if not names],
        fetched_at=fetched_at,
    )
    return Reading(
        root=root,
        blocks=blocks,
        judged=judged,
        document=_with_statements(page, stated, by_rules, url),
        stated=stated,
        by_rules=by_rules,
        url=url,
    )


def _shortened(block: HtmlBlock) -> HtmlBlock:
    """Judges need not read a megabyte to know what it is; their cost grows with its length."""
    most = limits().judged_chars.value
    return block if len(block.text) <= most else replace(block, text=block.text[:most])


def _with_statements(
    page: Document, stated: Metadata, by_rules: Sequence[Opinion], url: str | None
) -> Document:
    return replace(
        page,
        title=stated.title,
        authors=stated.authors,
        description=stated.description,
        site_name=stated.site_name,
        language=stated.html_lang,
        article_body=(stated.article_body or "")[: limits().stated_chars.value] or None,
        url=url or stated.canonical_url,
        by_rules=by_rules,
    )


def judge_page(reading: Reading, options: Options) -> tuple[Decision, tuple[str, ...]]:
    """Decide what is the article; the flags are warnings of a closed list.

    Raises ``CleaningError`` for a page without article, with its kind as cause.
    """
    # As a second opinion, trafilatura's own fallbacks cost half as much again and made it worse.
    alone = options.extractor == "trafilatura"
    extracted = cache(partial(extraction.extract, reading.root, url=reading.url, fast=not alone))
    decide_by = _by_trafilatura if alone else _by_blocks
    decision, flags = decide_by(reading, options, extracted)
    view = _view(reading, decision)
    cause = page_kind(view)
    if cause in _SUSPECT:
        second = _second_opinion(reading, options, view, extracted)
        if second is not None:
            return second
        if cause == "too-short" and view.words >= _MUCH_TEXT:
            raise CleaningError("no-article", f"{view.words:,} words are shown, none as an article")
    if cause is not None:
        raise CleaningError(cause, f"{view.kept_words} words of {view.words} could be an article")
    return _whole(decision, reading.blocks), flags


def _by_blocks(
    reading: Reading, options: Options, extracted: Extracted
) -> tuple[Decision, tuple[str, ...]]:
    """Decide by the judges of blocks; where that is unsure, other extractors are heard, too."""
    document = reading.document
    by_model = LearnedJudge().judge(undecided(document))
    likely = frozenset(one.index for one in by_model if not one.remove)
    by_rules, flags = guarded(document.blocks, reading.by_rules, likely)
    by_rules = behind_the_text(by_rules, _last_sure(document, by_model, by_rules))
    by_site = SiteJudge(options).judge(document)
    by_page = ContainerJudge().judge(document) + StatementJudge().judge(document)
    opinions = [*by_model, *by_page, *by_rules, *by_site]
    chosen = choose_blocks(document, opinions, strict=options.strict)
    others = (
        ("resiliparse", partial(main_content, reading.root), bounds().quick_extractor_chance),
        ("trafilatura", extracted, bounds().extractor_chance),
    )
    for name, content, trust in others:
        if not _is_unsure(chosen, document):
            break
        judge = ExtractorJudge(content(), by=name, confidence=trust.value)
        opinions += judge.judge(document)
        chosen = choose_blocks(document, opinions, strict=options.strict)
    return written(chosen, reading.url), flags


def _last_sure(document: Document, by_model: Sequence[Opinion], by_rules: Sequence[Opinion]) -> int:
    """Return the index of the last block that is surely the article's; -1 for none.

    The model takes it for such, and no rule knows it or nearly all lines around it.
    """
    known = {one.index for one in by_rules if one.span is None and one.rule != FOOTER_RUN}
    firm, words = bounds().firm_chance.value, bounds().firm_words.value
    for one in reversed(by_model):
        sure = not one.remove and one.confidence >= firm and one.index not in known
        if sure and count_words(document.blocks[one.index].text) >= words:
            return one.index
    return -1


def _is_unsure(chosen: Choice, document: Document) -> bool:
    few_enough = len(document.blocks) <= bounds().unsure_blocks.value
    return few_enough and chosen.expected_f1 < bounds().unsure_f1.value


def _by_trafilatura(
    reading: Reading, options: Options, extracted: Extracted
) -> tuple[Decision, tuple[str, ...]]:
    lines = extracted()
    by_site = SiteJudge(options).judge(reading.document)
    return extraction.decide_lines(reading.document, lines, reading.by_rules, by_site)


def _second_opinion(
    reading: Reading, options: Options, view: PageView, extracted: Extracted
) -> tuple[Decision, tuple[str, ...]] | None:
    """Ask what page or feed state as its text, then trafilatura where much text is shown."""
    by_site = SiteJudge(options).judge(reading.document)
    longest = max((body for _, body in reading.stated.bodies), default="", key=len)
    lines, flag = extraction.lines_of(longest), STATED_BODY
    if _words(lines) < _LITTLE_TEXT and view.words >= _MUCH_TEXT:
        lines, flag = extracted(), SECOND_EXTRACTOR
    if _words(lines) < _LITTLE_TEXT:
        return None
    decision, flags = extraction.decide_lines(reading.document, lines, reading.by_rules, by_site)
    if _words(decision.kept) < _LITTLE_TEXT:
        return None
    return _whole(decision, reading.blocks), (*flags, flag)


def _words(blocks: Sequence[Block]) -> int:
    return sum(words_in(block.text) for block in blocks)


def _view(reading: Reading, decision: Decision) -> PageView:
    return PageView(
        root=reading.root,
        blocks=reading.judged,
        kept=decision.kept,
        stated=reading.stated,
    )


def _whole(decision: Decision, blocks: Sequence[HtmlBlock]) -> Decision:
    """Give shortened blocks their whole text back."""
    most = limits().judged_chars.value
    long = {block.index: block.text for block in blocks if len(block.text) > most}
    if not long:
        return decision
    return replace(
        decision,
        kept=tuple(replace(one, text=long.get(one.index, one.text)) for one in decision.kept),
        removed=tuple(replace(one, text=long.get(one.index, one.text)) for one in decision.removed),
    )
