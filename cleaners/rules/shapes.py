"""Named shapes of a line that hold in any language; rules refer to them by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from cleaners.metadata.byline_words import UNSPACED
from cleaners.metadata.lexicon import dates as date_lexicon
from cleaners.rules.format import load_lexicon
from cleaners.rules.line import CONTACT_TOKENS, LABEL, URL, Line, fold, tokenize
from cleaners.types import Kind

PROSE_WORDS = 9  # a finished sentence of so many words is prose,
PROSE_WORDS_OPEN = 22  # an unfinished one of so many
# The plain style, in which Japanese and Korean papers report and no call is written: those are
# polite (ました, 습니다), imperatives or nouns.
_PLAIN_STYLE = re.compile(r"(?:(?<!まし)(?<!でし)た|いる|ない|だ)。$|(?<![니까])다\.$")
# A dash of two characters, a dash before a question, or a letter with a colon.
_TURN = re.compile(r"[—–―]{2}|[—–―]\s.*[?？][»”]?$|(?:问|答|問|Q|A|В|О)\s?[:：]\s?\S")
_LETTERS = re.compile(r"[^\W\d_]")
_NAME_WORDS = 9
_BESIDE_CONTACT = 4  # other words on a line with an address, and two more for each
_BESIDE_LINK = 4  # where all addresses are links
_STAMP_LENGTH = 90  # characters of a line with two dates
_TWO_NUMBERS = re.compile(r"\d\D+\d")  # at least, in a date: day and year, or day and month
_DAY = re.compile(r"(?<!\d)\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d\s?[月월]")
_SHARE_WORDS = 24  # a longer list is no share bar


def is_prose(line: Line, kind: Kind = "paragraph") -> bool:
    """Tell whether a line reads as a paragraph of an article."""
    if kind == "heading":
        return False
    return line.words >= PROSE_WORDS_OPEN or (line.words >= PROSE_WORDS and line.finished)


def is_report(line: Line) -> bool:
    """Tell a finished sentence in the style that reports have and calls have not."""
    return _PLAIN_STYLE.search(line.text.rstrip()) is not None


def is_interview(line: Line) -> bool:
    """Tell an interviewer's or an interviewed person's turn: after a dash, or "Q:"."""
    return _TURN.match(line.text) is not None


def is_names(text: str) -> bool:
    """Tell whether ``text`` is one or a few persons' names, such as stand in a byline."""
    words = [word.strip(",;:()|/.") for word in text.split()]
    words = [word for word in words if word and word.lower() not in _words("name-join")]
    if not 1 <= len(words) <= _NAME_WORDS or re.search(r"\d|[!?。]", text):
        return False
    return all(
        not word.islower() or word in _words("name-particle") or not _LETTERS.search(word)
        for word in words
    )


def _networks(line: Line) -> bool:
    """Two or more names of networks or of share buttons, and nothing else."""
    return _only(line, _share_names(), least=2)


def _network(line: Line) -> bool:
    """One name of a network, and nothing else."""
    return _only(line, _share_names(), least=1)


def _only(line: Line, words: frozenset[str], least: int) -> bool:
    if not line.tokens or line.tokens[0] not in words or line.words > _SHARE_WORDS:
        return False
    tokens = [token for token in line.tokens if token != LABEL and not token.isdigit()]
    return len(tokens) >= least and words.issuperset(tokens)


def _contact(line: Line) -> bool:
    """A short line that is mostly an address, a number or a handle."""
    if line.ascii or CONTACT_TOKENS.isdisjoint(line.tokens):
        return False
    found = [token for token in line.tokens if token in CONTACT_TOKENS]
    # A bare link behind a name is also an entry of an article's own list.
    beside = _BESIDE_LINK if set(found) == {URL} else _BESIDE_CONTACT + 2 * len(found)
    return line.words - len(found) <= beside


def _bare_contact(line: Line) -> bool:
    """Nothing but addresses, numbers and handles."""
    return bool(line.tokens) and all(t in CONTACT_TOKENS or t == LABEL for t in line.tokens)


def _wordless(line: Line) -> bool:
    """Marks, digits or emoji only."""
    return not _LETTERS.search(line.text)


def _stamp(line: Line) -> bool:
    """A date with a word that says whose it is ("Updated"), and nothing else."""
    text = line.folded
    if len(text) > _STAMP_LENGTH or not _TWO_NUMBERS.search(text):
        return False
    if not _DAY.search(text) and not _months().search(text):
        return False  # a version's number, or a time alone
    if _stamp_starts().isdisjoint(line.tokens) and not UNSPACED.search(text):
        return False  # nearly all lines with numbers end here: the rest is slow
    labels, beside = _stamp_words()
    text, found = labels.subn(" ", text)
    return found > 0 and _LETTERS.search(beside.sub(" ", text)) is None


SHAPES: dict[str, Callable[[Line], bool]] = {
    "networks": _networks,
    "network": _network,
    "contact": _contact,
    "bare-contact": _bare_contact,
    "wordless": _wordless,
    "stamp": _stamp,
}


@cache
def _words(name: str) -> frozenset[str]:
    """Return the words of one class of the lexicon."""
    return frozenset(load_lexicon()[name])


@cache
def _share_names() -> frozenset[str]:
    lexicon = load_lexicon()
    words = (*lexicon["net"], *lexicon["share-button"])
    return frozenset(token for word in words for token in tokenize(fold(word)))


@cache
def _stamp_starts() -> frozenset[str]:
    """Return the first token of each label."""
    return frozenset(tokenize(fold(label))[0] for label in _words("stamp-label"))


@cache
def _stamp_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Match what announces a date, and what else a date may be made of."""
    dates = date_lexicon()
    others = (*(day.text for day in dates.weekdays), *(zone.name for zone in dates.zones))
    beside = {*_words("stamp-beside"), *_month_names(), *map(fold, others)}
    return _either(map(fold, _words("stamp-label"))), _either(beside)


@cache
def _months() -> re.Pattern[str]:
    return _either(_month_names())


def _month_names() -> Iterator[str]:
    languages = date_lexicon().months
    return (fold(word) for language in languages for names in language.names for word in names)


def _either(words: Iterable[str]) -> re.Pattern[str]:
    """Match one of the words, whole where its script parts words by spaces."""
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    glued = "|".join(re.escape(word) for word in longest if UNSPACED.search(word)) or "(?!)"
    spaced = "|".join(re.escape(word) for word in longest if not UNSPACED.search(word))
    return re.compile(rf"(?:{glued})|(?<![^\W\d_])(?:{spaced})(?![^\W\d_])")
