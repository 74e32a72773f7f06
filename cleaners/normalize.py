"""The text normal form: what every text that leaves this package looks like.

NFC; white space folded to single spaces; paragraphs separated by one blank line; no
control, bidi-override, tag, private-use or surrogate characters, no line separators but
the newline. Curly quotes, dashes and emoji stay. ``fold`` is idempotent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Never text: C0 and C1 controls, soft hyphen, word joiner, invisible operators, bidi
# embeddings, overrides and isolates, deprecated format characters, byte-order marks,
# annotation anchors and object placeholders, noncharacters, surrogates, private use
# (icon fonts), tag characters. White space among the controls has been folded before.
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u2060-\u206f\u202a-\u202e\ufeff"
    "\ufff0-\ufffc\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
# Zero-width space: a word boundary in scripts written without spaces, else noise.
_ZERO_WIDTH_SPACE = re.compile("\u200b+")
_UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"  # Thai, Lao, Myanmar, Khmer
_WORD_BOUNDARY = re.compile(f"(?<={_UNSPACED})\u200b+(?={_UNSPACED})")
# Joiners change what is shown after Arabic (Persian), Indic and other complex scripts;
# U+200D also builds emoji. Elsewhere they are noise. Of a run, the first one acts.
_JOINERS = re.compile("[\u200c\u200d]+")
_ACTING_JOINER = re.compile(
    "(?<=[\u0600-\u1cff\ua800-\ua9ff\uaa00-\uabff\ufb50-\ufdff\ufe70-\ufefc])[\u200c\u200d]"
    "|(?<=[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
# Directional marks order punctuation in right-to-left text; elsewhere they are noise.
_MARKS = re.compile("[\u061c\u200e\u200f]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u05ff\u0600-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MEANT = "\ue000"  # private use never survives, so it may mark a kept character meanwhile

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

_MOST_MARKS = 30  # on one letter; no language has so many
# Signs in a row among which so many marks may stand: combining marks are no letters.
_SIGNS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")


def fold(text: str) -> str:
    """Return ``text`` as one paragraph in normal form; "" when nothing visible is left."""
    if text.isascii():
        text = " ".join(text.split())
        if text.isprintable():
            return text
    else:
        text = " ".join(nfc(text).split())
    if _INVISIBLE.search(text) is None:
        return text
    return nfc(" ".join(_strip_invisible(text).split()))


def nfc(text: str) -> str:
    """Return ``text`` composed (NFC); of combining marks on one letter, the first thirty.

    Marks are put in order pair by pair: thousands on a letter would cost minutes (UAX #15, section
    13, Stream-Safe Text Format).
    """
    return unicodedata.normalize("NFC", _SIGNS.sub(_thinned, text))


def _thinned(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def fold_lines(text: str) -> str:
    """Return ``text`` in normal form with its lines and their indentation, as code needs it.

    Blank lines are dropped, because a blank line separates paragraphs; a tab is four spaces.
    """
    lines = (_fold_line(line) for line in text.expandtabs(4).splitlines())
    return "\n".join(line for line in lines if line)


def _fold_line(line: str) -> str:
    stripped = _strip_invisible(nfc(line))
    body = fold(stripped)
    indent = len(stripped) - len(stripped.lstrip())
    return " " * indent + body if body else ""


def _strip_invisible(text: str) -> str:
    text = _JUNK.sub("", text)
    text = _WORD_BOUNDARY.sub(_MEANT, text)
    text = _ZERO_WIDTH_SPACE.sub("", text)
    text = text.replace(_MEANT, "\u200b")
    if _RIGHT_TO_LEFT.search(text) is None:
        text = _MARKS.sub("", text)
    return _JOINERS.sub(_acting_joiner, text)


def _acting_joiner(match: re.Match[str]) -> str:
    found = _ACTING_JOINER.match(match.string, match.start())
    return found.group() if found else ""


def join(paragraphs: Iterable[str]) -> str:
    """Join paragraphs in normal form by one blank line, leaving empty ones out."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def repair_surrogates(text: str) -> str:
    """Return ``text`` without lone surrogates: pairs become their character, others U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
