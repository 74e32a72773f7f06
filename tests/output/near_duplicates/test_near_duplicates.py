"""The near-duplicate index: what it finds, names, forgets, and that order does not matter."""

from __future__ import annotations

import hashlib
import itertools
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from output.near_duplicates import Claims, IndexMismatchError, Match, NearDuplicates
from output.near_duplicates.attribution import agencies
from output.near_duplicates.signature import shingle, sign, similarity

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "st", "l", "nd")]


def article(seed: object, words: int = 300) -> str:
    """Return a made-up text in sentences; another seed shares no sentence with it."""
    source = random.Random(str(seed))
    text = " ".join(source.choices(WORDS, k=words))
    return text[0].upper() + text[1:] + "."


def edited(text: str, changes: int, seed: int = 0) -> str:
    """Return the text with some words replaced."""
    source = random.Random(seed)
    words = text.split()
    for place in source.sample(range(len(words)), changes):
        words[place] = source.choice(WORDS)
    return " ".join(words)


def key(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()[:32]


@pytest.fixture
def index() -> Iterator[NearDuplicates]:
    with NearDuplicates(":memory:") as index:
        yield index


def test_an_edited_copy_on_another_site_is_found_with_its_original(index: NearDuplicates) -> None:
    text = article(1)
    assert index.check_and_add(key("a"), text, site="one") is None
    assert index.check_and_add(key("b"), article(2), site="one") is None
    found = index.check_and_add(key("c"), "Another headline. " + edited(text, 8), site="two")
    assert found is not None
    assert (found.record_id, found.nearest, found.kind) == (key("a"), key("a"), "mirror")
    assert 0.65 < found.similarity < 0.97


def test_copies_are_found_and_others_are_not_in_quantity(index: NearDuplicates) -> None:
    texts = [article(n) for n in range(400)]
    marked = [index.check_and_add(key(n), t, site=f"s{n % 9}") for n, t in enumerate(texts)]
    assert not any(marked)
    furniture = "Subscribe to our morning letter for more stories like this one every day. "
    copies = [furniture + edited(t, 10, seed=n) for n, t in enumerate(texts)]
    matches = [index.check_and_add(key(("c", n)), t, site="x") for n, t in enumerate(copies)]
    right = sum(m is not None and m.record_id == key(n) for n, m in enumerate(matches))
    assert right >= 392


@pytest.mark.parametrize(
    "text",
    [
        "外務省は月曜日、隣国の首相が来月に首都を訪れ、橋の建設と漁業について三日間の会談を行うと発表した。会談には両国の農業大臣も加わる。",
        "นายกรัฐมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานใหม่ข้ามแม่น้ำจะเปิดให้ประชาชนใช้ภายในสิ้นปีนี้หลังจากล่าช้ามานานกว่าสองปี",
    ],
)
def test_scripts_without_spaces_are_compared_by_characters(
    index: NearDuplicates, text: str
) -> None:
    assert index.check_and_add(key(1), text, site="one") is None
    assert index.check_and_add(key(2), text + "。" + text[:8], site="two") is not None
    assert index.check_and_add(key(3), text[::-1], site="two") is None


def test_case_punctuation_and_white_space_make_no_difference() -> None:
    one = list(shingle("The bridge opens on Monday, the mayor said."))
    assert one == list(shingle("the  BRIDGE\nopens — on monday: the mayor said"))
    assert one[0] == "the bridge opens"


def test_short_texts_are_not_compared(index: NearDuplicates) -> None:
    text = article(1, words=20)
    assert sign(text) is None
    assert index.check_and_add(key(1), text, site="one") is None
    assert index.check_and_add(key(2), text, site="two") is None
    assert len(index) == 0


def test_telling_twice_changes_nothing(index: NearDuplicates) -> None:
    text = article(1)
    index.check_and_add(key(1), text, site="one")
    first = index.check_and_add(key(2), text, site="two")
    assert index.check_and_add(key(3), text, site="three") is not None
    assert index.check_and_add(key(2), text, site="two") == first
    assert index.check_and_add(key(1), text, site="one") is None
    assert len(index) == 3


def test_a_revision_takes_the_place_of_the_old_text(index: NearDuplicates) -> None:
    index.check_and_add(key(1), article("old"), site="one")
    assert index.check_and_add(key(1), article("new"), site="one") is None
    assert index.check_and_add(key(2), article("old"), site="two") is None
    assert index.check_and_add(key(3), article("new"), site="two") is not None
    assert len(index) == 3


def test_clusters_do_not_depend_on_order() -> None:
    base = article("base", 200)
    texts = {"a": base, "b": edited(base, 9, 1), "c": edited(edited(base, 9, 1), 9, 2)}
    texts |= {"d": article("other", 200), "e": edited(article("other", 200), 5)}
    found = set()
    for order in itertools.permutations(texts):
        with NearDuplicates(":memory:") as index:
            for name in order:
                index.check_and_add(key(name), texts[name], site=name)
            clusters = {frozenset(index.cluster(key(name))) for name in texts}
            found.add(frozenset(clusters))
            assert index.cluster(key("a"))[0] == key(next(n for n in order if n in "abc"))
    assert found == {
        frozenset({frozenset(map(key, "abc")), frozenset(map(key, "de"))}),
    }
    with NearDuplicates(":memory:") as index:
        assert index.cluster(key("nobody")) == []


def test_a_form_that_more_articles_share_than_are_compared_is_one_cluster_in_any_order() -> None:
    """A band's first 64 stand for all: a stock report of every day, told in any order."""
    form = article("form", 300)
    texts = {key(n): edited(form, 12, seed=n) for n in range(100)}
    found = set()
    for seed in range(3):
        order = list(texts)
        random.Random(seed).shuffle(order)
        with NearDuplicates(":memory:") as index:
            marks = [index.check_and_add(name, texts[name], site=name[:4]) for name in order]
            found.add(frozenset(index.cluster(order[7])))
        assert [mark.record_id if mark else None for mark in marks] == [None, *order[:1] * 99]
    assert found == {frozenset(texts)}


def test_an_article_that_joins_two_clusters_names_the_first_of_both(
    index: NearDuplicates,
) -> None:
    one, two = article("east", 150), article("west", 150)
    index.check_and_add(key("x"), one, site="x")
    index.check_and_add(key("y"), two, site="y")
    whole = index.check_and_add(key("z"), f"{one} {two} {article('more', 180)}", site="z")
    # Under a third in common with each: under the threshold.
    assert whole is None
    with NearDuplicates(":memory:", threshold=0.3) as loose:
        for name, text in (("x", one), ("y", two)):
            assert loose.check_and_add(key(name), text, site=name) is None
        found = loose.check_and_add(key("z"), f"{one} {two}", site="z")
        assert found is not None
        assert found.record_id == key("x")
        assert loose.cluster(key("y")) == [key("x"), key("y"), key("z")]


@pytest.mark.parametrize(
    ("site", "published", "claims", "expected"),
    [
        ("one", NOON, Claims(credits=("AFP",)), ("update", None, None)),
        ("two", None, Claims(), ("mirror", None, None)),
        ("two", NOON, Claims(), ("mirror", "one", "timestamp")),
        ("two", NOON.replace(hour=1), Claims(), ("mirror", None, None)),
        ("two", NOON, Claims(authors=("Reuters",)), ("syndicated", "Reuters", "credit")),
        ("two", None, Claims(credits=("Source: dpa-infocom",)), ("syndicated", "dpa", "credit")),
        ("two", None, Claims(credits=("A MAP OF THE CAPITAL",)), ("mirror", None, None)),
        ("two", None, Claims(credits=("The ap shop " + "x" * 200,)), ("mirror", None, None)),
        (
            "two",
            NOON,
            Claims(canonical_url="https://www.first.example/a", url="https://two.example/b"),
            ("syndicated", "first.example", "canonical"),
        ),
        (
            "two",
            None,
            Claims(canonical_url="https://www.two.example/a", url="https://two.example/b"),
            ("mirror", None, None),
        ),
        ("two", None, Claims(canonical_url="http://[broken", url="x"), ("mirror", None, None)),
    ],
)
def test_the_kind_and_origin_of_a_copy(
    index: NearDuplicates,
    site: str,
    published: datetime | None,
    claims: Claims,
    expected: tuple[str, str | None, str | None],
) -> None:
    index.check_and_add(key(1), article(1), site="one", published=NOON.replace(hour=8))
    found = index.check_and_add(key(2), article(1), site=site, published=published, claims=claims)
    assert found is not None
    assert (found.kind, found.syndicated_from, found.basis) == expected


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("LISBON (Reuters) - ", "Reuters"),
        ("Wien (APA) – ", "APA"),
        ("北京【新华社】", "Xinhua"),
        ("AFP - ", "AFP"),
        ("He told AFP on Monday that ", None),
    ],
)
def test_a_dateline_names_the_agency(
    index: NearDuplicates, opening: str, agency: str | None
) -> None:
    index.check_and_add(key(1), article(1), site="one")
    found = index.check_and_add(key(2), opening + article(1), site="two")
    assert found is not None
    assert found.syndicated_from == agency


def test_agencies_are_told_apart() -> None:
    names = [name for agency in agencies() for name in agency.names]
    assert len(names) == len(set(names))
    assert all(agency.why and agency.names for agency in agencies())


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"

    def fail(index: NearDuplicates) -> None:
        with index.transaction():
            index.check_and_add(key(1), article(1), site="one")
            raise RuntimeError("the crash")

    with NearDuplicates(path) as index:
        with pytest.raises(RuntimeError, match="the crash"):
            fail(index)
        with index.transaction():
            assert index.check_and_add(key(2), article(1), site="one") is None
    with NearDuplicates(path) as index:
        assert index.cluster(key(1)) == []
        found = index.check_and_add(key(3), article(1), site="one")
        assert found is not None
        assert found.kind == "update"


def test_the_index_is_bounded_and_clusters_outlive_their_first() -> None:
    with NearDuplicates(":memory:", keep=5) as small:
        for name in "abc":
            small.check_and_add(key(name), article("story"), site=name)
        for number in range(3):
            small.check_and_add(key(number), article(number), site="x")
        assert len(small) == 5
        assert small.cluster(key("a")) == []
        assert small.cluster(key("c")) == [key("b"), key("c")]
        found = small.check_and_add(key("d"), article("story"), site="d")
        assert found is not None
        assert found.record_id == key("c"), "b left when d came"


def test_a_file_of_another_scheme_or_threshold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    NearDuplicates(path).close()
    with pytest.raises(IndexMismatchError, match="threshold"):
        NearDuplicates(path, threshold=0.8)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE about SET value = 'other' WHERE name = 'scheme'")
    db.close()
    with pytest.raises(IndexMismatchError, match="other"):
        NearDuplicates(path)
    with pytest.raises(ValueError, match="threshold"):
        NearDuplicates(":memory:", threshold=0)
    with pytest.raises(ValueError, match="keep"):
        NearDuplicates(":memory:", keep=0)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_like_itself(text: str) -> None:
    one, other = sign(text), sign(text)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert similarity(one.low, other.low) == 1.0
        assert one.band_keys == other.band_keys


def test_signatures_are_the_same_on_every_machine() -> None:
    signed = sign(article("fixed"))
    assert signed is not None
    assert hashlib.sha256(signed.packed()).hexdigest()[:16] == "86dec7712d6d77b6"


def test_matches_are_plain_values() -> None:
    match = Match(record_id=key(1), similarity=1.0, nearest=key(1), kind="update")
    assert (match.syndicated_from, match.basis) == (None, None)
