"""Plain Scrapy for comparison: ``python -m benchmarks.plain_spider URLS OUT.jsonl``.

Fetches every URL of a file at once and writes one line an article. With ``--trafilatura``
a pipeline extracts the article, on the reactor's thread, as most Scrapy projects do.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import trafilatura
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import DropItem
from scrapy.http import Response

SETTINGS = {
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "ROBOTSTXT_OBEY": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "EXTENSIONS": {"benchmarks.stall.StallMeter": 1},
}


class PlainSpider(Spider):
    name = "plain"
    urls: str

    async def start(self) -> AsyncIterator[Request]:
        for url in Path(self.urls).read_text(encoding="utf-8").split():
            yield Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        yield {"url": response.url, "html": response.text}


class TrafilaturaPipeline:
    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        found = trafilatura.bare_extraction(item["html"], url=item["url"], with_metadata=True)
        if found is None or not found.text:
            raise DropItem("no article")
        return {"url": item["url"], "title": found.title, "text": found.text}


class WritePipeline:
    def open_spider(self) -> None:
        self.file = Path(OUT["path"]).open("w", encoding="utf-8")  # noqa: SIM115 - see close

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in item.items() if key != "html"}
        self.file.write(json.dumps(kept) + "\n")
        return item

    def close_spider(self) -> None:
        self.file.close()


OUT: dict[str, str] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls")
    parser.add_argument("out")
    parser.add_argument("--trafilatura", action="store_true")
    args = parser.parse_args()
    OUT["path"] = args.out
    pipelines: dict[type, int] = {WritePipeline: 900}
    if args.trafilatura:
        pipelines[TrafilaturaPipeline] = 300
    settings = {**SETTINGS, "ITEM_PIPELINES": pipelines, "STALL_FILE": args.out + ".stall"}
    process = AsyncCrawlerProcess(settings)
    process.crawl(PlainSpider, urls=args.urls)
    process.start()


if __name__ == "__main__":
    main()
