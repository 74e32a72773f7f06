BOT_NAME = "gazette"
SPIDER_MODULES = ["gazette.spiders"]
ITEM_PIPELINES = {"gazette.pipelines.CountWords": 300}
DOWNLOAD_DELAY = 0

# Cleanwire: the clean fields of every item, and the item field that holds its page.
ADDONS = {"crawler.addon.CleanwireAddon": 500}
CLEANWIRE_SOURCE = "response"
