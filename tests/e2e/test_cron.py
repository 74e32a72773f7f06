"""The crontab line of the README as it stands, run by a real cron daemon.

The daemon lives in a mount namespace of its own: its crontab, its lock, the mail that it sends and
/srv/cleanwire are the test's. Only its minutes are not: the line is due in each.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOST = "harbour.test"
WAIT_S = 240  # for the next minute, and a crawl on a busy machine

SETUP = """
mount --make-rprivate /
mount -t tmpfs -o mode=755 none /run
mount -t tmpfs -o mode=755 none /etc/cron.d
mount --bind /dev/null /etc/crontab
mount -t tmpfs -o mode=1730 none /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
mount -t tmpfs -o mode=755 none /srv
mkdir /srv/cleanwire
mount --bind "$PLACE" /srv/cleanwire
mount --bind "$PLACE/mailer" "$(readlink -f /usr/sbin/sendmail)"
crontab "$PLACE/crontab"
exec cron -f
"""


def due_each_minute() -> str:
    """The README's line, but for when it is due."""
    (line,) = re.findall(r"^\*.*scrapy crawl news.*$", README, flags=re.MULTILINE)
    return " ".join(["* * * * *", *line.split(maxsplit=5)[5:]])


@pytest.fixture
def place(scrapy, web):
    """A checkout as on a server, with one site, and a mailer that keeps what it is given."""
    if os.geteuid() != 0 or None in map(shutil.which, ("cron", "crontab", "unshare", "sendmail")):
        pytest.skip("no root, no cron or no sendmail: what cron would do cannot be seen")
    folder = scrapy.folder
    for name in ("crawler", "cleaners", "output", "scrapy.cfg"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "mails").mkdir()
    mailer = folder / "mailer"
    kept = folder / "mails" / "$$"
    mailer.write_text(f'#!/bin/sh\ncat > "{kept}.part" && mv "{kept}.part" "{kept}"\n')
    mailer.chmod(0o755)
    (folder / "crontab").write_text(f"http_proxy={scrapy.proxy}\n{due_each_minute()}\n")
    scrapy.site_file("harbour", HOST)
    web.site(HOST)
    return folder


@contextmanager
def cron(place):
    daemon = subprocess.Popen(
        ["unshare", "--mount", "sh", "-euc", SETUP], env={**os.environ, "PLACE": str(place)},
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield daemon
    finally:
        os.killpg(daemon.pid, signal.SIGTERM)
        daemon.communicate(timeout=60)


def wait_for(condition, daemon):
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert daemon.poll() is None, daemon.stderr.read()
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.5)


@pytest.mark.long
@pytest.mark.timeout(2 * WAIT_S + 120)
def test_cron_runs_the_line_without_a_word_and_mails_what_is_wrong(place, scrapy):
    runs, mails = place / "state" / "runs", place / "mails"
    with cron(place) as daemon:
        wait_for(lambda: list(runs.glob("*.json")), daemon)
        assert len(scrapy.records()) == 3
        first = len(list(runs.glob("*.json")))
        wait_for(lambda: len(list(runs.glob("*.json"))) > first, daemon)  # the next minute's
        assert list(mails.iterdir()) == []  # nothing new is fine, too
        scrapy.site_file("harbour", HOST, colour='"red"')
        wait_for(lambda: list(mails.glob("*[0-9]")), daemon)
    mail = min(mails.glob("*[0-9]")).read_text()
    head, _, body = mail.partition("\n\n")
    assert "scrapy crawl news" in head
    assert re.fullmatch(r".*harbour\.toml.*colour.*\n", body)
