"""Near-duplicates of a crawl: marked by default, dropped when told so."""

import pytest

from crawler.demo.answers import html

ORIGINAL, COPY = "harbour.test", "echo.test"


def put_up(web, make_article, make_feed):
    body = make_article("The bridge stays open", "So the council decided after long hours.")
    story = body.body.decode()
    own = story.replace("<h1>The bridge stays open</h1>", "<h1>Old crossing is saved</h1>")
    for host, page in ((ORIGINAL, story), (COPY, own)):
        url = f"http://{host}/news/2026/about-the-old-bridge"
        web.answers[url] = html(page)
        web.answers[f"http://{host}/feed.xml"] = make_feed(url)


@pytest.mark.parametrize("policy", ["mark", "drop", "off"])
def test_a_copy_on_another_site(scrapy, web, make_article, make_feed, policy):
    put_up(web, make_article, make_feed)
    scrapy.site_file("harbour", ORIGINAL)
    assert scrapy("crawl", "news").returncode == 0
    (first,) = scrapy.records()
    assert first["duplicate_of"] is None
    scrapy.site_file("echo", COPY)
    done = scrapy("crawl", "news", settings={"NEAR_DUPLICATES": policy})
    assert done.returncode == 0, done.stderr
    copies = [record for record in scrapy.records() if record["site"] == "echo"]
    if policy == "mark":
        (copy,) = copies
        assert copy["duplicate_of"] == first["id"]
        assert copy["duplicate_kind"] == "mirror"
        assert copy["duplicate_similarity"] > 0.9
    elif policy == "drop":
        assert copies == []
    else:
        assert [copy["duplicate_of"] for copy in copies] == [None]
