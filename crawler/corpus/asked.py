"""What the command line asked of a corpus, and how it is answered."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from crawler.exits import ConfigError
from crawler.operate.terminal import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The corpus, its state, and the options."""

    corpus: Path
    database: Path  # the frontier; need not be there
    opts: argparse.Namespace
    out: Path | None = None  # of an export

    def require(self) -> None:
        """Raise ``ConfigError`` where there is no such folder."""
        if not self.corpus.is_dir():
            raise ConfigError(
                f"{self.corpus}: no corpus there: name its folder, or make one with "
                "scrapy crawl news"
            )


def say(sentence: str) -> None:
    """Write one line for a person to standard error."""
    sys.stderr.write(printable(sentence) + "\n")
