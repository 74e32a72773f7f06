"""``scrapy corpus``: checks the corpus, counts it, and makes the state anew from it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from crawler.exits import CleanwireError, ConfigError, Exit
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.committer import translated
from crawler.frontier.rebuild import rebuild
from crawler.run.lock import RunLock
from crawler.run.logs import printable
from output.manifest import Manifest
from output.reader import SEGMENTS
from output.stats import Statistics, statistics
from output.tables import balance_table, statistics_tables
from output.verify import verify

_MOST_PROBLEMS_SHOWN = 20
_EXAMPLES = (
    "Examples: scrapy corpus verify; scrapy corpus stats --json; "
    "scrapy corpus rebuild-state -s CORPUS_DIR=/data/corpus -s STATE_DIR=/data/state"
)


class Command(ScrapyCommand):
    """Verify, stats, rebuild-state."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return "verify|stats|rebuild-state [FOLDER] [options]"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Check the corpus, count it, or make the state anew from it"

    def long_desc(self) -> str:
        """Describe the command, with examples."""
        return (
            "verify: check every record's checksum, the manifest, and the state's balance. "
            "stats: count records by site, day and language, what was removed, and the balance. "
            "rebuild-state: save what is whole of the corpus, and make the state anew from it. "
            f"FOLDER is the corpus (default: the setting CORPUS_DIR). {_EXAMPLES}"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--forget-missing",
            action="store_true",
            help="rebuild-state: take segments that are lost off the list; fetch them again",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action and set the exit code."""
        assert self.settings is not None
        try:
            action, folder = _read_arguments(args)
            corpus = folder or Path(self.settings["CORPUS_DIR"])
            database = Path(self.settings["STATE_DIR"]) / FILE_NAME
            with translated():
                self.exitcode = action(corpus, database, opts)
        except CleanwireError as error:
            _say(str(error))
            self.exitcode = error.exit_code


def _read_arguments(args: list[str]) -> tuple[Action, Path | None]:
    stray = [text for text in args if text.startswith("-")]
    if stray:
        raise ConfigError(f"{stray[0]}: no such option: see scrapy corpus --help")
    if not args or args[0] not in _ACTIONS or len(args) > _MOST_ARGUMENTS:
        raise ConfigError(
            f"say what to do with the corpus: scrapy corpus {'|'.join(_ACTIONS)} [FOLDER]"
        )
    return _ACTIONS[args[0]], Path(args[1]) if len(args) == _MOST_ARGUMENTS else None


def _say(sentence: str) -> None:
    sys.stderr.write(printable(sentence) + "\n")


def _require(corpus: Path) -> None:
    if not corpus.is_dir():
        raise ConfigError(
            f"{corpus}: no corpus there: name its folder, or make one with scrapy crawl news"
        )


def _require_something(corpus: Path, database: Path) -> None:
    """A wrong folder, or a disk that is not mounted, must not make an empty state of a full one."""
    if Manifest(corpus).path.exists() or any(corpus.glob(SEGMENTS)):
        return
    raise ConfigError(
        f"{corpus}: holds no corpus (no manifest, no segment): name its folder. If nothing was "
        f"ever stored, move {database} away instead: the next crawl makes it anew"
    )


def run_verify(corpus: Path, database: Path, opts: argparse.Namespace) -> Exit:
    """Check corpus and state; print the problems; 4 when there are any."""
    _require(corpus)
    found = verify(corpus)
    problems = [f"{problem.where}: {problem.what}" for problem in found.problems]
    problems += _state_problems(database)
    if opts.json:
        facts = {"segments": found.segments, "records": found.records, "bytes": found.bytes}
        facts_open = {"open_segments": found.open_segments, "problems": problems}
        sys.stdout.write(json.dumps({**facts, **facts_open}) + "\n")
    for problem in problems[:_MOST_PROBLEMS_SHOWN]:
        _say(problem)
    if problems:
        _say(
            f"{len(problems)} problems in {found.records} records of {corpus}. "
            "Save what is whole with: scrapy corpus rebuild-state"
        )
        return Exit.DAMAGED
    note = f", {len(found.open_segments)} still open" if found.open_segments else ""
    _say(f"All {found.records} records in {found.segments} segments of {corpus} are whole{note}.")
    return Exit.FINE


def _state_problems(database: Path) -> list[str]:
    if not database.exists():
        return []
    frontier = Frontier(database, read_only=True)
    try:
        problems = [f"{database}: {text}" for text in frontier.check()]
        balance = None if problems else frontier.balance()
        if balance is not None and not balance.closes:
            problems.append(
                f"{database}: {balance.urls_in} URLs came in, "
                f"{sum(balance.states.values())} are in a state"
            )
    finally:
        frontier.close()
    return problems


def run_stats(corpus: Path, database: Path, opts: argparse.Namespace) -> Exit:
    """Print the counts and the balance; 4 when it does not close."""
    _require(corpus)
    counts = statistics(corpus)
    balance = None
    if database.exists():
        frontier = Frontier(database, read_only=True)
        try:
            balance = frontier.balance()
        finally:
            frontier.close()
    states: dict[str, int] = {str(s): n for s, n in balance.states.items()} if balance else {}
    reasons = {f"{s}: {r}": n for (s, r), n in balance.reasons.items()} if balance else {}
    incoming = balance.urls_in if balance else 0
    if opts.json:
        sys.stdout.write(json.dumps(_as_json(counts, incoming, states, reasons)) + "\n")
    else:
        tables = statistics_tables(counts) + balance_table(incoming, states, reasons)
        sys.stdout.write("".join(printable(line) + "\n" for line in tables))
    if balance is not None and not balance.closes:
        _say(f"{database}: the balance does not close. Run: scrapy corpus verify")
        return Exit.DAMAGED
    return Exit.FINE


def _as_json(
    counts: Statistics, incoming: int, states: dict[str, int], reasons: dict[str, int]
) -> dict[str, object]:
    return {
        "records": counts.records,
        "revisions": counts.revisions,
        "text_chars": counts.text_chars,
        "by_site": dict(sorted(counts.by_site.items())),
        "by_day": dict(sorted(counts.by_day.items())),
        "by_language": dict(sorted(counts.by_language.items())),
        "removed": dict(sorted(counts.removed.items())),
        "removed_chars": dict(sorted(counts.removed_chars.items())),
        "frontier": {"urls_in": incoming, "states": states, "reasons": reasons},
    }


def run_rebuild(corpus: Path, database: Path, opts: argparse.Namespace) -> Exit:
    """Salvage the corpus, make the state anew; tell what was lost."""
    _require(corpus)
    _require_something(corpus, database)
    with RunLock(database.parent):
        found = rebuild(corpus, database, forget_missing=opts.forget_missing)
    saved = found.salvaged
    if opts.json:
        facts = {"records": saved.records, "urls": found.urls, "lost_lines": saved.lost_lines}
        sys.stdout.write(json.dumps({**facts, "damaged": saved.damaged}) + "\n")
    aside = f" The old state is kept as {found.kept_as}." if found.kept_as else ""
    lost = ""
    if saved.damaged:
        lost = (
            f" {saved.lost_lines} broken lines were left out; the damaged files are kept beside "
            f"their segments as *.damaged (first: {saved.damaged[0]}), their articles are fetched "
            "again."
        )
    _say(
        f"{saved.records} records in {saved.segments} segments; {found.urls} URLs are known as "
        f"stored.{lost}{aside} The next crawl finds the rest again."
    )
    return Exit.FINE


Action = Callable[[Path, Path, argparse.Namespace], Exit]
_ACTIONS: dict[str, Action] = {
    "verify": run_verify,
    "stats": run_stats,
    "rebuild-state": run_rebuild,
}
_MOST_ARGUMENTS = 2
