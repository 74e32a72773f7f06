"""The durable frontier: every URL in exactly one state, in SQLite."""

from crawler.frontier.frontier import Frontier

__all__ = ["Frontier"]
