"""What ``scrapy clean`` does: documents through the worker pool into lines of JSON."""
