"""The durable frontier: every URL in exactly one state, in SQLite."""

from crawler.frontier.database import FILE_NAME
from crawler.frontier.frontier import Frontier

__all__ = ["FILE_NAME", "Frontier"]
