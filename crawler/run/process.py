"""One run in Scrapy's process: from the opened state to the verdict."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings

from crawler.exits import CleanwireError, ConfigError, Exit
from crawler.fetch.agent import user_agent
from crawler.operate.progress import Progress, standing_of
from crawler.operate.terminal import printable
from crawler.run.context import Run
from crawler.run.judge import ending_of, judge, limits_of
from crawler.run.lock import RunLock
from crawler.run.opening import open_archives, open_run
from crawler.run.stop import Stopper, block_signals_during_close
from crawler.run.verdict import Ending, Limits, Verdict, decide
from crawler.run.watchdog import Watchdog
from crawler.spiders.news import NewsSpider

logger = logging.getLogger(__name__)


def crawl(
    process: AsyncCrawlerProcess,
    create_crawler: Callable[[], Crawler],
    settings: BaseSettings,
    arguments: Mapping[str, str],
    *,
    lock: RunLock | None,
    log_file: Path,
    archives: bool = False,
) -> Verdict:
    """Crawl until nothing is left, a signal comes or nothing moves, and judge the run.

    ``lock`` is the state folder's, held by the caller; without it the run is dry: it works on a
    copy of the state and keeps nothing. ``archives`` reads these instead of the network. Raises
    CleanwireError where the run cannot be made.
    """
    settings.set("USER_AGENT", user_agent(settings), priority="project")
    opened = open_archives if archives else open_run
    run = opened(settings, arguments, dry_run=lock is None, lock=lock)
    try:
        stopper = Stopper(process, settings.getfloat("STOP_GRACE_S"))
        watchdog = Watchdog(run, settings.getfloat("WATCHDOG_S"), stopper.end)
        progress = Progress(lambda: standing_of(run.tally), sys.stderr)
        run.on_fatal = lambda _error: stopper.end()
        stopper.install()
        crawler = create_crawler()
        task = process.crawl(crawler, run=run)
        with watchdog, progress:
            _start(process)
        block_signals_during_close()
        if not run.dry_run:
            run.finish()
        _look_into(task, run)
        ending = ending_of(
            run, signal=stopper.signal, stalled_s=watchdog.stalled_s, log_file=str(log_file)
        )
        if run.dry_run:
            return _foretell(crawler.spider, run, ending, limits_of(settings))
        return judge(run, ending, settings)
    finally:
        run.close()


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
