"""The judge that knows boilerplate by its words, shape, markup and place.

A line that a rule knows goes wherever it stands; a rule bound to a place counts only in
the footer or before the first prose; a rule bound to neighbours only next to what went
already. In paragraphs single sentences are judged. What stands unknown inside the footer
goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.marked import hosts_of, names_around
from cleaners.rules.book import Hit, RuleBook, rule_book
from cleaners.rules.footer import FOOTER_CORE, FOOTER_RUN, Weighed, footer_start, load_limits
from cleaners.rules.line import CLOSING, Line
from cleaners.rules.sentences import sentences
from cleaners.rules.shapes import is_interview, is_prose, is_report
from cleaners.rules.statements import may_be_told
from cleaners.types import JudgeName

_AT_END = ("end", "edge")
_START = ("start",)
_NOTHING: frozenset[str] = frozenset()
_CALLS = frozenset({"social", "newsletter", "promo", "comments", "related", "subscription"})
_STATEMENT_WORDS = 7
_STATING = tuple(".。।॥۔")
_ASKING = tuple("?？؟")
_MOST_SENTENCES = 40  # a paragraph of more is not searched for calls


class RulesJudge:
    """Judges by the rule book; holds no state between documents."""

    name: JudgeName = "rules"

    def __init__(self, book: RuleBook | None = None) -> None:
        self._book = book or rule_book()

    def judge(self, document: Document) -> list[Opinion]:
        """Return one opinion for each block to remove, or for each sentence of one."""
        reading = _Reading(self._book, document)
        return reading.opinions()


class _Reading:
    """One document, line by line."""

    def __init__(self, book: RuleBook, document: Document) -> None:
        self._book = book
        self._blocks = blocks = document.blocks
        self._limits = load_limits()
        self._markup = names_around(document, book.markup_names)
        readings = [self._read(block) for block in blocks]
        self._lines = [line for line, _ in readings]
        self._hits = [hits for _, hits in readings]
        self._prose = [
            is_prose(line, block.kind) for line, block in zip(self._lines, blocks, strict=True)
        ]
        self._known = [at for at, hits in enumerate(self._hits) if hits]  # to at least one rule
        self._chosen: dict[int, Hit] = {}
        self._doubtful: set[int] = set()  # known by their beginnings alone

    def _read(self, block: BlockView) -> tuple[Line, Sequence[Hit]]:
        """Ask the rules of words and shape, and those of markup where the page has marked it."""
        line, hits = self._book.read(block.text)
        markup = self._markup[block.node.index] if isinstance(block, HtmlBlock) else _NOTHING
        wanted = self._book.host_names
        hosts = hosts_of(block) & wanted if wanted and block.links else _NOTHING
        if markup or hosts:
            hits = tuple(self._book.hits(line, markup, hosts))
        return line, hits

    def opinions(self) -> list[Opinion]:
        """Judge place by place: anywhere, the beginning, the end, the neighbours."""
        self._choose(self._known, places={"any"})
        prose = self._first_prose()
        self._choose((at for at in self._known if at < prose), places={"any", "start", "edge"})
        start = self._footer_start()
        self._choose((at for at in self._known if at >= start), places={"any", "end", "edge"})
        self._choose_neighbours(start)
        self._choose_linked()
        return list(self._collect(start))

    def _choose(self, numbers: Iterable[int], places: set[str]) -> None:
        for at in numbers:
            if at not in self._chosen:
                self._pick(at, places)

    def _pick(self, at: int, places: set[str]) -> None:
        for hit in self._hits[at]:
            if hit.rule.match.place in places and not hit.rule.match.near:
                if not self._is_told(at, hit):
                    self._take(at, hit, at_end="end" in places)
                return

    def _take(self, at: int, hit: Hit, *, at_end: bool) -> None:
        """Choose the rule; above the footer only where more than the beginning tells a call."""
        if at_end or _is_link(self._blocks[at]) or not may_be_told(self._lines[at], hit):
            self._chosen[at] = hit
        else:
            self._doubtful.add(at)

    def _is_told(self, at: int, hit: Hit) -> bool:
        """Tell an article's own words from a call that begins like them.

        An interviewer's question has its answer below it. Of a paragraph, most must be calls.
        """
        line = self._lines[at]
        is_call = hit.category in _CALLS and self._prose[at]
        if is_report(line) or is_interview(line) or (is_call and not self._mostly_calls(at)):
            return True
        if hit.category == "comments":
            answered = at + 1 < len(self._blocks) and self._prose[at + 1] and not self._hits[at + 1]
            return answered and line.text.rstrip(CLOSING).endswith(_ASKING)
        is_title = at == 0 and not isinstance(self._blocks[at], HtmlBlock)  # "Interview: ..."
        return hit.category == "related" and (is_title or _is_statement(line, self._blocks[at]))

    def _mostly_calls(self, at: int) -> bool:
        """Tell whether sentences that rules know are most of a paragraph's characters."""
        judged = list(self._judged_sentences(at, {"any", *_START, *_AT_END}))
        if len(judged) == 1:
            return True
        called = sum(end - start for (start, end), hit in judged if hit is not None)
        return called * 2 >= sum(end - start for (start, end), _ in judged)

    def _first_prose(self) -> int:
        known = (at for at, prose in enumerate(self._prose) if prose and at not in self._chosen)
        return next(known, len(self._blocks))

    def _footer_start(self) -> int:
        lines = self._without_recurring()
        start = footer_start(len(lines), lambda number: self._weighed(lines[number]))
        return lines[start] if start < len(lines) else len(self._lines)

    def _without_recurring(self) -> list[int]:
        """Return the lines without those that come again below a sentence of the article.

        What stands for an embed until readers consent is such a line, many times on a page.
        """
        last: dict[str, int] = {}  # where a known line stands next, by its text
        article = len(self._lines)  # the uppermost sentence yet
        kept: list[int] = []
        for at in range(len(self._lines) - 1, -1, -1):
            text = self._lines[at].text
            if not self._hits[at]:
                article = at if self._prose[at] else article
            elif last.setdefault(text, at) > article:
                continue
            else:
                last[text] = at
            kept.append(at)
        return kept[::-1]

    def _weighed(self, at: int) -> Weighed:
        """Put one line on the footer's scales."""
        line, chosen = self._lines[at], self._chosen.get(at)
        sure, faint = self._limits.sure_confidence, self._limits.faint_confidence
        bound = [hit for hit in self._hits[at] if hit.rule.match.place in _AT_END]
        trust = max((hit.rule.confidence for hit in bound), default=0.0)
        return Weighed(
            text=line.text,
            words=line.words,
            prose=self._prose[at],
            sure=chosen is not None and chosen.rule.confidence >= sure,
            likely=chosen is not None or trust >= sure or self._all_calls(at),
            doubtful=trust > faint or at in self._doubtful,
            faint=0 < trust <= faint and self._blocks[at].kind == "paragraph",
            sentence=line.finished and self._blocks[at].kind != "heading",
            closing=self._closing(chosen) if chosen else 1.0,
        )

    def _all_calls(self, at: int) -> bool:
        """Tell whether the paragraph is nothing but calls, each a sentence."""
        if not self._prose[at] or self._hits[at] or not self._book.may_call(self._blocks[at].text):
            return False
        return all(hit is not None for _, hit in self._judged_sentences(at, {"any", *_AT_END}))

    def _choose_neighbours(self, footer: int) -> None:
        """Apply the rules bound to neighbours, downwards and then upwards, once each."""
        for order, step in ((self._known, -1), (self._known[::-1], 1)):
            for at in order:
                beside = self._chosen.get(at + step)
                if at in self._chosen or beside is None:
                    continue
                for hit in self._hits[at]:
                    match = hit.rule.match
                    if beside.category in match.near and (
                        match.place not in _AT_END or at >= footer
                    ):
                        self._chosen[at] = hit
                        break

    def _choose_linked(self) -> None:
        """Take the links that follow a label or a teaser along: they are its list."""
        for at, block in enumerate(self._blocks):
            above = self._chosen.get(at - 1)
            if above is None or above.category != "related" or at in self._chosen:
                continue
            if not self._prose[at] and _is_link(block):
                self._chosen[at] = above

    def _collect(self, footer: int) -> Iterator[Opinion]:
        for at, block in enumerate(self._blocks):
            hit = self._chosen.get(at)
            if hit is not None:
                yield _opinion(block, hit, least=self._limits.in_footer if at >= footer else 0.0)
            elif at >= footer:
                yield from self._footer_block(at, block, footer)
            elif self._prose[at]:
                yield from self._calls(at, block)

    def _footer_block(self, at: int, block: BlockView, footer: int) -> Iterator[Opinion]:
        """Remove what stands unknown inside the footer; calls lend it their category."""
        calls = [hit for _, hit in self._judged_sentences(at, {"any", *_AT_END}) if hit is not None]
        if calls:
            yield _opinion(block, calls[0], least=self._limits.in_footer)
            return
        is_core = self._is_core(at, footer)
        limits = self._limits
        yield Opinion(
            index=block.index,
            remove=True,
            category="promo",
            judge="rules",
            rule=FOOTER_CORE if is_core else FOOTER_RUN,
            confidence=limits.core_confidence if is_core else limits.run_confidence,
            evidence="stands inside the run of boilerplate at the end",
        )

    def _is_core(self, at: int, footer: int) -> bool:
        """Tell a short line of which rules know nearly all lines around it in the footer.

        The article's last paragraph may stand below boxes: one wants enough known lines above
        it, and not only such as boxes have.
        """
        limits = self._limits
        if self._lines[at].words > limits.core_words:
            return False
        above = range(max(footer, at - limits.core_reach), at)
        below = range(at + 1, min(at + limits.core_reach + 1, len(self._lines)))
        known_above = sum(one in self._chosen for one in above)
        known = known_above + sum(one in self._chosen for one in below)
        if self._prose[at] and known_above < limits.core_known:
            return False
        if self._prose[at] and not self._is_past_boxes(at, footer):
            return False
        return known >= max(limits.core_known, limits.core_share * (len(above) + len(below)))

    def _is_past_boxes(self, at: int, footer: int) -> bool:
        """Tell whether the footer holds what no box between paragraphs has, above a line."""
        above = (self._chosen[one] for one in range(footer, at) if one in self._chosen)
        return sum(map(self._closing, above)) >= 1

    def _closing(self, hit: Hit) -> float:
        """Return how surely such a line stands below the article, and in no box inside it."""
        return self._limits.boxes.get(hit.category, 1.0)

    def _calls(self, at: int, block: BlockView) -> Iterator[Opinion]:
        """Yield the sentences of a paragraph that a rule for sentences knows."""
        if not self._book.may_call(block.text) or not self._book.may_hold_call(self._lines[at]):
            return
        for span, hit in self._judged_sentences(at, {"any"}):
            if hit is None or not hit.rule.sentence:
                continue
            said = Line(block.text[slice(*span)])
            told = hit.category == "related" and _is_statement(said, block)
            if not told and not is_report(said) and not may_be_told(said, hit):
                yield _opinion(block, hit, span)

    def _judged_sentences(
        self, at: int, places: set[str]
    ) -> Iterator[tuple[tuple[int, int], Hit | None]]:
        text = self._blocks[at].text
        spans = list(sentences(text))
        if len(spans) > _MOST_SENTENCES:
            yield (0, len(text)), None
            return
        for start, end in spans:
            hits = self._book.read(text[start:end])[1]
            fitting = (h for h in hits if h.rule.match.place in places and not h.rule.match.near)
            yield (start, end), next(fitting, None)


def _is_statement(line: Line, block: BlockView) -> bool:
    """Tell a sentence of some length in a page's block without a link: a teaser leads somewhere."""
    if not isinstance(block, HtmlBlock) or block.links or line.words < _STATEMENT_WORDS:
        return False
    return line.text.rstrip(CLOSING).endswith(_STATING)


def _is_link(block: BlockView) -> bool:
    """Tell whether the block is nothing but one link."""
    return len(block.links) == 1 and block.links[0][0] == block.text


def _opinion(
    block: BlockView, hit: Hit, span: tuple[int, int] | None = None, *, least: float = 0.0
) -> Opinion:
    return Opinion(
        index=block.index,
        remove=True,
        category=hit.category,
        judge="rules",
        rule=hit.rule.id,
        confidence=max(hit.rule.confidence, least),
        span=span,
        evidence=hit.evidence,
    )
