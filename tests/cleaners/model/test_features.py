"""Features: whole numbers, one row a block, the same for the same page."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cleaners.blocks.html import walk
from cleaners.blocks.text import read_blocks
from cleaners.judges.base import Document, Opinion
from cleaners.judges.learned import LearnedJudge, forest_for
from cleaners.model import hints
from cleaners.model.cues import cue_features, cue_names, cues
from cleaners.model.features import features
from cleaners.model.text_features import TEXT_NAMES, text_features
from cleaners.rules.format import RULE_CATEGORIES
from cleaners.types import Block

SENTENCE = "The ferry to Oxby left late on Monday, because the harbour had been closed for repairs."
PAGE = (
    "<body class=has-comments><nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav>"
    "<main><article class=story-body><h1>Ferry to Oxby leaves late</h1>"
    + "".join(
        f"<p>{SENTENCE} That was time number {n}, said the harbour master.</p>" for n in range(8)
    )
    + "</article></main><section class=comment-list><p>I sat there for two hours, nobody cared.</p>"
    "</section><footer><p>All rights reserved</p></footer>"
)


def page(markup=PAGE, **said):
    return Document(blocks=walk(html.document_fromstring(markup)), **said)


def column(document, name):
    return features(document).chosen([name])[:, 0].tolist()


def test_every_column_is_whole_and_has_a_row_a_block():
    document = page(title="Ferry to Oxby leaves late")
    table = features(document)
    rows = table.rows()
    assert rows.dtype == np.int64
    assert rows.shape == (len(document.blocks), len(table.names))
    assert len(set(table.names)) == len(table.names)


def test_names_beside_the_article_count_and_those_on_its_frame_do_not():
    near = column(page(), "to_comment")
    assert near[:11] == [15] * 11
    assert near[11] == 2


def test_the_title_is_found_and_distances_count_from_it():
    assert column(page(title="Ferry to Oxby leaves late"), "from_title")[:4] == [-2, -1, 0, 1]
    assert set(column(page(title="Another thing"), "from_title")) == {-401}


def test_blocks_in_the_stated_body_are_known():
    stated = " ".join(
        f"{SENTENCE} That was time number {n}, said the harbour master." for n in range(8)
    )
    assert column(page(article_body=stated), "in_article_body")[3:11] == [3] * 8
    assert set(column(page(), "in_article_body")) == {-1}


def test_text_has_all_columns_that_need_no_markup():
    document = Document(blocks=read_blocks(f"{SENTENCE}\n{SENTENCE}\nHome"), is_html=False)
    table = features(document)
    own = {name for name in table.names if name.startswith("coh_")}
    assert set(table.names) - own < set(features(page()).names)
    assert own
    assert own.isdisjoint(features(page()).names)
    assert table.chosen(["same"])[:, 0].tolist() == [2, 2, 1]


@given(st.lists(st.text(min_size=1).filter(lambda t: t.strip()), min_size=1, max_size=5))
def test_any_text_has_features(texts):
    document = Document(blocks=read_blocks("\n".join(texts)), is_html=False)
    if document.blocks:
        assert features(document).rows().shape[0] == len(document.blocks)


def test_columns_that_nobody_wants_are_left_out_and_the_others_are_the_same():
    document = page(title="Ferry to Oxby leaves late")
    every = features(document)
    wanted = frozenset({"chars", "to_comment", "to_role_article", "from_title"})
    some = features(document, wanted)
    assert set(some.names) == wanted
    assert np.array_equal(some.rows(), every.chosen(some.names))


def test_an_unknown_column_is_an_error():
    with pytest.raises(KeyError):
        features(page()).chosen(["no such column"])


def test_cues_are_lower_case_words_with_a_reason():
    assert len({cue.name for cue in cues()}) == len(cues())
    for cue in cues():
        assert cue.why
        assert len(set(cue.words)) == len(cue.words), cue.name
        for word in cue.words:
            assert word == word.lower()
            found = dict(zip(cue_names(), cue_features([word])[0].tolist(), strict=True))
            assert found[f"cue_{cue.name}"] == found[f"starts_{cue.name}"] == 1


@pytest.mark.parametrize("is_html", [True, False])
def test_the_weights_that_ship_ask_for_columns_that_exist(is_html):
    document = page() if is_html else Document(blocks=read_blocks(SENTENCE), is_html=False)
    assert set(forest_for(is_html=is_html).columns) <= set(features(document).names)


def test_the_learned_judge_finds_the_article_of_a_plain_page():
    document = page(title="Ferry to Oxby leaves late")
    kept = [one.index for one in LearnedJudge().judge(document) if not one.remove]
    assert kept == list(range(3, 11))


def test_nothing_to_judge():
    assert LearnedJudge().judge(Document(blocks=())) == []


def told(text):
    block = Block(index=0, text=text, kind="paragraph", source="line 1")
    return dict(zip(TEXT_NAMES, text_features([block])[0].tolist(), strict=True))


_SHARES = {"bytes_per_char", "upper", "digits", "punctuation"}  # of bytes


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=80))
def test_ascii_is_counted_as_any_other_text(text):
    latin, other = told(text + " x"), told(text + " \u00e6")
    for name in set(TEXT_NAMES) - _SHARES:
        assert latin[name] == other[name], name


_CHARACTERS = 'aZé Ж日\u00a0\u2028😀\ud800.!?…。,，、;:"“»|•→/(0٣'


@given(st.lists(st.text(_CHARACTERS, min_size=1, max_size=30), min_size=1, max_size=5))
def test_texts_side_by_side_are_counted_one_by_one(texts):
    blocks = [
        Block(index=at, text=text, kind="paragraph", source="line 1")
        for at, text in enumerate(texts)
    ]
    found = text_features(blocks)
    for row, text in zip(found.tolist(), texts, strict=True):
        told_of = dict(zip(TEXT_NAMES, row, strict=True))
        size = len(text.encode("utf-8", "surrogatepass"))
        assert told_of["chars"] == len(text)
        assert told_of["tokens"] == text.count(" ") + 1
        assert told_of["bytes_per_char"] == 100 * size // len(text)
        assert told_of["stop_count"] == sum(map(text.count, ".!?…。"))
        assert told_of["comma_count"] == sum(map(text.count, ",，、;"))
        assert told_of["quote_count"] == sum(map(text.count, '"“»'))
        assert told_of["bar_count"] == sum(map(text.count, "|•»→/"))
        begun = [
            before.isspace() and char in "ZЖ"
            for before, char in zip(" " + text, text, strict=False)
        ]
        assert told_of["capitals"] == 1000 * sum(begun) // told_of["tokens"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo and Ålesund, in a NATO port", {"capitals": 1000 * 3 // 7, "commas": 1000 // 7}),
        ("by (Ada)", {"capitals": 0}),
        ("On 3 May 2024 at 10:30", {"has_year": 1, "has_clock": 1}),
        ("٢٠٢٤ ١٠:٣٠", {"has_year": 0, "has_clock": 1}),
    ],
)
def test_what_a_text_looks_like(text, expected):
    found = told(text)
    assert {name: found[name] for name in expected} == expected


def test_blocks_that_name_the_authors_or_the_outlet_are_known():
    said = ("Mara Lindqvist covers ferries for us.", "The Harbour Post has a new app.", "Fog.")
    markup = "".join(f"<p>{text}</p>" for text in said)
    document = page(
        markup,
        authors=("Mara Lindqvist",),
        site_name="The Harbour Post",
        url="https://news.harbourpost.example/a",
    )
    assert column(document, "by_author") == [2, 0, 0]
    assert column(document, "of_outlet") == [0, 1, 0]
    assert set(column(page(markup), "by_author")) == {-1}


def test_italics_are_measured():
    assert column(page("<p><em>Note.</em></p><p>Fog.</p>"), "italic_share") == [1000, 0]


def test_what_the_rules_say_is_heard():
    def said(index, category, *, span=None, rule="a.rule"):
        return Opinion(
            index=index,
            remove=True,
            category=category,
            judge="rules",
            rule=rule,
            confidence=0.9,
            span=span,
        )

    opinions = (
        said(0, "social"),
        said(1, "promo", rule="footer-run"),
        said(2, "related", span=(0, 2)),
    )
    document = page("<p>One</p><p>Two</p><p>Three</p>", by_rules=opinions)
    assert column(document, "rule_call") == [900, 0, 0]
    assert column(document, "rule_run") == [0, 900, 0]
    assert column(document, "rule_part") == [0, 0, 900]
    assert column(document, "rules_before") == [0, 1, 2]
    assert column(document, "at-1_rule") == [-1, 900, 900]


def test_blocks_that_are_left_out_are_as_if_they_were_not_there():
    shown = "<div class=a><p>One is here.</p><p>Two is here.</p></div><p>Three is here.</p>"
    whole = page(f"<ul><li>Menu</li></ul>{shown}<ul><li>Foot</li></ul>")
    kept = replace(whole, blocks=whole.blocks[1:-1])
    assert [block.index for block in kept.blocks] == [1, 2, 3]
    for name in ("c0_blocks", "c1_blocks", "c1_ngoods", "best600_at", "same_parent_count"):
        assert column(kept, name) == column(page(shown), name), name


def test_labels_that_repeat_are_counted():
    markup = "".join(f"<p>MORE NEWS HERE | Ferry number {n}</p>" for n in range(3)) + "<p>Fog.</p>"
    assert column(page(markup), "same_start") == [3, 3, 3, 1]


def test_every_category_of_a_rule_is_of_one_sort():
    sorts = [category for those in hints._SORTS.values() for category in those]
    assert sorted(sorts) == sorted(RULE_CATEGORIES)
