"""Another extractor's word, where the blocks leave the decision unsure: does it take a block?

On pages with known text resiliparse and trafilatura are right less often than the learned judge,
but err on other pages: hearing them where one doubts was better than any alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaners.judges.base import Document, Opinion
from cleaners.tokens import lower_words_of
from cleaners.types import Block, JudgeName

_SHINGLE: Final = 3  # words
_FEWEST: Final = 40  # words of an extraction that says anything
_TAKEN: Final = 0.7  # of a block's shingles, from which the extractor took it
_LEFT_OUT: Final = 0.3  # under which it left it out


class ExtractorJudge:
    """Vouches for the blocks whose words stand in an extraction, speaks against the others.

    ``by`` is the extractor's name, ``confidence`` (0..1) how far it is believed.
    """

    name: JudgeName = "extractor"

    def __init__(self, lines: Sequence[Block], *, by: str, confidence: float) -> None:
        self._by = by
        self._confidence = confidence
        words = [word for line in lines for word in lower_words_of(line.text)]
        self._mute = len(words) < _FEWEST
        self._shingles = frozenset(_shingles(words))
        self._joined = f" {' '.join(words)} "

    def judge(self, document: Document) -> list[Opinion]:
        """Return an opinion for each block that was clearly taken, or clearly left out."""
        if self._mute:
            return []
        shares = [(block.index, self._share(block.text)) for block in document.blocks]
        return [
            self._opinion(index, remove=share < _LEFT_OUT)
            for index, share in shares
            if not _LEFT_OUT <= share < _TAKEN
        ]

    def _share(self, text: str) -> float:
        """Return how much of a block stands in the extraction, 0..1."""
        words = lower_words_of(text)
        if len(words) < _SHINGLE:
            return float(bool(words) and f" {' '.join(words)} " in self._joined)
        own = _shingles(words)
        return len(own & self._shingles) / len(own)

    def _opinion(self, index: int, *, remove: bool) -> Opinion:
        return Opinion(
            index=index,
            remove=remove,
            category="other",
            judge=self.name,
            rule=f"{'left-out' if remove else 'taken'}.{self._by}",
            confidence=self._confidence,
        )


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
