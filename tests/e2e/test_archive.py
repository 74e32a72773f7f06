"""A crawl that keeps its responses: they are cleaned again without the network."""

import json

HOST = "harbour.test"


def test_an_archived_crawl_is_cleaned_again_to_the_same_texts(scrapy, web):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", settings={"ARCHIVE_WARC": "1"})
    assert done.returncode == 0, done.stderr
    (warc,) = (scrapy.corpus / "warc").iterdir()
    assert warc.name.endswith(".warc.gz")
    web.answers.clear()
    web.asked.clear()
    out = scrapy.folder / "again.jsonl"
    again = scrapy("clean", warc, "-o", out)
    assert again.returncode == 0, again.stderr
    assert web.asked == []
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert sorted(r["text"] for r in rows) == sorted(r["text"] for r in scrapy.records())
    verified = scrapy("corpus", "verify")
    assert verified.returncode == 0, verified.stderr
