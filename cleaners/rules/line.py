"""What rules look at: one line of text, folded and cut into tokens.

A token is a word, or one character of a script written without spaces (and of Hangul,
whose particles stick to words), or ":" for any mark that sets a label off its text.
Addresses, telephone numbers and quotations become one token each, so that no rule fires
on what somebody is quoted as saying or on the words inside a URL.
"""

from __future__ import annotations

import re

EMAIL, URL, HANDLE, PHONE, QUOTE = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
CONTACT_TOKENS = frozenset({EMAIL, URL, HANDLE, PHONE})
STAND_INS = CONTACT_TOKENS | {QUOTE}
LABEL = ":"

# Scripts whose characters are tokens of their own: Thai to Burmese, Khmer, kana, Han, Hangul.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
)
_SPACED = (
    "0-9a-z\u00aa\u00b5\u00ba\u00df-\u024f\u0300-\u036f\u0370-\u0589\u0591-\u05f4\u0610-\u061a"
    "\u0620-\u0669\u066e-\u06d3\u06d5-\u08ff\u0900-\u0963\u0966-\u0dff\u10a0-\u10ff\u1200-\u135f"
    "\u1e00-\u1fff"
)
_TOKEN = re.compile(rf"[{_SPACED}]+|[{_UNSPACED}:\ue001-\ue005]")
# In ASCII all but letters, digits and ":" parts tokens; to translate bytes and split is faster.
_ASCII_PARTS = bytes(
    code if chr(code).isalnum() or chr(code) == LABEL else ord(" ") for code in range(128)
).ljust(256)
_MARKS = re.compile("[：|»›>→▶►➤➡⟶▸]+")
_UNSPACED_CHAR = re.compile(rf"[{_UNSPACED}]")

_EMAIL_PART = r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}"
_URL_PART = r"(?:https?://|www\.)\S{1,2000}|\b(?:[\w-]{1,63}\.){1,4}[a-z]{2,8}/\S{0,2000}"
_BARE_HOST = (
    r"\b(?:[a-z0-9-]{2,63}\.){1,3}(?:com|net|org|info|news|press|media|online|tv|eu|example|test|"
    r"de|fr|es|it|pt|br|nl|be|ch|at|uk|us|ru|ua|pl|cz|sk|se|dk|no|fi|gr|hu|ro|bg|tr|ir|il|in|id|"
    r"vn|jp|kr|cn|tw|hk|io|me|ly)\b(?!@)"
)
_HANDLE_PART = r"(?<![\w@.])@\w[\w.]{1,40}"
_CONTACT = re.compile(f"({_EMAIL_PART})|({_URL_PART}|{_BARE_HOST})|({_HANDLE_PART})")
_LINK = re.compile(f"{_URL_PART}|{_BARE_HOST}")  # all of it that has no "@"
_HOST_SIGN = re.compile(r"\.[a-z]{2}")
_PHONE = re.compile(r"(?<![\w.,])[+＋]?\(?\d(?:[ \u00a0().\-–/]{0,3}\d){6,17}(?![\w%€$]|[.,]\d)")
_PHONE_SIGN = re.compile(r"\d\D{0,3}\d\D{0,3}\d\D{0,3}\d\D{0,3}\d")
_LONE_DIGIT = re.compile(r"(?<!\d)\d(?!\d)")
_MOST_LONE_DIGITS = 1  # "1 800 ..."; with more, it is a row of a table
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d")
_QUOTE_SIGN = re.compile("[“”„‟«»‘「『‹›＂]")
_QUOTING_APOSTROPHE = re.compile(r"'(?<!\w')")
_QUOTED = re.compile(
    '“[^“”]*(?:”|$)|”[^“”]+”|„[^“”„]*(?:[“”]|$)|"[^"]*(?:"|$)|«[^«»]*(?:»|$)|»[^«»]+«|'
    "「[^」]*(?:」|$)|『[^』]*(?:』|$)|‘[^‘]*?(?:’(?!\\w)|$)|(?<!\\w)'[^'\\n]{2,}'(?!\\w)"
)

# Letters that outlets and writers use for one another: Arabic and Persian forms, Greek
# accents (capitals have none), Cyrillic yo, Turkish dotless i; vowel points and joiners go.
_VARIANTS = str.maketrans(
    "أإآٱىةکیۀھёıάέήίόύώϊϋΐΰς",
    "اااايهكيههеiαεηιουωιυιυσ",
    "\u0307\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u200c\u200d\u200e\u200f\u00ad\ufe0f",
)
_HAS_VARIANT = re.compile(
    "[أإآٱىةکیۀھёıάέήίόύώϊϋΐΰς\u0307\u0640\u064b-\u0652\u200c-\u200f\u00ad\ufe0f]"
)
_GREEK_QUESTION = re.compile("[\u0370-\u03ff\u1f00-\u1fff][;\u037e]")
_SENTENCE_ENDS = tuple(".!?…。！？؟۔।॥")
# What may follow a sentence's mark. German closes with what English opens a quotation with.
CLOSING = "\"'”“’‘»«›‹)]」』）】" + "".join(filter(str.isspace, map(chr, range(0x3001))))


def fold(text: str) -> str:
    """Lower the case and unify letters that stand for one another."""
    folded = text.lower()
    if not folded.isascii() and _HAS_VARIANT.search(folded):
        folded = folded.translate(_VARIANTS)
    return folded


def tokenize(folded: str) -> list[str]:
    """Cut folded text into tokens; every mark that sets off a label becomes ":"."""
    if folded.isascii():
        if "|" in folded or ">" in folded:
            folded = _MARKS.sub(LABEL, folded)
        if LABEL in folded:
            folded = folded.replace(LABEL, " : ")
        return folded.encode().translate(_ASCII_PARTS).decode().split()
    return _TOKEN.findall(_MARKS.sub(LABEL, folded))


def _mask(match: re.Match[str]) -> str:
    """Return the token of an e-mail address, a URL or a handle."""
    return f" {(EMAIL, URL, HANDLE)[(match.lastindex or 1) - 1]} "


def _mask_phone(match: re.Match[str]) -> str:
    """Return the token of a telephone number; dates and rows of numbers stay as they are."""
    number = match[0]
    row = "+" not in number and len(_LONE_DIGIT.findall(number)) > _MOST_LONE_DIGITS
    return number if row or _DATE.match(number) else f" {PHONE} "


def _masked(folded: str) -> str:
    """Put one token for each address, number and quotation.

    Most lines have none: what costs least looks first, for a sign that each of them has.
    """
    if "@" in folded or "(at)" in folded or "[at]" in folded:
        folded = _CONTACT.sub(_mask, folded)
    elif "/" in folded or ("." in folded and _has_host(folded)):
        folded = _LINK.sub(f" {URL} ", folded)
    if _PHONE_SIGN.search(folded):
        folded = _PHONE.sub(_mask_phone, folded)
    if _has_quote(folded):
        folded = _QUOTED.sub(f" {QUOTE} ", folded)
    return folded


def _has_host(folded: str) -> bool:
    return "www." in folded or _HOST_SIGN.search(folded) is not None


def _has_quote(folded: str) -> bool:
    if '"' in folded or ("'" in folded and _QUOTING_APOSTROPHE.search(folded)):
        return True
    return not folded.isascii() and _QUOTE_SIGN.search(folded) is not None


class Line:
    """One block or sentence as rules see it."""

    __slots__ = ("ascii", "folded", "text", "tokens", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        masked = _masked(self.folded)
        self.ascii = masked.isascii()  # so nothing in it stands for an address or a quotation
        self.tokens = tokenize(masked)
        self.words = count_words(self.tokens)

    @property
    def finished(self) -> bool:
        """Tell whether the line ends as a sentence does."""
        text = self.text.rstrip(CLOSING)
        return text.endswith(_SENTENCE_ENDS) or _GREEK_QUESTION.match(text[-2:]) is not None


def count_words(tokens: list[str]) -> int:
    """Count words: marks count none, two characters of an unspaced script count one."""
    words = len(tokens) - tokens.count(LABEL)
    letters = "".join(tokens)
    if letters.isascii():
        return words
    unspaced = len(_UNSPACED_CHAR.findall(letters))
    return words - unspaced + (unspaced + 1) // 2
