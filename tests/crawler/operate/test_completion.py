import shutil
import subprocess
from argparse import ArgumentParser

import pytest
from scrapy.settings import Settings

from crawler.commands.completion import _commands
from crawler.operate.completion import completion

COMMANDS = {"clean", "completion", "corpus", "crawl", "demo", "inspect", "report", "site"}


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    path = tmp_path_factory.mktemp("completion") / "completion.bash"
    path.write_text(completion("bash", _commands(), Settings()))
    return path


def complete(script, *words: str) -> list[str]:
    line = " ".join(f"'{word}'" for word in words)
    told = subprocess.run(
        ["bash", "-c", f"source {script}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1};"
         ' _cleanwire; echo "${COMPREPLY[@]}"'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return told.stdout.split()


def test_every_command_of_the_project_is_known() -> None:
    assert set(_commands()) == COMMANDS


def test_commands_are_completed(script) -> None:
    assert set(complete(script, "scrapy", "")) == COMMANDS
    assert complete(script, "scrapy", "in") == ["inspect"]


def test_options_are_completed(script) -> None:
    assert "--output" in complete(script, "scrapy", "report", "--")
    assert complete(script, "scrapy", "demo", "--ag") == ["--again"]


def test_first_words_are_completed(script) -> None:
    assert "verify" in complete(script, "scrapy", "corpus", "v")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_its_shell_reads(shell, tmp_path) -> None:
    path = tmp_path / "script"
    path.write_text(completion(shell, _commands(), Settings()))
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n", str(path)], check=True)


def test_another_shell_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of bash, zsh, fish"):
        completion("tcsh", {}, Settings())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_commands_help_has_an_example(name) -> None:
    told = _commands()[name].long_desc()
    assert "Example" in told
    assert f"scrapy {name}" in told


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_help_text_ends_a_line_with_a_colon_wherever_it_wraps(name) -> None:
    """Scrapy's formatter takes such a line for a heading, and sets it in capitals."""
    command = _commands()[name]
    command.settings = Settings()
    parser = ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    own = parser._optionals._group_actions  # the other group is Scrapy's global options
    assert not [action.help for action in own if ": " in (action.help or "")]
