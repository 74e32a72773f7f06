"""The block walk: one paragraph as a browser sets it, one block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from lxml.html import tostring

from cleaners.blocks.html import walk
from cleaners.blocks.node import HtmlBlock, nodes_of


def blocks(markup: str) -> tuple[HtmlBlock, ...]:
    return walk(html.document_fromstring(markup))


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks(f"<body>{markup}</body>")]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>A wo<b>rd</b> and an<i>oth</i>er.</p>", ["A word and another."]),
        ("<p>One<!-- note --> two<script>x()</script>three</p>", ["One twothree"]),
        ("<p>Before<img src=a>after</p>", ["Before after"]),
        ("<nav><a href=/a>Sport</a><a href=/b>Culture</a></nav>", ["Sport Culture"]),
        ("<p>A line<br>and its rest.</p>", ["A line and its rest."]),
        ("<div>First.<br><br>Second.<br> <br>Third.</div>", ["First.", "Second.", "Third."]),
        ("<div>Loose<p>set</p>loose again</div>", ["Loose", "set", "loose again"]),
        ("<p>a  b\n\tc\u00a0d</p>", ["a b c d"]),
        ("<p>kept <span hidden>not shown</span>text</p>", ["kept text"]),
        ("<p>kept<span style='display: none'>not</span></p>", ["kept"]),
        ("<select><option>One<option>Two</select><p>text</p>", ["text"]),
        ("<p>\u200b</p><p>&nbsp;</p>", []),
        ("<p>a</p><svg><path d='M0'><p>b</p><p>c</p>", ["a", "b", "c"]),
        ("<p>a <svg><text>x</text><foreignObject><p>y</p></foreignObject></svg> b</p>", ["a b"]),
        ("<p>a <svg><title>Icon</title><text>x</text></svg> b</p>", ["a b"]),
    ],
)
def test_inline_markup_never_parts_and_blocks_always_do(markup, expected):
    assert texts(markup) == expected


def test_data_rows_are_one_block_and_layout_cells_are_their_own():
    data = "<table><tr><th>City<th>Rain<tr><td>Oxby<td><p>12 mm</p></table>"
    layout = "<table><tr><td><p>Left.</p><ul><li>a</ul></td><td><p>Right.</p></td></tr></table>"
    assert texts(data) == ["City | Rain", "Oxby | 12 mm"]
    assert [block.kind for block in blocks(data)] == ["table-row", "table-row"]
    assert texts(layout) == ["Left.", "a", "Right."]


def test_kinds_and_levels():
    found = blocks(
        "<h2>Head</h2><ul><li>one<ul><li>two</ul></ul><blockquote><p>said</p></blockquote>"
        "<figure><figcaption>shown</figcaption></figure><p>text</p>"
    )
    assert [(block.text, block.kind, block.level) for block in found] == [
        ("Head", "heading", 2),
        ("one", "list-item", 1),
        ("two", "list-item", 2),
        ("said", "quote", 0),
        ("shown", "caption", 0),
        ("text", "paragraph", 0),
    ]


def test_code_keeps_its_lines():
    (block,) = blocks("<pre><code>if x:\n    return 1\n</code></pre>")
    assert block.kind == "code"
    assert block.text == "if x:\n    return 1"


@pytest.mark.parametrize(
    "markup",
    [
        "<div hidden><p>unseen</p></div>",
        "<div style='DISPLAY : none'><p>unseen</p></div>",
        "<noscript><p>unseen</p></noscript>",
        "<dialog><p>unseen</p></dialog>",
    ],
)
def test_hidden_blocks_are_marked(markup):
    found = blocks(f"<body><p>seen</p>{markup}</body>")
    assert [(block.text, block.hidden) for block in found] == [("seen", False), ("unseen", True)]


def test_links_are_noted_and_made_absolute_when_the_block_leaves():
    (block,) = blocks("<p>See <a href='/a?b=1'>the <b>report</b></a> and <a>nothing</a>.</p>")
    assert block.links == (("the report", "/a?b=1"),)
    assert block.link_chars == len("thereport") + len("nothing")
    plain = block.plain("https://outlet.example/x/")
    assert plain.links == (("the report", "https://outlet.example/a?b=1"),)
    assert plain.source == "/html/body/p"
    assert block.plain("http://[").links == (("the report", "/a?b=1"),)


def test_a_link_around_blocks_counts_in_each():
    found = blocks("<a href=/x><div>Card</div><div>and more</div></a>")
    assert [block.link_chars for block in found] == [4, 8]


def test_names_and_roles_reach_down():
    (block,) = blocks("<main class='siteMain'><div class=comment-list><p>Hm.</p></div></main>")
    assert block.node.tag == "p"
    assert block.node.parent is not None
    assert block.node.parent.name == "comment-list"
    assert block.node.parent.all_words & block.node.parent.words == block.node.parent.words


def test_blocks_inside_a_node_are_a_range():
    found = blocks("<p>a</p><div><p>b</p><p>c</p></div><p>d</p>")
    div = found[1].node.parent
    assert div is not None
    assert [block.text for block in found[div.first : div.end]] == ["b", "c"]


def test_deep_nesting_does_not_exhaust_the_stack():
    parser = html.HTMLParser(huge_tree=True)
    tree = html.document_fromstring("<div>" * 2000 + "deep", parser=parser)
    assert [block.text for block in walk(tree)] == ["deep"]


def test_the_tree_is_not_changed():
    tree = html.document_fromstring("<p>a<br><br>b<span hidden>c</span></p><table><tr><td>1")
    before = tostring(tree)
    walk(tree)
    assert tostring(tree) == before


_WORDS = st.text(alphabet="abcé中", min_size=1, max_size=6)
_INLINE = st.sampled_from(["b", "i", "span", "a", "em", "code", "x-tag"])


@given(st.lists(st.tuples(_WORDS, _INLINE), min_size=1, max_size=8))
def test_any_inline_markup_leaves_the_words_as_they_are(pieces):
    marked = "".join(f"{word}<{tag}>{word}</{tag}> " for word, tag in pieces)
    plain = " ".join(f"{word}{word}" for word, _ in pieces)
    assert texts(f"<p>{marked}</p>") == [plain]


@given(st.lists(_WORDS, min_size=1, max_size=10), st.sampled_from(["p", "div", "li", "h3", "td"]))
def test_every_text_is_in_a_block_in_reading_order(words, tag):
    found = texts("".join(f"<{tag}>{word}</{tag}>" for word in words))
    assert " ".join(found).replace(" | ", " ").split() == words


def test_a_source_is_the_path_that_xpath_finds_the_element_by():
    root = html.document_fromstring(
        "<main><p>one</p><div><p>two</p><p>three</p></div><o:p>four</o:p><p>five</p></main>"
    )
    tree = root.getroottree()
    for block in walk(root):
        assert block.source == tree.getpath(block.node.element)


def test_nodes_with_text_come_parents_first_and_once() -> None:
    page = "<div><ul><li>One</li><li>Two</li></ul><div></div><p>Three <b>and</b> four</p></div>"
    blocks = walk(html.document_fromstring(f"<body>{page}</body>"))
    nodes = nodes_of(blocks)
    assert [node.tag for node in nodes] == ["html", "body", "div", "ul", "li", "li", "p"]
    assert nodes_of(()) == ()


def test_a_mark_of_a_place_is_no_link():
    for anchor in ("<a name=top>", "<a id=top>"):
        (block,) = blocks(f"<p>{anchor}The ferry left.</a></p>")
        assert (block.link_chars, block.links) == (0, ())


def test_a_link_ends_where_the_next_begins():
    (block,) = blocks("<p><a href=/a>One <span><a href=/b>two</a></span> three</a></p>")
    assert block.links == (("One", "/a"), ("two", "/b"))
    assert block.link_chars == len("Onetwo")


def test_a_link_that_nobody_closed_ends_where_none_is_so_long():
    found = blocks("<a href=/a>" + "".join(f"<p>{'word ' * 50}{n}</p>" for n in range(9)))
    assert found[0].link_chars
    assert not found[-1].link_chars


def test_what_follows_a_plug_in_inside_the_tree_is_shown():
    assert texts("<p>One<embed src=v><p>two<picture><source>three") == ["One", "two three"]
