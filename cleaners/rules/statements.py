"""Lines that begin as a call may, and go on as an article's own.

Rules know a call by its first words. "On social media" also begins what a video did there, and
"Advertising" a headline. A finished sentence of which a rule knows but the first words, or what
may be a headline, is believed to be a call where it has something else that calls have: an
imperative at its beginning, the outlet speaking of itself, an address; and where it reports
nobody's words. Below an article its place is enough.
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
    languages = hit.rule.languages
    if not any(_calls(line.tokens, language) for language in languages):
        return True
    # "Help us, the captain radioed": somebody else's call
    return stated and any(_table("said", language).search(line.tokens) for language in languages)


def _calls(tokens: list[str], language: str) -> bool:
    imperatives, ours = _table("call", language), _table("our", language)
    if language in _VERB_LAST:
        return bool(imperatives.search(tokens) or ours.search(tokens))
    return bool(imperatives.search_at(tokens, 0) or ours.search(tokens))


@cache
def _table(name: str, language: str) -> PhraseTable:
    """Return a class of a language's words; it may be empty."""
    lexicon = load_lexicon()
    table = PhraseTable(lexicon)
    for phrase in lexicon.get(f"{name}-{language}", ()):
        table.add(phrase, _OWNER)
    return table
