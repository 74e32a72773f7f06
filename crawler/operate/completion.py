"""Completion for shells: the commands, their options and their first words."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

SHELLS = ("bash", "zsh", "fish")
_OPTION = re.compile(r"--[a-z][a-z0-9-]*")

_BASH = """\
# Completion of scrapy in a Cleanwire project; made by `scrapy completion bash`.
_cleanwire() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "@COMMANDS@" -- "$word"))
        return
    fi
    case "$command" in
@CASES@
    esac
    case "$word" in
        -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
        *) COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word")) ;;
    esac
}
complete -o filenames -F _cleanwire scrapy
"""
# What may follow a command as its first word, besides a file.
_WORDS: Mapping[str, str] = {
    "completion": " ".join(SHELLS),
    "corpus": "verify stats card export rebuild-state",
    "crawl": "news archive",
    "site": "add check memory",
}


def completion(shell: str, commands: Mapping[str, ScrapyCommand], settings: Settings) -> str:
    """Return the shell's script; raises ValueError for a shell that is none of SHELLS."""
    options = {name: options_of(command, settings) for name, command in sorted(commands.items())}
    if shell == "bash":
        return _bash(options)
    if shell == "zsh":
        return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(options)}"
    if shell == "fish":
        return _fish(options)
    raise ValueError(f"no completion for {shell!r}: choose one of {', '.join(SHELLS)}")


def options_of(command: ScrapyCommand, settings: Settings) -> list[str]:
    """Return a command's long options, as its help lists them."""
    parser = argparse.ArgumentParser(add_help=True, conflict_handler="resolve")
    command.settings = settings
    command.add_options(parser)
    return sorted(set(_OPTION.findall(parser.format_usage() + parser.format_help())))


def _bash(options: Mapping[str, Sequence[str]]) -> str:
    cases = "\n".join(
        f'        {name}) local options="{" ".join(those)}" words="{_WORDS.get(name, "")}" ;;'
        for name, those in options.items()
    )
    return _BASH.replace("@COMMANDS@", " ".join(options)).replace("@CASES@", cases)


def _fish(options: Mapping[str, Sequence[str]]) -> str:
    lines = ["# Completion of scrapy in a Cleanwire project; made by `scrapy completion fish`."]
    names = " ".join(options)
    lines.append(f"complete -c scrapy -n __fish_use_subcommand -f -a '{names}'")
    for name, those in options.items():
        seen = f"complete -c scrapy -n '__fish_seen_subcommand_from {name}'"
        lines += [f"{seen} -l {option.removeprefix('--')}" for option in those]
        if name in _WORDS:
            lines.append(f"{seen} -a '{_WORDS[name]}'")
    return "\n".join(lines) + "\n"
