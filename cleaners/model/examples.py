"""Training examples: pages with known text become rows of features with labels and weights."""

from __future__ import annotations

import gzip
import hashlib
import lzma
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final, cast

import msgspec
import numpy as np

from cleaners.blocks.html import walk
from cleaners.blocks.text import read_blocks
from cleaners.judges.base import Document
from cleaners.judges.container import ContainerJudge, undecided
from cleaners.judges.rules import RulesJudge
from cleaners.judges.weighing import is_sure
from cleaners.judging import read_page
from cleaners.model.features import features
from cleaners.model.labels import align, mark
from cleaners.model.measures import WORD
from cleaners.model.table import Floats, Ints
from cleaners.normalize import repair_surrogates
from cleaners.parse import parse

_COVERED: Final = 0.6  # of the known text that must stand in the page, or it is another's
_SEGMENT_SHARE: Final = 0.3  # weight of a page of which only strings are known
ARTICLE: Final = "article"  # the text of a page that is nothing but the known one
_ARTICLE_SHARE: Final = 0.6  # of the weight of the others: whole, the dumps of pages suffer


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a page's article."""

    body: str | None = None
    wanted: tuple[str, ...] | None = msgspec.field(default=None, name="with")
    unwanted: tuple[str, ...] | None = msgspec.field(default=None, name="without")


class CorpusPage(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a corpus."""

    id: str
    dataset: str
    domain: str
    html: str
    gold: Gold
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One page or text as the model sees it."""

    id: str
    dataset: str
    domain: str
    gold: Gold
    texts: tuple[str, ...]
    tokens: Floats  # words of each block
    pruned: tuple[bool, ...]  # blocks that another judge is sure to remove
    names: tuple[str, ...]
    rows: Ints
    labels: Floats  # 0..1 the article's share of the block's words; -1 unknown
    covered: float  # share of the known text that is in the blocks
    taught_weights: Floats | None = None  # where a model gave the labels that were unknown

    @property
    def is_page(self) -> bool:
        """Tell whether there is markup; lines of text have none."""
        return "link_share" in self.names

    def weights(self) -> Floats:
        """Return each block's weight: a page's blocks weigh as their root together.

        Otherwise pages with a thousand comments would be most of what is learned. Longer
        blocks weigh more, as they do in the measures. 0 where there is nothing to learn.
        """
        if self.taught_weights is not None:
            return self.taught_weights
        if self.gold.body is None:
            known = self.labels >= 0
            return np.where(known, _SEGMENT_SHARE / np.sqrt(max(1, int(known.sum()))), 0.0)
        if self.covered < _COVERED:
            return np.zeros(len(self.texts))
        return self._by_length()

    def _by_length(self) -> Floats:
        by_length: Floats = np.sqrt(np.maximum(self.tokens, 1.0) / 8 + 0.3)
        return by_length / float(np.sqrt(len(self.texts)))

    def taught(self, chances: Floats, share: float) -> Example:
        """Return the example with ``chances`` where its labels are unknown.

        Such blocks weigh ``share`` of what they would weigh with a label.
        """
        known = self.labels >= 0
        full = self._by_length()
        return replace(
            self,
            labels=np.where(known, self.labels, chances),
            taught_weights=np.where(known, np.maximum(full, self.weights()), full * share),
        )


def read_corpus(path: Path) -> Iterator[CorpusPage]:
    """Yield the pages of a JSONL file, plain, .gz or .xz; lone surrogates are replaced."""
    openers: dict[str, Callable[..., object]] = {".xz": lzma.open, ".gz": gzip.open}
    opener = openers.get(path.suffix, open)
    decoder = msgspec.json.Decoder(CorpusPage)
    with cast("IO[bytes]", opener(path, "rb")) as lines:
        for line in lines:
            yield decoder.decode(repair_surrogates(line.decode("utf-8", "surrogatepass")))


def digest(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of the corpus files, one after the other."""
    sums = hashlib.sha256()
    for path in paths:
        sums.update(path.read_bytes())
    return sums.hexdigest()


def page_document(page: CorpusPage) -> Document:
    """Return a page as the judges see it, by the same steps as in cleaning."""
    root = parse(page.html).root
    return undecided(read_page(root, url=page.url, evidence=None, fetched_at=None).document)


def text_document(text: str) -> Document:
    """Return plain text as the judges see it."""
    blocks = read_blocks(text)
    by_rules = RulesJudge().judge(Document(blocks=blocks, is_html=False))
    return Document(blocks=blocks, by_rules=by_rules, is_html=False)


def example(page: CorpusPage, document: Document) -> Example | None:
    """Return the example of a page seen as ``document``; None when it has no text."""
    texts = tuple(block.text for block in document.blocks)
    if not texts:
        return None
    table = features(document)
    gold = page.gold
    if gold.body is None:
        labels, covered = mark(texts, gold.wanted or (), gold.unwanted or ()), 1.0
    else:
        labels, covered = align(texts, gold.body)
    sure = {o.index for o in ContainerJudge().judge(document) if is_sure(o)}
    return Example(
        id=page.id,
        dataset=page.dataset,
        domain=page.domain,
        gold=gold,
        texts=texts,
        tokens=np.array([len(WORD.findall(text)) for text in texts], dtype=np.float64),
        pruned=tuple(block.index in sure for block in document.blocks),
        names=tuple(table.names),
        rows=table.rows(),
        labels=labels,
        covered=covered,
    )


def text_examples(page: CorpusPage) -> Iterator[Example]:
    """Yield a page as plain texts: every displayed line, what trafilatura recalls, the article.

    Pages without a known text teach nothing here.
    """
    for named, text in texts_of(page):
        found = example(named, text_document(text))
        if found is None:
            continue
        alone = named.dataset.endswith(ARTICLE)
        yield replace(found, taught_weights=found.weights() * _ARTICLE_SHARE) if alone else found


def texts_of(page: CorpusPage) -> Iterator[tuple[CorpusPage, str]]:
    """Yield the texts that a corpus of text may have of a page, with their own dataset names.

    These are every displayed line, what trafilatura recalls, and the known text itself, of
    which nothing is to go; none of a page without one.
    """
    from trafilatura.core import extract  # noqa: PLC0415 - slow to import

    if page.gold.body is None:
        return
    shown = "\n".join(block.text for block in walk(parse(page.html).root) if not block.hidden)
    recalled = extract(page.html, favor_recall=True, include_comments=True) or ""
    for kind, text in (("lines", shown), ("recall", recalled), (ARTICLE, page.gold.body)):
        yield msgspec.structs.replace(page, dataset=f"{page.dataset} {kind}"), text
