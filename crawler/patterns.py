"""Regular expressions from site files: compiled only when they cannot stall a crawl.

Python's ``re`` backtracks, so a pattern may take time exponential in a URL's length.
Refused by their form: a varying repetition or alternatives inside a repetition, more
than six varying repetitions, back references, look-around. What is left is at worst
polynomial and is timed on hostile subjects of growing length before it is accepted.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]  # no public name for the parse tree
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MAX_PATTERN_CHARS = 300
MAX_VARYING = 6  # repetitions whose count is not fixed: `+`, `*`, `?`, `{2,4}`
SUBJECT_CHARS = (16, 32, 64, 128, 256, 512, 1_024)
MAX_MATCH_S = 0.02  # CPU seconds for one subject; sound patterns take microseconds

_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_REFUSED = {
    op.GROUPREF: "back references are refused",
    op.GROUPREF_EXISTS: "conditional groups are refused",
    op.ASSERT: "look-ahead and look-behind are refused",
    op.ASSERT_NOT: "look-ahead and look-behind are refused",
}


class PatternError(ValueError):
    """A pattern that is wrong or could take too long; says how to write it instead."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a site file's pattern; raises PatternError."""
    if len(pattern) > MAX_PATTERN_CHARS:
        raise PatternError(f"longer than {MAX_PATTERN_CHARS} characters; split it in several")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # "[[" may come to mean something else
            tree = _parser.parse(pattern)
            compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise PatternError(f"not a regular expression: {error}") from error
    if not pattern or compiled.search("") is not None:
        raise PatternError("matches everything; name at least one character")
    if _varying(tree, repeated=False) > MAX_VARYING:
        raise PatternError(f"more than {MAX_VARYING} of `+`, `*`, `?`; split it in several")
    _time(compiled, pattern)
    return compiled


def _varying(tree: Any, *, repeated: bool) -> int:
    """Count the varying repetitions; raises PatternError for a form that may explode."""
    count = 0
    for code, argument in tree:
        if code in _REFUSED:
            raise PatternError(_REFUSED[code])
        varies = code in _REPEATS and argument[0] != argument[1]
        if repeated and (varies or code is op.BRANCH):
            raise PatternError(
                "a repetition or an alternative inside a repetition; write a class, like [a-z-]+"
            )
        count += varies
        inside = repeated or (code in _REPEATS and argument[1] > 1)
        count += sum(_varying(part, repeated=inside) for part in _parts(code, argument))
    return count


def _parts(code: Any, argument: Any) -> Iterator[Any]:
    """Yield the sub-patterns of one parsed element."""
    if code in _REPEATS:
        yield argument[2]
    elif code is op.SUBPATTERN:
        yield argument[3]
    elif code is op.BRANCH:
        yield from argument[1]
    elif code is op.ATOMIC_GROUP:
        yield argument


def _time(compiled: re.Pattern[str], pattern: str) -> None:
    """Refuse what is slow; lengths double, so that the slowest try stays short."""
    literals = [char for char in dict.fromkeys(pattern) if char.isalnum() or char in "/-_.?=&"]
    units = ["a", "1", "/", "-", "a-", "/a", "1/", "a1-", "".join(literals) or "a", *literals[:20]]
    for length in SUBJECT_CHARS:
        for unit in units:
            subject = (unit * length)[:length] + "\x00"
            started = time.thread_time()
            compiled.search(subject)
            if time.thread_time() - started > MAX_MATCH_S:
                raise PatternError("too slow on long URLs; use fewer `.*` and `+`")
