"""``scrapy site``: makes a site file from a URL, checks them, shows a site's memory."""

from __future__ import annotations

import argparse
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from crawler.exits import CleanwireError

_EXAMPLES = (
    "Examples: scrapy site add https://news.example; "
    "scrapy site add https://news.example --name example --dry-run; scrapy site check; "
    "scrapy site check bbc-news tagesschau"
)


class Command(ScrapyCommand):
    """Add, check, memory."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return "add URL | check [NAME...] | memory [NAME] [--reset] [--json]"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Make a site file from a URL, check site files, show a site's memory"

    def long_desc(self) -> str:
        """Describe the command, with examples."""
        return (
            "add: read robots.txt, the home page, its feeds and sitemaps and the well-known paths, "
            "learn which URLs are articles, and write SITES_DIR/NAME.toml with a comment on each "
            "finding. check: ask each source of the sites once and tell which are unreachable, "
            "empty, stale or changed. memory: show which lines recur on a site's pages and are "
            f"taken out, or forget them (--reset). {_EXAMPLES}"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)
        parser.add_argument("--name", help="the site's name (made of its domain by default)")
        parser.add_argument("--force", action="store_true", help="overwrite the site file")
        parser.add_argument(
            "--reset", action="store_true", help="for memory, forget the site's lines"
        )
        parser.add_argument("--json", action="store_true", help="for memory, print one JSON object")
        parser.add_argument(
            "--dry-run", action="store_true", help="print the file, do not write it"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action and set the exit code."""
        # The surveying is loaded only when it is asked for: Scrapy imports every command.
        from crawler.discovery.session import act, say  # noqa: PLC0415
        from crawler.run.numbers import check_numbers  # noqa: PLC0415

        assert self.settings is not None
        try:
            check_numbers(self.settings)
            self.exitcode = act(args, opts, self.settings)
        except CleanwireError as error:
            say(str(error))
            self.exitcode = error.exit_code
