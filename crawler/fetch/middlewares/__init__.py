"""Downloader middlewares: thin adapters between Scrapy and the pure parts of fetching."""
