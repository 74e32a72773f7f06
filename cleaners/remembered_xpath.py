"""An XPath expression that looks at an element's own name and attributes, asked once for each sort.

Expressions that call a regular expression for class and id of every element are slow, and a
page's elements are much alike: an element that was never seen is asked about as a copy without
content, by the expression itself. So the answers are its own.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

_REMEMBERED: Final = 1 << 9  # sorts of elements, as a page has; then all are forgotten
_NAMESPACES: Final = {"re": "http://exslt.org/regular-expressions"}
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_STEP: Final = re.compile(r"(?:^|\|)\s*\.//")  # begins each alternative
_NODE: Final = re.compile(_STEP.pattern + r"\s*(?:\*|[\w-]+)")  # with what it looks for
_WITHOUT: Final = re.compile(r"(?<=[\s\[])not\(\.//[\w-]+\)(?=\s*(?:\]|or\b|and\b))")
_FIRST: Final = re.compile(r"\((\.//.*?)\)\[1\]|(?<=\])\[1\]\s*$", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"@([\w-]+)")
_NAME: Final = re.compile(r"(?:self::|\.//)([\w-]+)")
_ONE_NAME: Final = re.compile(r"[\w-]+")
_OF_NAMES: Final = re.compile(r"\*\[\s*(self::[\w-]+(?:\s+or\s+self::[\w-]+)*)\s*\]")
# All that may stand beside strings, steps and ``not(.//h1)``: it tells of one element only.
_OWN: Final = re.compile(
    r"(?:[\s\[\](),|=]|self::[\w-]+|@[\w-]+|(?:or|and|not)\b"
    r"|(?:re:test|contains|starts-with|translate)(?=\())*"
)
_OTHER: Final = "x"  # stands for every element that an expression does not name

_Sort = tuple[str, tuple[tuple[str, str], ...]]  # name; telling attributes in the page's order


class RememberedXPath:
    """Returns what its expression returns of a tree, element for element.

    Raises ValueError for an expression that depends on more than an element's own name and
    attributes. ``not(.//h1)`` may stand in it: an element that does not fit without content
    does not fit with any; where one does fit, the expression itself is asked about the tree.
    """

    def __init__(self, expression: etree.XPath) -> None:
        bare = _QUOTED.sub(" ", expression.path)
        if not _is_of_elements(bare):
            raise ValueError(f"not of an element alone: {expression.path}")
        self._ask = expression
        self._narrows = _WITHOUT.search(bare) is not None
        self._attributes = frozenset(_ATTRIBUTE.findall(bare))
        self._names = frozenset(_NAME.findall(bare))
        self._walked = _walked(bare)
        self._known: dict[_Sort, bool] = {}

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        """Return the elements below ``tree`` that fit, in document order."""
        elements = list(tree.iterdescendants(*self._walked))
        sorts = [self._sort(element) for element in elements]
        known = self._known
        new = set(sorts) - known.keys()
        if len(known) + len(new) > _REMEMBERED:
            known = self._known = {}
            new = set(sorts)
        if new:
            answers = self._asked(list(new))
            if len(new) > _REMEMBERED:
                known = answers
            else:
                known.update(answers)
        fitting = [one for one, sort in zip(elements, sorts, strict=True) if known[sort]]
        return self._ask(tree) if fitting and self._narrows else fitting

    def _sort(self, element: HtmlElement) -> _Sort:
        tag: str = element.tag  # type: ignore[assignment]  # of an element, never of a comment
        name = tag if tag in self._names else _OTHER
        told = self._attributes
        return name, tuple([pair for pair in element.items() if pair[0] in told])

    def _asked(self, sorts: list[_Sort]) -> dict[_Sort, bool]:
        """Ask the expression about an element of each sort."""
        page = etree.Element("page")
        for name, attributes in sorts:
            one = etree.SubElement(page, name)
            for key, value in attributes:
                one.set(key, value)
        fitting = set(self._ask(page))
        return {sort: one in fitting for sort, one in zip(sorts, page, strict=True)}


def _is_of_elements(path: str) -> bool:
    """Tell whether a path without its strings looks at nothing but one element at a time."""
    own = _WITHOUT.sub("", path)
    if own != path and "not(" in own:  # which would turn round what is said of the content
        return False
    begun = [own[: step.start()] for step in _STEP.finditer(own)]
    nested = any(before.count("[") != before.count("]") for before in begun)
    return not nested and _OWN.fullmatch(_NODE.sub("", own)) is not None


def _walked(path: str) -> tuple[str, ...]:
    """Return the names of the elements that can fit at all; "*" where any can."""
    names: list[str] = []
    for step in _STEP.split(path)[1:]:
        if only := _OF_NAMES.match(step):
            names += _NAME.findall(only[1])
        elif one := _ONE_NAME.match(step):
            names.append(one[0])
        else:
            return ("*",)
    return tuple(dict.fromkeys(names))


def first_of(expression: etree.XPath) -> RememberedXPath:
    """Return ``expression`` without its ``[1]``: the first that it then finds is the same."""
    every = _FIRST.sub(lambda found: found[1] or "", expression.path)
    return RememberedXPath(etree.XPath(every, namespaces=_NAMESPACES))
