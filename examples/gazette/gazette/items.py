import scrapy


class Story(scrapy.Item):
    url = scrapy.Field()
    response = scrapy.Field()  # the page; taken out once it is cleaned
    section = scrapy.Field()  # set by the spider, so it stays as it is

    # Filled by Cleanwire; a field that is not declared here is left out.
    title = scrapy.Field()
    authors = scrapy.Field()
    published = scrapy.Field()
    language = scrapy.Field()
    text = scrapy.Field()
    removed = scrapy.Field()
    clean_error = scrapy.Field()

    words = scrapy.Field()  # filled by this project's own pipeline, from the clean text
