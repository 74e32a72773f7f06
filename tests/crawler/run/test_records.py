"""From a cleaned page to its record."""

from dataclasses import fields

from cleaners import clean_html
from cleaners.quality import types as quality
from cleaners.types import Block
from crawler.run.records import markup_of
from output import record
from output.record import Link, Markup

SENTENCE = "The ferry to the outer islands runs again after eleven days of repairs in the dock"
PAGE = f"""<html lang="en"><head><title>The ferry</title></head><body><article><h1>The ferry</h1>
<p>{SENTENCE}, said its captain on Monday.</p>
<p>{SENTENCE}, as <a href="/report">a report</a> and <a href="javascript:void(0)">others</a>
say.</p>
<h2>What was mended</h2>
<ul><li>{SENTENCE} with a new shaft.</li><li>{SENTENCE} with a new screw.</li></ul>
<blockquote><p>{SENTENCE}, and we are glad of it.</p></blockquote>
<p>{SENTENCE}, so the council.</p></article></body></html>"""


def test_what_is_more_than_a_plain_paragraph_is_noted_with_its_place():
    cleaned = clean_html(PAGE, url="https://isle.example/news/1")
    paragraphs = cleaned.text.split("\n\n")
    noted = markup_of(cleaned.blocks)
    assert [(one.kind, one.level, paragraphs[one.paragraph][-12:]) for one in noted] == [
        ("paragraph", 0, " others say."),
        ("heading", 2, "t was mended"),
        ("list-item", 1, "a new shaft."),
        ("list-item", 1, "a new screw."),
        ("quote", 0, " glad of it."),
    ]
    assert noted[0] == Markup(
        paragraph=1,
        kind="paragraph",
        links=[Link(text="a report", url="https://isle.example/report")],
    )


def test_the_blocks_are_the_paragraphs_of_the_text():
    cleaned = clean_html(PAGE)
    assert [block.text for block in cleaned.blocks] == cleaned.text.split("\n\n")


def test_a_record_has_a_place_for_every_signal_that_is_measured():
    measured = {one.name for one in fields(quality.Quality)}
    assert measured == set(record.Quality.__struct_fields__)


def test_links_are_looked_for_in_their_order():
    links = (("ferry", "https://isle.example/a"), ("gone", "https://isle.example/b"))
    links += (("ferry", "https://isle.example/c"),)
    block = Block(index=0, text="A ferry and a ferry.", kind="paragraph", source="p", links=links)
    assert [link.url[-1] for link in markup_of([block])[0].links] == ["a", "c"]


def test_thousands_of_links_do_not_stop_the_crawl():
    links = tuple((f"name {n}", "https://isle.example/") for n in range(20_000))
    text = " ".join(name for name, _ in links)
    block = Block(index=0, text=text, kind="paragraph", source="p", links=links)
    assert 0 < len(markup_of([block])[0].links) <= len(links)
