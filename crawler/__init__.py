"""The crawler: discovery, fetching, the durable frontier; all Scrapy glue lives here."""
