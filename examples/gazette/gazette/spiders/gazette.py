import scrapy

from gazette.items import Story


class GazetteSpider(scrapy.Spider):
    """Follows every link of a front page: ``scrapy crawl gazette -a front=URL``."""

    name = "gazette"

    def __init__(self, front="http://127.0.0.1:8000/", **kwargs):
        super().__init__(**kwargs)
        self.start_urls = [front]

    def parse(self, response):
        yield from response.follow_all(css="main a", callback=self.parse_story)

    def parse_story(self, response):
        yield Story(url=response.url, response=response, section="Front page")
