"""What looks like a phone number and is none: sums, dates, decimals, clocks."""

from __future__ import annotations

import re

# Groups of three with one sign between them are thousands, unless a plus stands before them.
_THOUSANDS = re.compile(r"\d{1,3}(?:([ .\u00a0])\d{3})(?:\1\d{3})*")
_ROUND = re.compile(r"0{6}$")
_DECIMAL = re.compile(r"[+]?\d+\.\d+")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:\s*[-–]\s*\d.*)?|(?:19|20)\d\d-\d\d-\d\d.*|(?:19|20)\d\d"
)
_SIGN = re.compile(r"[ ./\u00a0\u2011-]")
_NOT_DIGIT = re.compile(r"\D")


def is_phone(text: str, least_digits: int, most_digits: int) -> bool:
    """Tell whether a candidate, from its first sign to its last digit, may be dialled."""
    digits = _NOT_DIGIT.sub("", text)
    if not least_digits <= len(digits) <= most_digits or _ROUND.search(digits):
        return False
    if _DECIMAL.fullmatch(text) or _DATE.fullmatch(text):
        return False
    if text.startswith("+"):
        return True
    if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
        return False
    return not _is_table(text)


def _is_table(text: str) -> bool:
    """Tell whether pairs of digits stand as in a table: "01.02.26 10.30", "00 12 00 12 00"."""
    signs = set(_SIGN.findall(text))
    in_pairs = all(len(group) == 2 for group in _SIGN.split(text))  # noqa: PLR2004
    return in_pairs and (len(signs) > 1 or text.startswith("00"))
