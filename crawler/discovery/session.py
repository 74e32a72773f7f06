"""What ``scrapy site`` does: survey a site, check site files, show a site's memory."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.discovery.checkup import Finding, check_site
from crawler.discovery.sitefile import name_for, site_toml, write_site
from crawler.discovery.survey import Survey, survey
from crawler.exits import ConfigError, Exit
from crawler.fetch.agent import user_agent
from crawler.fetch.client import PoliteClient
from crawler.fetch.egress import ALLOWED_PORTS, EgressPolicy
from crawler.fetch.middlewares.robots import product_token
from crawler.memory.inspect import reset, tell
from crawler.operate.terminal import printable
from crawler.sites import Site, load_sites, site_from_seed

ADD_REQUESTS, ADD_S = 60, 180.0
CHECK_REQUESTS, CHECK_S = 40, 120.0  # for one site
SITES_AT_ONCE = 8


def act(args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Exit:
    """Do what the words after ``scrapy site`` say; raises CleanwireError."""
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
    say(told.sentence)
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
        say(_nothing(found))
        return Exit.NOTHING
    text = site_toml(found, name, datetime.now(UTC))
    if opts.dry_run:
        _print(text)
        return Exit.FINE
    path = write_site(Path(settings["SITES_DIR"]), name, text, force=opts.force)
    counts = ", ".join(f"{len(found.of(kind))} {kind}s" for kind in ("feed", "sitemap", "listing"))
    say(f"{path}: {counts}. Crawl it with: scrapy crawl news -a sites={name}")
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
    say(f"{len(sites)} sites checked: {told or 'nothing to check'}.{_remedy(counts)}")
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


def say(sentence: str) -> None:
    """Print a sentence on the standard error."""
    sys.stderr.write(printable(sentence) + "\n")
