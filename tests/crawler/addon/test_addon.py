"""The add-on for other projects: settings, items of every kind, and that no item is lost."""

import asyncio
import logging
from dataclasses import dataclass, field

import pytest
import scrapy
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, TextResponse
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from cleaners import CleaningError, clean_html
from crawler.addon import Choices, CleaningPipeline, CleanwireAddon
from crawler.addon.fields import document_of, fill
from crawler.workers import PoolBrokenError

URL = "https://isle.example/news/ferry"
SENTENCE = "The ferry to the outer islands runs again after eleven days of repairs in the dock"
PAGE = (
    "<html lang='en'><head><title>The ferry runs</title>"
    "<meta property='article:published_time' content='2031-05-04T10:00:00+02:00'></head>"
    f"<body><article><h1>The ferry runs</h1><p>{SENTENCE}, said its captain.</p><h2>In the dock"
    f"</h2><p>{SENTENCE}, said <a href='/mate'>the mate</a>.</p><p>{SENTENCE}, so the cook.</p>"
    "</article><footer><p>Follow us on Facebook</p></footer></body></html>"
)


def choices(**settings):
    return Choices.of(
        Settings({f"CLEANWIRE_{name.upper()}": value for name, value in settings.items()})
    )


def response(body=PAGE, **fields):
    return HtmlResponse(URL, body=body.encode(), headers={"Content-Type": "text/html"}, **fields)


def cleaned(item, chosen):
    document = document_of(item, chosen)
    return fill(item, document, clean_html(document.body, url=document.url), chosen)


class Story(scrapy.Item):
    html = scrapy.Field()
    title = scrapy.Field()
    text = scrapy.Field()


@dataclass
class Plain:
    html: object = None
    text: str | None = None
    authors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Frozen:
    html: object = None
    text: str | None = None


def test_a_dictionary_gets_all_clean_fields():
    item = {"html": PAGE, "url": URL}
    assert cleaned(item, choices()) == []
    assert item["title"] == "The ferry runs"
    assert item["published"] == "2031-05-04T10:00:00+02:00"
    assert item["text"].count("\n\n") == 3
    assert item["clean_error"] is None
    assert {one["category"] for one in item["removed"]} >= {"title"}
    assert item["html"] == PAGE


@pytest.mark.parametrize("make", [Story, Plain, dict])
def test_every_kind_of_item_takes_what_it_has_a_place_for(make):
    item = make(html=response())
    refused = cleaned(item, choices())
    text = item.text if make is Plain else item["text"]
    assert text.startswith(SENTENCE)
    assert "text" not in refused
    assert ("description" in refused) == (make is not dict)


def test_a_response_never_stays_in_the_item():
    for make in (Story, dict):
        item = make(html=response())
        cleaned(item, choices())
        assert "html" not in item
    plain = Plain(html=response())
    cleaned(plain, choices())
    assert "html=None" in repr(plain)


def test_html_stays_unless_it_is_not_wanted():
    item = {"html": PAGE}
    cleaned(item, choices(keep_source=False))
    assert "html" not in item


def test_the_source_can_be_another_field_or_give_way_to_the_text():
    item = {"page": PAGE.encode(), "link": URL}
    chosen = choices(source="page", url="link", fields={"text": "page", "markdown": "md"})
    cleaned(item, chosen)
    assert item["page"].startswith(SENTENCE)
    assert "## In the dock\n\n" in item["md"]
    assert "[the mate](https://isle.example/mate)" in item["md"]
    assert set(item) == {"page", "link", "md"}


def test_what_the_spider_set_stays():
    item = {"html": PAGE, "title": "Mine", "text": ""}
    cleaned(item, choices())
    assert item["title"] == "Mine"
    assert item["text"].startswith(SENTENCE)
    item = {"html": PAGE, "title": "Mine"}
    cleaned(item, choices(overwrite=True))
    assert item["title"] == "The ferry runs"


def test_a_failure_tells_its_cause_and_touches_nothing_else():
    item = {"html": PAGE, "title": "Mine"}
    chosen = choices(fields={"text": "text", "error": "error", "error_detail": "why"})
    fill(item, document_of(item, chosen), CleaningError("too-short", "3 words"), chosen)
    assert item == {"html": PAGE, "title": "Mine", "error": "too-short", "why": "3 words"}


@pytest.mark.parametrize("item", [{}, {"html": None}, {"html": ""}, {"html": 7}, "text", None])
def test_what_holds_no_page_is_no_document(item):
    assert document_of(item, choices()) is None


def test_the_responses_own_address_and_type_count():
    document = document_of({"html": response(), "url": "https://other.example/"}, choices())
    assert (document.url, document.content_type) == (URL, "text/html")
    bare = document_of({"html": TextResponse(URL, body=b"x")}, choices())
    assert bare.content_type is None


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("fields", {"body": "x"}, "no clean field body"),
        ("extractor", "magic", "unknown extractor"),
        ("workers", 0, "CLEANWIRE_WORKERS"),
        ("timeout_s", 0, "wall_s"),
        ("memory_mb", 1, "32 MiB"),
        ("sauce", "html", "CLEANWIRE_SAUCE: no such setting"),
    ],
)
def test_a_wrong_setting_is_named_at_the_start(setting, value, told):
    settings = Settings({f"CLEANWIRE_{setting.upper()}": value})
    with pytest.raises(ValueError, match=told):
        CleanwireAddon().update_settings(settings)


def test_the_pipeline_stands_before_the_projects_own_unless_it_is_listed():
    settings = Settings({"ITEM_PIPELINES": {"scrapy.pipelines.files.FilesPipeline": 300}})
    CleanwireAddon().update_settings(settings)
    assert settings.getdict("ITEM_PIPELINES") == {
        "scrapy.pipelines.files.FilesPipeline": 300,
        CleaningPipeline: 100,
    }
    settings = Settings({"ITEM_PIPELINES": {"crawler.addon.CleaningPipeline": 700}})
    CleanwireAddon().update_settings(settings)
    assert settings.getdict("ITEM_PIPELINES") == {"crawler.addon.CleaningPipeline": 700}


def test_without_fork_the_add_on_says_why_it_is_off(monkeypatch):
    monkeypatch.delattr("os.fork")
    with pytest.raises(NotConfigured, match="POSIX"):
        CleanwireAddon().update_settings(Settings())


def run(items, **settings):
    """Send items through the pipeline with real workers; returns (items, stats)."""
    names = {f"CLEANWIRE_{name.upper()}": value for name, value in settings.items()}
    crawler = get_crawler(settings_dict=names)
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = CleaningPipeline.from_crawler(crawler)

    async def process():
        pipeline.open_spider()
        try:
            return await asyncio.gather(*map(pipeline.process_item, items))
        finally:
            pipeline.close_spider()

    return asyncio.run(process()), crawler.stats.get_stats()


def test_pages_are_cleaned_by_workers_and_no_item_is_lost(caplog):
    items = [{"html": PAGE}, {"html": "<p>short"}, {"n": 3}, Frozen(html=PAGE), Frozen(html=PAGE)]
    with caplog.at_level(logging.WARNING):
        found, stats = run(items)
    assert len(found) == 5
    assert all(one is two for one, two in zip(found, items, strict=True))
    assert found[0]["text"].startswith(SENTENCE)
    assert found[1]["clean_error"] == "too-short"
    assert (stats["cleanwire/cleaned"], stats["cleanwire/failed/too-short"]) == (3, 1)
    assert stats["cleanwire/no_source"] == 1
    told = [record.getMessage() for record in caplog.records]
    assert (
        told.count("Frozen takes no field text: add it, or name another in CLEANWIRE_FIELDS") == 1
    )


def test_a_page_that_takes_too_long_costs_its_cleaning_only():
    slow = "<div>" * 300_000 + PAGE
    found, stats = run([{"html": slow}, {"html": PAGE}], timeout_s=0.001)
    assert [one["html"] for one in found] == [slow, PAGE]
    assert all(one["clean_error"] for one in found)
    assert "cleanwire/cleaned" not in stats


def test_a_pool_that_is_broken_costs_no_item(monkeypatch):
    def broken(*_args):
        raise PoolBrokenError("no worker lives")

    monkeypatch.setattr("crawler.workers.WorkerPool.submit", broken)
    (item,), stats = run([{"html": PAGE}])
    assert item == {"html": PAGE, "clean_error": "crash"}
    assert stats == {"cleanwire/failed/crash": 1}
