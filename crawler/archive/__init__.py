"""A crawl's responses kept as WARC; ``cleaners.warc`` reads them back."""

from crawler.archive.write import FOLDER, Kept, WarcArchive, recover

__all__ = ["FOLDER", "Kept", "WarcArchive", "recover"]
