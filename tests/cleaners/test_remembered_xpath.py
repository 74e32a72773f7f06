"""An expression that is asked once for each sort of element answers what it always answers."""

from __future__ import annotations

import pytest
from lxml import etree, html

from cleaners import remembered_xpath
from cleaners.remembered_xpath import RememberedXPath, first_of

NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
PAGE = """<html><body class="site">
<div id="top" class="menu bar"><a class="menu" href="/one">One</a><svg></svg></div>
<div class="story"><p class="menu">Menu of the day</p><h1>Harbour</h1></div>
<section class="menu"><div><h1>Inside</h1></div></section>
<aside>beside</aside><p id="menu" class="text">Last</p><p class="text" id="menu">Last</p>
</body></html>"""

LOCAL = [
    ".//*[self::div or self::section][re:test(@class, 'menu|bar') or re:test(@id, '^top')]",
    ".//*[re:test(@id|@class, 'menu')]",
    ".//aside|.//svg|.//p[contains(@class, 'menu')]",
    ".//*[self::p][starts-with(@id|@class, 'menu')]|.//h1",
    ".//*[self::div or self::section][re:test(@class, 'menu')][not(.//h1) or @id='none']",
    ".//*[@class='nowhere']",
]


def _expression(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=NAMESPACES)


@pytest.mark.parametrize("path", LOCAL)
def test_it_answers_like_the_expression_itself(path: str) -> None:
    root = html.document_fromstring(PAGE)
    remembered = RememberedXPath(_expression(path))
    assert remembered(root) == _expression(path)(root)
    assert remembered(root) == _expression(path)(root)  # now from memory
    body = root.body
    assert body is not None
    assert remembered(body) == _expression(path)(body)


def test_each_sort_of_element_is_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    theirs = RememberedXPath._asked

    def counted(self: RememberedXPath, sorts: list[remembered_xpath._Sort]) -> object:
        asked.append(len(sorts))
        return theirs(self, sorts)

    monkeypatch.setattr(RememberedXPath, "_asked", counted)
    remembered = RememberedXPath(_expression(".//*[self::p][contains(@class, 'menu')]"))
    root = html.document_fromstring(PAGE)
    remembered(root)
    remembered(root)
    assert asked == [2]  # of three paragraphs, two have the same class


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered_xpath, "_REMEMBERED", 3)
    expression = _expression(".//*[contains(@class, 'even')]")
    remembered = RememberedXPath(expression)
    for start in range(0, 20, 2):
        page = f"<div><p class='even{start}'>a</p><p class='odd{start}'>b</p></div>"
        root = html.fragment_fromstring(page)
        assert remembered(root) == expression(root)
        assert len(remembered._known) <= 3


def test_a_page_of_more_sorts_than_are_remembered_leaves_none_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remembered_xpath, "_REMEMBERED", 3)
    expression = _expression(".//*[contains(@class, 'even')]")
    remembered = RememberedXPath(expression)
    many = "".join(f"<p class='{'odd' if n % 2 else 'even'}{n}'>a</p>" for n in range(9))
    root = html.fragment_fromstring(f"<div>{many}</div>")
    assert remembered(root) == expression(root)
    assert not remembered._known


@pytest.mark.parametrize(
    "path",
    [
        ".//div[1]",
        ".//div/p",
        ".//*[parent::div]",
        ".//p[text()='a']",
        ".//p[count(@class) > 0]",
        ".//p[.//a]",
        ".//p[../@id]",
        ".//p[a]",
        ".//p[*]",
        ".//p[@*]",
        ".//p[@id|.//a]",
        ".//p[.='abc']",
        ".//p[string()='abc']",
        ".//p[contains(., 'abc')]",
        ".//p[normalize-space()]",
        ".//p[string-length() > 0]",
        ".//p[sum(a) = 0]",
        ".//p[not(node())]",
        ".//p[not(not(.//a))]",
        ".//p[not(@id or not(.//a) or @class)]",
        ".//p[not(.//a) = @id]",
        ".//*[local-name()='p']",
        ".//*[name()='p']",
    ],
)
def test_an_expression_that_looks_around_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not of an element alone"):
        RememberedXPath(_expression(path))


@pytest.mark.parametrize(
    "path",
    [
        "\n .//*[self::div or self::section][@class='story' or re:test(@class, 'menu')][1]\n ",
        "(.//h1)[1]",
        "\n(.//*[self::p or self::section][re:test(@class, 'menu')])[1]",
        "(.//*[self::div][starts-with(@class, 'none')])[1]|(.//h1)[1]",
        "(.//article)[1]",
    ],
)
def test_the_first_that_fits_is_the_same(path: str) -> None:
    root = html.document_fromstring(PAGE)
    assert first_of(_expression(path))(root)[:1] == _expression(path)(root)[:1]
