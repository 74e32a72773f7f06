"""The reader's view: text in a comment section, an aside or a caption is not the article."""

import pytest
from lxml import html

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.html import walk
from cleaners.blocks.node import nodes_of
from cleaners.blocks.vocabulary import word_bit
from cleaners.judges.base import Document
from cleaners.judges.container import ContainerJudge, find_places, places, undecided
from cleaners.types import CATEGORIES, Block

ARTICLE = "".join(
    f"<p>The {n} ferry left Oxby harbour late, because the wind had turned against it overnight."
    for n in ("first", "second", "third", "fourth", "fifth", "sixth")
)
SAID = "I was on that ferry, and nobody told us a thing until we had sat there for two hours."


def opinions(markup):
    blocks = walk(html.document_fromstring(f"<body class='has-sidebar'>{markup}</body>"))
    judged = ContainerJudge().judge(Document(blocks=blocks))
    return {blocks[one.index].text: (one.rule, one.category) for one in judged}


@pytest.mark.parametrize(
    ("markup", "rule", "category"),
    [
        (f"<div class=comment-list><p>{SAID}</div>", "comments", "comments"),
        (f"<div itemtype='https://schema.org/Comment'>{SAID}</div>", "comments", "comments"),
        (f"<aside><p>{SAID}</aside>", "aside", "related"),
        (f"<div role=complementary>{SAID}</div>", "complementary", "related"),
        (f"<div class=author-bio>{SAID}</div>", "author-box", "bio"),
        (f"<figure><figcaption>{SAID}</figcaption></figure>", "caption", "caption"),
        (f"<p><span class=photo-credit>{SAID}</span>", "caption", "caption"),
        (f"<nav><p>{SAID}</nav>", "navigation", "navigation"),
        (f"<div id=cookie-banner>{SAID}</div>", "consent", "consent"),
        (f"<div class=relatedStories>{SAID}</div>", "related", "related"),
    ],
)
def test_a_place_is_named_with_its_category(markup, rule, category):
    assert opinions(f"<main>{ARTICLE}</main>{markup}") == {SAID: (rule, category)}


@pytest.mark.parametrize("name", ["comments-open", "author-page", "sidebar-right"])
def test_names_on_the_frame_around_the_article_say_nothing(name):
    assert opinions(f"<div class='{name}'>{ARTICLE}</div>") == {}


def test_comments_longer_than_the_article_are_still_comments():
    talk = "".join(f"<div class=comment><p>{SAID} That was number {n}.</div>" for n in range(20))
    found = opinions(f"<main>{ARTICLE}</main><div>{talk}</div>")
    assert len(found) == 20
    assert {rule for rule, _ in found.values()} == {"comments"}


def test_a_quotation_set_as_a_figure_is_not_its_caption():
    assert opinions(f"{ARTICLE}<figure><blockquote>{SAID}</blockquote></figure>") == {}


def test_the_surest_place_wins():
    markup = f"<div class=comments><div class=share-bar><p>{SAID}</div></div>"
    assert opinions(f"<main>{ARTICLE}</main>{markup}") == {SAID: ("comments", "comments")}


@pytest.mark.parametrize(
    ("around", "category"),
    [
        ("<aside>{}</aside>", "related"),
        ("<section class=comments>{}</section>", "comments"),
        ("<nav>{}</nav>", "navigation"),
        ("<div class=author-box>{}</div>", "bio"),
        ("<div class=overlay>{}</div>", "promo"),
        ("<div class=share-bar>{}</div>", "caption"),  # which would not overrule the model
    ],
)
@pytest.mark.parametrize(
    "caption",
    [f"<figure><figcaption>{SAID}</figcaption></figure>", f"<p><span class=credit>{SAID}</span>"],
)
def test_a_caption_in_a_place_of_others_is_not_the_articles(around, category, caption):
    found = opinions(f"<main>{ARTICLE}</main>{around.format(caption)}")
    assert found[SAID][1] == category


def test_plain_text_has_no_places():
    block = Block(index=0, text=SAID, kind="paragraph", source="line 1")
    assert ContainerJudge().judge(Document(blocks=(block,), is_html=False)) == []


def test_the_data_names_what_there_is():
    assert len({place.id for place in places()}) == len(places())
    for place in places():
        assert place.why
        assert place.category in CATEGORIES
        assert 0 < place.confidence <= 1
        assert place.word or place.role
        assert place.word is None or word_bit(place.word)
        assert place.role is None or ROLE_BIT[place.role]


@pytest.mark.parametrize(
    "shown",
    [
        "<table><tr><th>Boat<th>Day<tr><td>Gull<td>Monday<tr><td>Tern<td>Tuesday</table>",
        "<ul><li>Gull, on Monday<li>Tern, on Tuesday</ul>",
        "<pre>gull = 1</pre>",
        "<blockquote><p>We sailed.</blockquote>",
    ],
)
def test_what_a_figure_shows_is_not_its_caption(shown):
    found = opinions(f"{ARTICLE}<figure>{shown}<figcaption>The boats</figcaption></figure>")
    assert found == {"The boats": ("caption", "caption")}


@pytest.mark.parametrize("name", ["reactions", "a-cookie-crumbles", "the-authors"])
def test_the_id_of_a_heading_is_no_name(name):
    assert opinions(f"{ARTICLE}<h2 id={name}>What people said</h2>{ARTICLE}") == {}


def test_a_section_about_reactions_is_no_comment_section():
    assert opinions(f"{ARTICLE}<section id=reactions><h2>Reactions</h2><p>{SAID}</section>") == {}


def test_what_its_place_decides_is_no_other_judge_s_to_read():
    shown = f"<figure><img src=a><figcaption>{SAID}</figcaption></figure>"
    markup = f"<nav>Sport</nav>{ARTICLE}{shown}<div class=comment-list><p>{SAID}</div><p>End</p>"
    blocks = walk(html.document_fromstring(f"<body>{markup}</body>"))
    nodes = nodes_of(blocks)
    page = Document(blocks=blocks, nodes=nodes, places=find_places(blocks, nodes), title="Fog")
    left = undecided(page)
    assert [block.index for block in left.blocks] == [1, 2, 3, 4, 5, 6, 7, 9]
    assert [place and place[0].id for place in left.places] == [None] * 6 + ["caption", None]
    assert (left.title, left.nodes) == ("Fog", nodes)
