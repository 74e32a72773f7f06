"""``scrapy site``: makes a site file from a URL, checks them, shows a site's memory."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from crawler.discovery.checkup import Finding, check_site
from crawler.discovery.sitefile import name_for, site_toml, write_site
from crawler.discovery.survey import Survey, survey
from crawler.exits import CleanwireError, ConfigError, Exit
from crawler.fetch.agent import user_agent
from crawler.fetch.client import PoliteClient
from crawler.fetch.egress import ALLOWED_PORTS, EgressPolicy
from crawler.fetch.middlewares.robots import product_token
from crawler.memory.inspect import reset, tell
from crawler.run.logs import printable
from crawler.run.numbers import check_numbers
from crawler.sites import Site, load_sites, site_from_seed

_EXAMPLES = (
    "Examples: scrapy site add https://news.example; "
    "scrapy site add https://news.example --name example --dry-run; scrapy site check; "
    "scrapy site check bbc-news tagesschau"
)
ADD_REQUESTS, ADD_S = 60, 180.0
CHECK_REQUESTS, CHECK_S = 40, 120.0  # for one site
SITES_AT_ONCE = 8


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
        parser.add_argument("--name", help="the site's name (default: from its domain)")
        parser.add_argument("--force", action="store_true", help="overwrite the site file")
        parser.add_argument("--reset", action="store_true", help="memory: forget the site's lines")
        parser.add_argument("--json", action="store_true", help="memory: print one JSON object")
        parser.add_argument(
            "--dry-run", action="store_true", help="print the file, do not write it"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action and set the exit code."""
        assert self.settings is not None
        try:
            check_numbers(self.settings)
            self.exitcode = _run(args, opts, self.settings)
        except CleanwireError as error:
            _say(str(error))
            self.exitcode = error.exit_code


def _run(args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Exit:
    action, *rest = args or [""]
    if action == "add" and len(rest) == 1:
        return asyncio.run(add(rest[0], opts, settings))
    if action == "check":
        sites = load_sites(Path(settings["SITES_DIR"]), rest or None)
        return asyncio.run(check(sites, settings))
    if action == "memory" and len(rest) <= 1 and (rest or not opts.reset):
        return remember(rest[0] if rest else None, opts, settings)
    raise ConfigError(
        "say what to do: scrapy site add URL, scrapy site check [NAME...], "
        "or scrapy site memory [NAME] (NAME --reset forgets it)"
    )


def remember(name: str | None, opts: argparse.Namespace, settings: BaseSettings) -> Exit:
    """Show what is remembered of a site, or of all; or forget one."""
    state = Path(settings["STATE_DIR"])
    told = reset(state, name) if name and opts.reset else tell(state, name, as_json=opts.json)
    if told.lines:
        _print("\n".join(told.lines))
    _say(told.sentence)
    return Exit.FINE


async def add(url: str, opts: argparse.Namespace, settings: BaseSettings) -> Exit:
    """Survey the site and write its file; 7 when it has no source that works."""
    seed = site_from_seed(url)
    name = opts.name or name_for(seed.home)
    async with _client(settings, ADD_REQUESTS, ADD_S) as client:
        found = await survey(
            seed.home, client, agent=product_token(user_agent(settings)), tell=_print
        )
    if not found.sources:
        _say(_nothing(found))
        return Exit.NOTHING
    text = site_toml(found, name, datetime.now(UTC))
    if opts.dry_run:
        _print(text)
        return Exit.FINE
    path = write_site(Path(settings["SITES_DIR"]), name, text, force=opts.force)
    counts = ", ".join(f"{len(found.of(kind))} {kind}s" for kind in ("feed", "sitemap", "listing"))
    _say(f"{path}: {counts}. Crawl it with: scrapy crawl news -a sites={name}")
    return Exit.FINE


async def check(sites: list[Site], settings: BaseSettings) -> Exit:
    """Check the sites, a few at once; 6 when a source is in trouble, 7 when none answers."""
    gate = asyncio.Semaphore(SITES_AT_ONCE)

    async def one(site: Site) -> list[Finding]:
        async with gate, _client(settings, CHECK_REQUESTS, CHECK_S) as client:
            findings = await check_site(site, client, datetime.now(UTC))
        for finding in findings:
            where = f"{finding.site}: {finding.kind} {finding.url}"
            _print(f"{finding.verdict:<11} {where}: {finding.detail}")
        return findings

    answers = await asyncio.gather(*map(one, sites))
    counts: Counter[str] = Counter(finding.verdict for findings in answers for finding in findings)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    _say(f"{len(sites)} sites checked: {told or 'nothing to check'}.{_remedy(counts)}")
    if counts["ok"] == counts.total():
        return Exit.FINE
    return Exit.NOTHING if counts["unreachable"] == counts.total() else Exit.FAILURES


def _remedy(counts: Counter[str]) -> str:
    if counts["ok"] == counts.total():
        return ""
    return " Mend the files, or survey a site anew with: scrapy site add URL --force"


def _nothing(found: Survey) -> str:
    why = found.problem or "no feed, no sitemap, no page that lists articles"
    return f"{found.url}: {why}. Nothing was written; write a file by hand: docs/sites.md"


def _client(settings: BaseSettings, max_requests: int, total_s: float) -> PoliteClient:
    ports = [int(port) for port in settings.getlist("ALLOWED_PORTS", list(ALLOWED_PORTS))]
    return PoliteClient(
        user_agent=user_agent(settings),
        egress=EgressPolicy.from_ranges(settings.getlist("ALLOW_PRIVATE"), ports),
        delay_s=settings.getfloat("DOWNLOAD_DELAY"),
        max_requests=max_requests,
        total_s=total_s,
    )


def _print(text: str) -> None:
    for line in text.rstrip("\n").split("\n"):
        sys.stdout.write(printable(line) + "\n")
    sys.stdout.flush()


def _say(sentence: str) -> None:
    sys.stderr.write(printable(sentence) + "\n")
