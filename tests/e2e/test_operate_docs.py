"""Every command of docs/operate.md is run, in its order, in a deployment like the page's."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.demo.crawl import SITES
from crawler.demo.newsroom import Newsroom
from crawler.demo.server import DemoServer
from crawler.operate.metrics import exposition

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What would fetch from a package index, and is what `make` does in every fresh clone anyway.
NOT_RUN = {"make setup"}

pytestmark = pytest.mark.slow


def blocks(language: str, page: str = PAGE) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A checkout as on a server: the program, its environment, sites, a remote to pull from."""
    base = tmp_path_factory.mktemp("deployment")
    place = base / "cleanwire"
    place.mkdir()
    for name in ("crawler", "cleaners", "output", "scrapy.cfg"):
        (place / name).symlink_to(ROOT / name)
    (place / ".venv").symlink_to(sys.prefix)
    for folder in (place / "sites", base / "backup", base / "textfile"):
        folder.mkdir()
    shutil.copy(SITES / "harbour-post.toml", place / "sites")  # the outlet that the page names
    git = ["git", "-c", "user.name=T", "-c", "user.email=t@example.com"]
    for step in (
        [*git, "init", "-q", "-b", "main"],
        [*git, "add", "scrapy.cfg"],
        [*git, "commit", "-q", "-m", "Begin"],
        [*git, "clone", "-q", "--bare", ".", "../origin"],
        [*git, "remote", "add", "origin", "../origin"],
        [*git, "fetch", "-q"],
        [*git, "branch", "-q", "-u", "origin/main"],
    ):
        subprocess.run(step, cwd=place, check=True)
    return place


@pytest.fixture(scope="module")
def proxy():
    with DemoServer(Newsroom()) as server:
        yield server.proxy


@pytest.fixture(scope="module")
def shell(place, proxy):
    def run(command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", "-euc", localised(command, place)], cwd=place, env=os.environ
            | {"http_proxy": proxy, "no_proxy": ""}, capture_output=True, text=True,
            encoding="utf-8", timeout=240, check=False,
        )  # fmt: skip

    return run


def localised(text: str, place: Path) -> str:
    """Put the page's folders where the test has them."""
    base = place.parent
    return (
        text.replace("/srv/cleanwire", str(place))
        .replace("/mnt/backup", str(base / "backup"))
        .replace("/var/lib/node_exporter/textfile", str(base / "textfile"))
    )


def cron_command(page: str) -> str:
    line = next(line for line in blocks("crontab", page)[0].splitlines() if line.startswith("*"))
    return line.split(maxsplit=5)[5]


@pytest.mark.parametrize("page", [README, PAGE], ids=["README", "operate"])
def test_the_crontab_line_says_nothing_when_all_is_well(shell, place, page) -> None:
    done = shell(cron_command(page))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list((place / "corpus").rglob("*.jsonl"))


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in NOT_RUN])
def test_a_command_of_the_page_works(shell, command) -> None:
    done = shell(command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_commands_left_is_what_the_page_says(place) -> None:
    assert "<h1>Cleanwire: run" in (place / "report.html").read_text()
    assert "night ferry" in (place / "page.html").read_text()
    assert list((place / "state" / "reports").glob("*.html"))
    assert "complete -o filenames" in (place / "completion.bash").read_text()
    assert (
        "cleanwire_last_run_exit_code 0"
        in (place.parent / "textfile" / "cleanwire.prom").read_text()
    )


def test_only_what_needs_an_index_is_left_out() -> None:
    assert set(COMMANDS) >= NOT_RUN
    assert len(COMMANDS) > 20


def test_the_metrics_that_the_page_names_exist() -> None:
    told = exposition(
        {"run": "r", "started_at": "2026-01-01T00:00:00Z", "sites": {"a": {"stored": 1}}}
    )
    for name in set(re.findall(r"cleanwire_last_run_[a-z_]+", PAGE)):
        assert f"# TYPE {name} gauge" in told


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_units_are_what_systemd_reads(place, tmp_path) -> None:
    service, timer = blocks("ini")
    user = f"User={os.environ.get('USER') or 'root'}"
    service = localised(service, place).replace("User=cleanwire", user)
    (tmp_path / "cleanwire.service").write_text(service)
    (tmp_path / "cleanwire.timer").write_text(timer)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "cleanwire.timer"),
         str(tmp_path / "cleanwire.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "cleanwire" not in done.stderr, done.stderr


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate is not installed")
def test_the_log_is_rotated(place, tmp_path) -> None:
    (rules,) = blocks("logrotate")
    rules = re.sub(r"^    su .*\n", "", localised(rules, place), flags=re.MULTILINE)
    (tmp_path / "rules").write_text(rules)
    (place / "state" / "logs").chmod(0o755)
    subprocess.run(
        ["logrotate", "-f", "-s", str(tmp_path / "state"), str(tmp_path / "rules")], check=True
    )
    assert (place / "state" / "logs" / "crawl.log.1").exists()
