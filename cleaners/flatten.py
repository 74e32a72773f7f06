"""Markup that nests too deep, made flat: tags are taken out, text never."""

from __future__ import annotations

import re
from collections import Counter

# Formatting that carries no text of its own: unclosed, each adds a level.
_INLINE = frozenset({
    "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "tt", "u", "var",
})  # fmt: skip
# Never nest in themselves: empty elements, and those whose next start tag ends the last one.
_FLAT = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
    "body", "dd", "dt", "head", "html", "li", "option", "p", "tbody", "td", "tfoot", "th",
    "thead", "tr",
})  # fmt: skip
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title|xmp)\b.*?(?:</(?P=raw)\s*>|\Z)"
    # Quoted values may hold ">"; one that is never closed must not cost a search to the end.
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)"
    r"(?:(?:[^>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+>|[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)


def flatten(text: str, levels: int) -> str:
    """Return ``text`` without inline formatting tags and without tags deeper than ``levels``.

    Only tags are taken out, never text. One pass, linear: what follows the last ``>``
    holds no whole tag and is not searched.
    """
    last = text.rfind(">") + 1
    return _TOKEN.sub(_Flattening(levels).keep, text[:last]) + text[last:]


class _Flattening:
    """One pass: how deep it stands, and which start tags it took out."""

    def __init__(self, levels: int) -> None:
        self._levels = levels
        self._depth = 0
        self._dropped: Counter[str] = Counter()

    def keep(self, match: re.Match[str]) -> str:
        """Return the token as it is, or what stands for a tag that is taken out."""
        name = match["name"]
        if name is None:
            return match[0]
        name = name.lower()
        if name in _FLAT or _is_cut(match[0]):
            return match[0]
        if name in _INLINE:
            return ""
        return match[0] if self._stays(name, is_end=bool(match["end"])) else " "

    def _stays(self, name: str, *, is_end: bool) -> bool:
        if not is_end:
            self._depth += 1
            if self._depth <= self._levels:
                return True
            self._dropped[name] += 1
        elif not self._dropped[name]:
            self._depth = max(0, self._depth - 1)
            return True
        else:
            self._dropped[name] -= 1
        self._depth = min(self._depth, self._levels)
        return False


def _is_cut(tag: str) -> bool:
    """Tell whether the ``>`` that ended the tag stands inside an attribute's value."""
    return tag.count('"') % 2 == 1 or tag.count("'") % 2 == 1
