"""The corpus on disk: record, segments, manifest, verification, near-duplicates; never data."""

from output.errors import CorpusDamage, DiskFailure, OutputError
from output.reader import read_corpus
from output.record import Article

__all__ = ["Article", "CorpusDamage", "DiskFailure", "OutputError", "read_corpus"]
