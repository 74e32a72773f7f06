"""Web archives (WARC, ISO 28500): pages read from them, and a crawl's responses kept in them."""

from crawler.archive.read import Archived, Marker, Unusable, read_warc
from crawler.archive.write import WarcArchive, recover

__all__ = ["Archived", "Marker", "Unusable", "WarcArchive", "read_warc", "recover"]
