"""``scrapy corpus``: checks, counts, describes and exports it, makes the state anew from it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from crawler.corpus.asked import Asked, say
from crawler.exits import CleanwireError, ConfigError, Exit

# The rest is imported when it is needed: Scrapy imports every command's module at each start.

_SYNTAX = "verify|stats|card|rebuild-state [FOLDER], or export [FOLDER] OUT --to FORMAT"
_EXAMPLES = (
    "Examples: scrapy corpus verify; scrapy corpus stats --json; "
    "scrapy corpus export --to parquet --latest articles; scrapy corpus card > card.md; "
    "scrapy corpus rebuild-state -s CORPUS_DIR=/data/corpus -s STATE_DIR=/data/state"
)


class Command(ScrapyCommand):
    """Verify, stats, card, export, rebuild-state."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return f"{_SYNTAX} [options]"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Check the corpus, count it, export it, or make the state anew from it"

    def long_desc(self) -> str:
        """Describe the command, with examples."""
        return (
            "verify: check every record's checksum, the manifest, and the state's balance. "
            "stats: count records by site, day and language, what was removed, and the balance. "
            "card: print a data card, in Markdown. "
            "export: write it to OUT for other tools; OUT appears when all of it is written. "
            "rebuild-state: save what is whole of the corpus, and make the state anew from it. "
            f"FOLDER is the corpus (default: the setting CORPUS_DIR). {_EXAMPLES}"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        from crawler.corpus import ways_out  # noqa: PLC0415 - see above

        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--forget-missing",
            action="store_true",
            help="for rebuild-state, take lost segments off the list; they are fetched again",
        )
        ways_out.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action and set the exit code."""
        from crawler.frontier import FILE_NAME  # noqa: PLC0415 - see above
        from crawler.frontier.committer import translated  # noqa: PLC0415

        assert self.settings is not None
        try:
            action, folders = _read_arguments(args)
            out = folders.pop() if action == _EXPORT else None
            asked = Asked(
                corpus=folders[0] if folders else Path(self.settings["CORPUS_DIR"]),
                database=Path(self.settings["STATE_DIR"]) / FILE_NAME,
                opts=opts,
                out=out,
            )
            asked.require()
            with translated():
                self.exitcode = _actions()[action](asked)
        except CleanwireError as error:
            say(str(error))
            self.exitcode = error.exit_code


def _read_arguments(args: list[str]) -> tuple[str, list[Path]]:
    stray = [text for text in args if text.startswith("-")]
    if stray:
        raise ConfigError(f"{stray[0]}: no such option: see scrapy corpus --help")
    action, *names = args or [""]
    folders_needed = {_EXPORT: (1, 2)}.get(action, (0, 1))
    if action not in _actions() or len(names) not in folders_needed:
        raise ConfigError(f"say what to do with the corpus: scrapy corpus {_SYNTAX}")
    return action, [Path(name) for name in names]


_EXPORT = "export"


def _actions() -> dict[str, Callable[[Asked], Exit]]:
    from crawler.corpus import upkeep, ways_out  # noqa: PLC0415 - see above

    return {
        "verify": upkeep.run_verify,
        "stats": upkeep.run_stats,
        "card": ways_out.run_card,
        _EXPORT: ways_out.run_export,
        "rebuild-state": upkeep.run_rebuild,
    }
