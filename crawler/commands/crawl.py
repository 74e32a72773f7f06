"""``scrapy crawl news``: the cron job.

The command owns what Scrapy leaves open: settings and sites are checked and the lock is taken
before anything is fetched, signals end the run within bounds, and the exit code is the
verdict's. Other spiders of the project run as Scrapy's own command runs them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.exits import CleanwireError, ConfigError, DiskError, Exit, LockError
from crawler.operate.terminal import printable
from crawler.run.lock import lock_of
from crawler.run.logs import default_log_file, install_handlers
from crawler.run.overlap import SPIDERS
from crawler.run.preflight import check_folders, check_settings

if TYPE_CHECKING:
    from crawler.run.verdict import Verdict

# The rest of the crawler is imported when the lock is held: an overlapping start of cron shall
# cost the machine, and the run that works, as little as can be.

ARCHIVE_SPIDER = "archive"


class Command(ScrapyCrawl):
    """Crawls the sites' news into the corpus."""

    def short_desc(self) -> str:
        """Return the one line of ``scrapy``'s list of commands."""
        return "Crawl the news of sites/ (or of seeds, or exact URLs) into the corpus"

    def long_desc(self) -> str:
        """Return the text of ``scrapy crawl -h``."""
        return (
            "Crawl news into the corpus. Example: scrapy crawl news -a sites=a,b. "
            "Arguments of the news spider: -a sites=NAME[,NAME], -a seeds=URL[,URL]|FILE, "
            "-a urls=FILE, -a refetch_days=N. The archive spider reads WARC files instead: "
            "scrapy crawl archive -a files=FILE|FOLDER[,...]."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--quiet", action="store_true", help="say nothing at all when the run went fine"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="ask feeds, sitemaps and listings, print what would be fetched, keep nothing",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the options, and send the log to a file below STATE_DIR unless told otherwise."""
        super().process_options(args, opts)
        assert self.settings is not None
        if not args or args[0] not in SPIDERS:
            return
        if opts.output or opts.overwrite_output:
            raise UsageError(
                "the corpus is written to CORPUS_DIR, never by -o or -O: see 'scrapy corpus'",
                print_help=False,
            )
        if opts.dry_run and args[0] == ARCHIVE_SPIDER:
            raise UsageError("--dry-run is for scrapy crawl news", print_help=False)
        try:
            check_folders(self.settings)
            self._lock = lock_of(Path(self.settings["STATE_DIR"]))
            if not (opts.dry_run or self._lock.held):  # a dry run looks at a copy of the state
                self._lock.acquire()
            check_settings(self.settings)
            self._begin_log(self.settings)
        except CleanwireError as error:  # before Scrapy makes its process: it would not be caught
            self._refuse(error, opts)
            sys.exit(self.exitcode)

    def _begin_log(self, settings: BaseSettings) -> None:
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
        try:
            given = settings.get("LOG_FILE")
            log_file = Path(given) if given else default_log_file(Path(settings["STATE_DIR"]))
            install_handlers(log_file, settings)
        except OSError as error:
            raise DiskError(_cannot_log(error)) from error
        self._log_file = log_file

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider; the exit code is the verdict's."""
        if not args or args[0] not in SPIDERS:
            super().run(args, opts)
            return
        try:
            verdict = self._crawl(args[0], opts)
        except CleanwireError as error:
            self._refuse(error, opts)
        else:
            self._end(verdict.exit_code, verdict.sentence, quiet=opts.quiet)
        finally:
            self._lock.release()

    def _crawl(self, spider: str, opts: argparse.Namespace) -> Verdict:
        from crawler.run.process import crawl  # noqa: PLC0415 - see above

        assert self.settings is not None
        if not isinstance(self.crawler_process, AsyncCrawlerProcess):
            raise ConfigError("FORCE_CRAWLER_PROCESS must be 0 (its default)")
        return crawl(
            self.crawler_process,
            lambda: self._create_crawler(spider),
            self.settings,
            opts.spargs,
            lock=None if opts.dry_run else self._lock,
            log_file=self._log_file,
            archives=spider == ARCHIVE_SPIDER,
        )

    def _refuse(self, error: CleanwireError, opts: argparse.Namespace) -> None:
        """End a run that could not begin: whoever watches the runs learns of it, too.

        Not of a lock that is held: the run that holds it tells of itself.
        """
        assert self.settings is not None
        if not (opts.dry_run or isinstance(error, LockError)):
            from crawler.operate.hooks import tell_refusal  # noqa: PLC0415 - see above

            tell_refusal(error, self.settings)
        self._end(error.exit_code, str(error), quiet=False)

    def _end(self, exit_code: int, sentence: str, *, quiet: bool) -> None:
        self.exitcode = int(exit_code)
        if not (quiet and exit_code == Exit.FINE):
            print(printable(sentence), file=sys.stderr)  # noqa: T201 - the command's answer


def _cannot_log(error: OSError) -> str:
    return (
        f"{error.filename}: cannot be written ({error.strerror}): mend its permissions, or name "
        "another place with -s STATE_DIR=... (or -s LOG_FILE=... for the log alone)"
    )
