import pytest

from crawler.demo.newsroom import Newsroom
from crawler.demo.outlets import read_outlets
from crawler.operate.inspection import inspect_html, inspect_record, inspect_text
from crawler.operate.inspection_text import inspection_text
from crawler.operate.inspector import inspection_page
from crawler.operate.paint import Paint
from output.record import Article, RemovedText, text_hash

OUTLET = next(outlet for outlet in read_outlets() if outlet.name == "harbour-post")
STORY = OUTLET.story("town-hall-newsletter")
FOLLOW = "(Follow us on Twitter; @harbourpostdemo)"
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202eevil"


@pytest.fixture(scope="module")
def seen():
    body = Newsroom().answer(OUTLET.file.host, OUTLET.path(STORY)).body
    return inspect_html(body, name=OUTLET.url(STORY), url=OUTLET.url(STORY))


def test_blocks_stand_in_reading_order(seen) -> None:
    numbers = [row.number for row in seen.rows]
    assert numbers == sorted(numbers)


def test_the_article_is_kept_and_what_stands_around_it_went(seen) -> None:
    kept = "\n\n".join(row.kept for row in seen.rows if row.kept is not None)
    assert STORY.text in kept
    gone = {one.text: one for row in seen.rows for one in row.taken}
    assert gone[FOLLOW].category == "social"
    assert gone[FOLLOW].judge == "rules"
    assert "follow us on twitter" in gone[FOLLOW].evidence


def test_each_block_says_where_it_stood_and_what_the_model_said(seen) -> None:
    paragraph = next(row for row in seen.rows if row.kept and row.kind == "paragraph")
    assert paragraph.source.startswith("/html/body/")
    assert paragraph.chance is not None
    assert paragraph.chance > 0.5


def test_metadata_say_where_they_were_read(seen) -> None:
    facts = {fact.name: fact for fact in seen.facts}
    assert facts["authors"].value == "Idris Vale, Moira Tennant"
    assert facts["authors"].source
    assert facts["tags"].name == "tags"


def test_a_page_without_an_article_is_shown_with_its_cause() -> None:
    seen = inspect_html("<html><body><nav><a href='/'>Home</a></nav></body></html>", name="x")
    assert seen.cause is not None
    assert seen.cause in seen.verdict
    assert [one.text for row in seen.rows for one in row.taken] == ["Home"]


def test_an_empty_page_has_no_blocks() -> None:
    seen = inspect_html(b"", name="x")
    assert (seen.cause, seen.rows) == ("empty", ())


def test_text_is_inspected_line_by_line() -> None:
    lines = "\n".join([*(part.text for part in STORY.parts), "Leave a Reply"])
    seen = inspect_text(lines, name="x.txt")
    assert "Leave a Reply" in [one.text for row in seen.rows for one in row.taken]


def test_a_record_is_shown_as_it_was_stored() -> None:
    removed = [RemovedText(category="social", judge="rules", rule="social.share", text="Share")]
    record = Article(
        id="0" * 32, url="https://a.example/", site="a", text="One.\n\nTwo.", removed=removed,
        content_hash=text_hash("One.\n\nTwo."), run="r", cleaner="0",
        fetched_at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip
    seen = inspect_record(record, name="0" * 32)
    assert [row.kept for row in seen.rows] == ["One.", "Two.", None]
    assert seen.rows[2].taken[0].rule == "social.share"


def test_the_page_is_self_contained_and_harmless() -> None:
    seen = inspect_html(
        f"<html><head><title>{HOSTILE}</title></head><body><article><h1>T</h1>"
        f"<p>{HOSTILE} {'word ' * 80}</p></article></body></html>".replace(
            "<script>", "&lt;script&gt;"
        ),
        name=HOSTILE,
    )
    page = inspection_page(seen)
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_terminal_gets_no_control_characters(seen) -> None:
    hostile = inspect_text(f"{HOSTILE} {'word ' * 50}", name=HOSTILE)
    assert "\x1b" not in inspection_text(hostile, Paint(enabled=False))
    told = inspection_text(seen, Paint(enabled=False))
    assert "keep  For eleven years every sign" in told
    assert f"went  {FOLLOW}  [social, rules: social." in told
