"""A crawl's responses kept as WARC; ``cleaners.warc`` reads them back."""

from crawler.archive.write import WarcArchive, recover

__all__ = ["WarcArchive", "recover"]
