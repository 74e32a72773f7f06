"""Simulated days: real ``scrapy crawl news`` processes, and outlets of which some fall ill."""
