"""``scrapy completion``: a script that completes commands and options in a shell."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.utils.misc import walk_modules_iter

from crawler.exits import Exit


class Command(ScrapyCommand):
    """Prints the script."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return "bash|zsh|fish"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Print a script that completes commands and options in your shell"

    def long_desc(self) -> str:
        """Describe the command, with an example."""
        return (
            "Print a completion script for bash, zsh or fish. "
            "Example: scrapy completion bash > completion.bash; source completion.bash"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the script and set the exit code."""
        # Scrapy imports every command's module before any command runs.
        from crawler.operate.completion import SHELLS, completion  # noqa: PLC0415

        if len(args) != 1 or args[0] not in SHELLS:
            raise UsageError(f"name your shell: {', '.join(SHELLS)}", print_help=False)
        assert isinstance(self.settings, Settings)
        sys.stdout.write(completion(args[0], _commands(), self.settings))
        self.exitcode = Exit.FINE


def _commands() -> dict[str, ScrapyCommand]:
    """Return this project's commands by name."""
    found = {}
    for module in walk_modules_iter("crawler.commands"):
        made = getattr(module, "Command", None)
        if made is not None:
            found[module.__name__.rpartition(".")[2]] = made()
    return found
