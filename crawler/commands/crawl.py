"""``scrapy crawl news``: the cron job.

The command owns what Scrapy leaves open: settings and sites are checked and the lock is taken
before anything is fetched, signals end the run within bounds, and the exit code is the
verdict's. Other spiders of the project run as Scrapy's own command runs them.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.exits import CleanwireError, ConfigError, DiskError, Exit
from crawler.fetch.agent import user_agent
from crawler.operate.progress import Progress, standing_of
from crawler.run.context import Run
from crawler.run.judge import ending_of, judge, limits_of
from crawler.run.logs import default_log_file, install_handlers, printable
from crawler.run.opening import open_run
from crawler.run.preflight import check_settings
from crawler.run.stop import Stopper, block_signals_during_close
from crawler.run.verdict import Ending, Limits, Verdict, decide
from crawler.run.watchdog import Watchdog
from crawler.spiders.news import NewsSpider

logger = logging.getLogger(__name__)

RUN_SPIDER = "news"


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
            "-a urls=FILE, -a refetch_days=N."
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
        if not args or args[0] != RUN_SPIDER:
            return
        if opts.output or opts.overwrite_output:
            raise UsageError(
                "the corpus is written to CORPUS_DIR, never by -o or -O: see 'scrapy corpus'",
                print_help=False,
            )
        try:
            check_settings(self.settings)
            self._begin_log(self.settings)
        except CleanwireError as error:  # before Scrapy makes its process: it would not be caught
            self._end(_verdict_of(error), quiet=False)
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
        if not args or args[0] != RUN_SPIDER:
            super().run(args, opts)
            return
        try:
            verdict = self._crawl(args[0], opts)
        except CleanwireError as error:
            verdict = _verdict_of(error)
        self._end(verdict, quiet=opts.quiet)

    def _crawl(self, spider: str, opts: argparse.Namespace) -> Verdict:
        assert self.settings is not None
        process = self.crawler_process
        if not isinstance(process, AsyncCrawlerProcess):
            raise ConfigError("FORCE_CRAWLER_PROCESS must be 0 (its default)")
        self.settings.set("USER_AGENT", user_agent(self.settings), priority="project")
        run = open_run(self.settings, opts.spargs, dry_run=opts.dry_run)
        try:
            stopper = Stopper(process, self.settings.getfloat("STOP_GRACE_S"))
            watchdog = Watchdog(run, self.settings.getfloat("WATCHDOG_S"), stopper.end)
            progress = Progress(lambda: standing_of(run.tally), sys.stderr)
            run.on_fatal = lambda _error: stopper.end()
            stopper.install()
            crawler = self._create_crawler(spider)
            task = process.crawl(crawler, run=run)
            with watchdog, progress:
                _start(process)
            block_signals_during_close()
            if not opts.dry_run:
                run.finish()
            _look_into(task, run)
            ending = ending_of(
                run,
                signal=stopper.signal,
                stalled_s=watchdog.stalled_s,
                log_file=str(self._log_file),
            )
            if opts.dry_run:
                return _foretell(crawler.spider, run, ending, limits_of(self.settings))
            return judge(run, ending, self.settings)
        finally:
            run.close()

    def _end(self, verdict: Verdict, *, quiet: bool) -> None:
        self.exitcode = int(verdict.exit_code)
        if not (quiet and verdict.exit_code is Exit.FINE):
            print(printable(verdict.sentence), file=sys.stderr)  # noqa: T201 - the command's answer


def _verdict_of(error: CleanwireError) -> Verdict:
    return Verdict(exit_code=Exit(error.exit_code), sentence=str(error))


def _start(process: AsyncCrawlerProcess) -> None:
    """Run the crawl until it ends; raises ConfigError where Scrapy cannot begin it."""
    try:
        process.start(install_signal_handlers=False)
    except Exception as error:  # of a class that a setting names: it may raise anything
        logger.info("Scrapy could not start", exc_info=error)
        loop = asyncio.get_event_loop()
        begun = asyncio.all_tasks(loop)
        for task in begun:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*begun, return_exceptions=True))
        raise ConfigError(
            f"Scrapy could not start the crawl ({type(error).__name__}: {error}): mend the "
            "setting that it is about"
        ) from error


def _look_into(task: asyncio.Task[None], run: Run) -> None:
    """Find out whether the crawl was made at all: a task keeps its error to itself.

    Raises the CleanwireError that it ended with; any other error is made the run's.
    """
    if not task.done() or task.cancelled():  # a signal or the watchdog did not wait for it
        return
    error = task.exception()
    if isinstance(error, CleanwireError):
        raise error
    if error is not None:
        logger.critical("the crawl broke off", exc_info=error)
        run.on_fatal = None  # there is nothing left to stop
        run.fail(CleanwireError(f"the crawl broke off with {type(error).__name__}: {error}"))


def _foretell(spider: Spider | None, run: Run, ending: Ending, limits: Limits) -> Verdict:
    """Print what a dry run would fetch, a line each: site, tab, URL."""
    number = 0
    if isinstance(spider, NewsSpider) and ending.complete:
        for lease in spider.pump.would_fetch():
            print(f"{lease.site}\t{printable(lease.url)}")  # noqa: T201 - the command's answer
            number += 1
    verdict = decide(run.tally, ending, limits)
    if verdict.exit_code is not Exit.FINE:
        return verdict
    return Verdict(
        exit_code=Exit.FINE,
        sentence=f"Dry run: {number} articles of {len(run.sites)} sites would be fetched; "
        "nothing was kept.",
    )


def _cannot_log(error: OSError) -> str:
    return (
        f"{error.filename}: cannot be written ({error.strerror}): mend its permissions, or name "
        "another place with -s STATE_DIR=... (or -s LOG_FILE=... for the log alone)"
    )
