"""What the page says of its article: title, authors, dates, and the rest."""

from cleaners.metadata.read import read
from cleaners.metadata.types import Dated, Metadata, Moment

__all__ = ["Dated", "Metadata", "Moment", "read"]
