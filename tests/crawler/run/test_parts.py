"""Parts of an article, joined: what they say of access."""

from cleaners import Evidence, clean_html
from crawler.run.parts import join_parts, truncated
from crawler.run.records import metadata_fields

FURTHER = "<p>Number {} of many crossed it on foot, looked down at the slow brown water.</p>"
HALVES = ["".join(FURTHER.format(n) for n in numbers) for numbers in (range(12), range(12, 30))]
PAGE = "<html><head><title>x</title></head><body><article><h1>The bridge</h1>{}</article></body>"
WHOLE = Evidence(source="feed", body_html="".join(HALVES))


def parts():
    return tuple(
        clean_html(PAGE.format(half), url="https://a.example/1", evidence=evidence)
        for half, evidence in zip(HALVES, (WHOLE, None), strict=True)
    )


def test_a_first_part_is_shorter_than_the_feed_says_and_the_whole_is_not():
    first, second = parts()
    assert (first.access, first.access_reasons) == ("truncated", ("text=40% of evidence:feed",))
    joined = join_parts((first, second))
    assert (joined.access, joined.access_reasons) == ("unknown", ())


def test_a_lost_part_keeps_the_verdict_and_its_reasons():
    first, second = parts()
    joined = join_parts(truncated((first, second), "http-error"))
    assert (joined.access, joined.access_reasons) == ("truncated", ("part-3-http-error",))


def test_a_record_has_the_verdict_and_its_reasons():
    fields = metadata_fields(parts()[0])
    assert (fields["access"], fields["access_reasons"]) == (
        "truncated",
        ["text=40% of evidence:feed"],
    )


def test_a_block_that_an_earlier_part_had_is_removed_and_named():
    first, second = parts()
    again = clean_html(PAGE.format(FURTHER.format(3) + HALVES[1]), url="https://a.example/1?page=2")
    joined = join_parts((first, again))
    assert joined.text.count("Number 3 of many") == 1
    (removed,) = (one for one in joined.removed if one.rule == "repeated-part")
    assert removed.text == first.blocks[3].text
    assert removed.index > first.blocks[-1].index
    assert joined.text == join_parts((first, second)).text
