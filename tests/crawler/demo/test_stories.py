import pytest

from crawler.demo.outlets import read_outlets
from crawler.demo.stories import Part, read_body, read_stories

STORIES = [(outlet, story) for outlet in read_outlets() for story in outlet.stories]
IDS = [f"{outlet.name}/{story.slug}" for outlet, story in STORIES]


def test_a_body_is_parted_by_its_marks() -> None:
    body = "One *stressed* word\n\n## Heading\n\n> said\n\n- a\n- b\n\n| x | y |\n| 1 | 2 |\n\nEnd."
    assert [(part.kind, part.text) for part in read_body(body)] == [
        ("paragraph", "One stressed word"),
        ("heading", "Heading"),
        ("quote", "said"),
        ("item", "a"),
        ("item", "b"),
        ("row", "x | y"),
        ("row", "1 | 2"),
        ("paragraph", "End."),
    ]


def test_a_link_is_read_as_its_words() -> None:
    assert Part(kind="paragraph", source="See [the report](/r/1).").text == "See the report."


def test_a_date_without_a_zone_is_refused(tmp_path) -> None:
    (tmp_path / "one.toml").write_text(
        'title = "T"\nauthors = []\npublished = 2026-01-02T03:04:05\nsection = "S"\n'
        'description = "D"\nbody = "B"\n'
    )
    with pytest.raises(ValueError, match="one: 'published' has no zone"):
        read_stories(tmp_path, "en")


def test_stories_are_numbered_by_their_dates() -> None:
    for outlet in read_outlets():
        dates = [story.published for story in outlet.stories]
        assert dates == sorted(dates)
        assert [story.number for story in outlet.stories] == list(range(1001, 1001 + len(dates)))


def test_the_newsroom_is_as_large_as_it_is_said_to_be() -> None:
    assert len(STORIES) >= 24
    assert len({story.language for _, story in STORIES}) >= 6
    assert len({outlet.file.make for outlet in read_outlets()}) >= 4


@pytest.mark.parametrize(("outlet", "story"), STORIES, ids=IDS)
def test_a_story_is_a_real_article(outlet, story) -> None:
    kinds = [part.kind for part in story.parts]
    assert kinds.count("paragraph") >= 5
    assert "heading" in kinds
    assert story.published.tzinfo is not None
    assert story.authors


@pytest.mark.parametrize("kind", ["quote", "item", "row"])
def test_each_kind_of_block_is_in_the_newsroom(kind) -> None:
    assert any(part.kind == kind for _, story in STORIES for part in story.parts)
