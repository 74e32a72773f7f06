"""Lines that begin as a call may, and go on as an article's own.

Rules know a call by its first words. "On social media" also begins what a video did there, and
"Advertising" a headline. A finished sentence of which a rule knows but the first words, or what
may be a headline, is believed to be a call where it has something else that calls have: an
imperative at its beginning, the outlet speaking of itself, an address. Below an article its place
is enough.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from cleaners.rules.book import Hit
from cleaners.rules.format import load_lexicon
from cleaners.rules.line import CLOSING, CONTACT_TOKENS, LABEL, Line
from cleaners.rules.phrases import PhraseTable
from cleaners.types import Category

_STOPS: Final = tuple(".。।॥۔")
_KNOWN_SHARE: Final = 0.5  # of a line's tokens in a rule's phrase, so that it is all but known
_LABELLED_WORDS: Final = 9  # "Background: ..."; teasers are headlines, and have no stop
_SENTENCES: Final[frozenset[Category]] = frozenset(
    {"social", "newsletter", "comments", "promo", "subscription", "related", "contact"}
)
_HEADLINES: Final[frozenset[Category]] = frozenset({"promo", "related"})
_VERB_LAST: Final = frozenset({"fa", "hi", "ja", "ko", "tr"})  # their imperatives end a call
_OWNER: Final = (0,)


def may_be_told(line: Line, hit: Hit) -> bool:
    """Tell whether a line that ``hit`` knows by its beginning may be the article's."""
    stated = line.text.rstrip(CLOSING).endswith(_STOPS)
    if line.finished and not stated:  # a question, an exclamation
        return False
    if not CONTACT_TOKENS.isdisjoint(line.tokens):
        return False
    if LABEL in line.tokens:
        if hit.category != "related" or not stated or line.words < _LABELLED_WORDS:
            return False
    elif hit.category not in (_SENTENCES if stated else _HEADLINES) or hit.share >= _KNOWN_SHARE:
        return False
    return not any(_calls(line.tokens, language) for language in hit.rule.languages)


def _calls(tokens: list[str], language: str) -> bool:
    imperatives, ours = _tables(language)
    if language in _VERB_LAST:
        return bool(imperatives.search(tokens) or ours.search(tokens))
    return bool(imperatives.search_at(tokens, 0) or ours.search(tokens))


@cache
def _tables(language: str) -> tuple[PhraseTable, PhraseTable]:
    """Return what calls begin with, and what an outlet calls itself; both may be empty."""
    lexicon = load_lexicon()
    tables = []
    for name in (f"call-{language}", f"our-{language}"):
        table = PhraseTable(lexicon)
        for phrase in lexicon.get(name, ()):
            table.add(phrase, _OWNER)
        tables.append(table)
    return tables[0], tables[1]
