"""Quality filters that a crawl was asked for: what they drop is counted with its reason."""

import json

HOST = "quay.test"


def test_a_filter_drops_with_its_reason_and_everything_counts_it(scrapy, web, make_article):
    urls = web.site(HOST)
    brief = make_article("A brief", "")
    cut = brief.body.index(b"<p>Residents")
    web.answers[urls[0]] = type(brief)(
        body=brief.body[:cut] + b"</article></body></html>", content_type=brief.content_type
    )
    scrapy.site_file("quay", HOST, language='"de"')
    done = scrapy("crawl", "news", settings={"FILTERS": "gopher,short"})
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == (
        "2 articles stored from 1 site; 1 article dropped by FILTERS (filter-gopher-words-few: 1)."
    )
    (summary,) = (json.loads(p.read_text()) for p in (scrapy.state / "runs").glob("*.json"))
    assert summary["filtered"] == {"filter-gopher-words-few": 1}
    assert summary["sites"]["quay"]["filtered"] == {"filter-gopher-words-few": 1}
    assert summary["states"]["filtered"] == 1
    for record in scrapy.records():
        assert record["quality"]["words"] > 90
        assert record["quality"]["page_language_agrees"] is True
        assert record["quality"]["site_language_agrees"] is False


def test_an_unknown_filter_ends_the_run_before_it_starts(scrapy, web):
    scrapy.site_file("quay", HOST)
    done = scrapy("crawl", "news", settings={"FILTERS": "gofer"})
    assert done.returncode == 2
    assert "FILTERS=gofer: no filter 'gofer': choose of gopher," in done.stderr.splitlines()[-1]
    assert web.asked == []
