"""``scrapy corpus verify``, ``stats`` and ``rebuild-state``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crawler.archive import FOLDER, recover
from crawler.corpus.asked import Asked, say
from crawler.exits import ConfigError, Exit
from crawler.frontier import Frontier
from crawler.frontier.committer import translated
from crawler.frontier.rebuild import rebuild
from crawler.operate.terminal import printable
from crawler.run.lock import RunLock
from output.manifest import Manifest
from output.reader import SEGMENTS
from output.stats import Statistics, statistics
from output.tables import balance_table, statistics_tables
from output.verify import verify

_MOST_PROBLEMS_SHOWN = 20


def _require_something(corpus: Path, database: Path) -> None:
    """A wrong folder, or a disk that is not mounted, must not make an empty state of a full one."""
    if Manifest(corpus).path.exists() or any(corpus.glob(SEGMENTS)):
        return
    raise ConfigError(
        f"{corpus}: holds no corpus (no manifest, no segment): name its folder. If nothing was "
        f"ever stored, move {database} away instead: the next crawl makes it anew"
    )


def run_verify(asked: Asked) -> Exit:
    """Check corpus and state; print the problems; 4 when there are any."""
    corpus, database, opts = asked.corpus, asked.database, asked.opts
    found = verify(corpus)
    problems = [f"{problem.where}: {problem.what}" for problem in found.problems]
    problems += _state_problems(database)
    if opts.json:
        facts = {"segments": found.segments, "records": found.records, "bytes": found.bytes}
        facts_open = {"open_segments": found.open_segments, "problems": problems}
        sys.stdout.write(json.dumps({**facts, **facts_open}) + "\n")
    for problem in problems[:_MOST_PROBLEMS_SHOWN]:
        say(problem)
    if problems:
        say(
            f"{len(problems)} problems in {found.records} records of {corpus}. "
            "Save what is whole with: scrapy corpus rebuild-state"
        )
        return Exit.DAMAGED
    note = f", {len(found.open_segments)} still open" if found.open_segments else ""
    say(f"All {found.records} records in {found.segments} segments of {corpus} are whole{note}.")
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


def run_stats(asked: Asked) -> Exit:
    """Print the counts and the balance; 4 when it does not close."""
    corpus, database, opts = asked.corpus, asked.database, asked.opts
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
        say(f"{database}: the balance does not close. Run: scrapy corpus verify")
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


def run_rebuild(asked: Asked) -> Exit:
    """Salvage the corpus, make the state anew; tell what was lost."""
    corpus, database, opts = asked.corpus, asked.database, asked.opts
    _require_something(corpus, database)
    with RunLock(database.parent):
        with translated():
            recover(corpus / FOLDER)  # what the new state will know no commit of
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
    say(
        f"{saved.records} records in {saved.segments} segments; {found.urls} URLs are known as "
        f"stored.{lost}{aside} The next crawl finds the rest again."
    )
    return Exit.FINE
