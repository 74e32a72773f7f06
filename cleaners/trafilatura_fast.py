"""trafilatura's extraction, its expressions asked once for each sort of element.

Most of its time goes into XPath expressions that call regular expressions for class and id of
every element, some fifteen times a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.remembered_xpath import RememberedXPath, first_of
from cleaners.stand_in import Place, standing_in

# Where trafilatura looks its expressions up; of some it takes the first element.
_ALL: Final = (
    ("core", "RAW_TREE_PRUNE_XPATH"),
    ("core", "REMOVE_COMMENTS_AND_LISTS_XPATH"),
    ("main_extractor", "OVERALL_DISCARD_XPATH"),
    ("main_extractor", "DISCARD_IMAGE_ELEMENTS"),
    ("main_extractor", "TEASER_DISCARD_XPATH"),
    ("baseline", "BASIC_CLEAN_XPATH"),  # one, no list
)
_FIRST: Final = (("main_extractor", "BODY_XPATH"),)
_LOCK = Lock()


def bare_extraction(root: HtmlElement, *, url: str | None, fast: bool) -> Any:
    """Return trafilatura's document without comments, or None. The tree stays as it is.

    Calls wait for one another.
    """
    extract, replaced = _trafilatura()
    with _LOCK, standing_in(replaced):
        return extract(root, url=url, include_comments=False, fast=fast)


def load() -> None:
    """Import trafilatura, which takes 0.2 s to most of a second."""
    _trafilatura()


@cache
def _trafilatura() -> tuple[Callable[..., Any], tuple[Place, ...]]:
    """Return trafilatura's function, imported when it is first wanted, and what is replaced."""
    # It warns of every page without article; that is an answer here, with its own cause.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    replaced = [_replaced(*where, RememberedXPath) for where in _ALL]
    replaced += [_replaced(*where, first_of) for where in _FIRST]
    return import_module("trafilatura.core").bare_extraction, tuple(replaced)


def _replaced(module: str, name: str, make: Callable[[etree.XPath], RememberedXPath]) -> Place:
    """Return a place in trafilatura, and what stands in for the expressions there."""
    place = import_module(f"trafilatura.{module}")
    theirs = getattr(place, name)
    return place, name, list(map(make, theirs)) if isinstance(theirs, list) else make(theirs)
