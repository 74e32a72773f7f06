"""Articles on several pages: fetched politely, joined once."""

from crawler.demo.answers import html

HOST = "harbour.test"
URL = f"http://{HOST}/news/2026/the-long-story"
SENTENCES = (
    "The ferry company told the council that its oldest ship would leave the route in spring.",
    "Dockers who have worked the quay for thirty years said they had heard it from the radio.",
    "A study by the port authority puts the cost of a new pier at eleven million over ten years.",
)


def part(number, last):
    own = "".join(f"<p>{text} That stands on page {number}.</p>" for text in SENTENCES)
    following = (
        f'<a rel="next" href="{URL}?page={number + 1}">Next page</a>' if number < last else ""
    )
    return html(
        f'<html lang="en"><head><title>The long story</title></head><body><article>'
        f"<h1>The long story</h1><p>The same summary stands on top of every page of this story, "
        f"as readers of the paper know it.</p>{own}</article>{following}</body></html>"
    )


def put_up(web, make_feed, parts):
    for number in range(1, parts + 1):
        address = URL if number == 1 else f"{URL}?page={number}"
        web.answers[address] = part(number, parts)
    web.answers[f"http://{HOST}/feed.xml"] = make_feed(URL)


def test_the_parts_of_an_article_are_one_record(scrapy, web, make_feed):
    put_up(web, make_feed, 3)
    scrapy.site_file("harbour", HOST)
    assert scrapy("crawl", "news").returncode == 0
    (record,) = scrapy.records()
    text = record["text"]
    assert [text.count(f"stands on page {number}.") for number in (1, 2, 3)] == [3, 3, 3]
    assert text.count("The same summary") == 1
    assert record["url"] == URL
    repeated = [one for one in record["removed"] if one["rule"] == "repeated-part"]
    assert len(repeated) == 2
    assert [web.asked.count(f"{URL}?page={number}") for number in (2, 3)] == [1, 1]


def test_an_article_whose_second_part_is_gone_says_that_it_is_truncated(scrapy, web, make_feed):
    put_up(web, make_feed, 2)
    del web.answers[f"{URL}?page=2"]
    scrapy.site_file("harbour", HOST)
    assert scrapy("crawl", "news").returncode == 0
    (record,) = scrapy.records()
    assert record["access"] == "truncated"
    assert "stands on page 1." in record["text"]
