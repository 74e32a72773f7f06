import errno
from datetime import UTC, datetime

import pytest

from cleaners.types import Page
from crawler.cleaning.replay import replay
from crawler.exits import DiskError
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.types import Found, Outcome
from crawler.quarantine import Quarantine
from output.disk import Disk
from output.errors import DiskFailure
from output.reader import read_corpus

SENTENCES = (
    "The ferry across the Lune was taken out of service on Monday after its engine failed twice.",
    "The harbour master said that a replacement would arrive from the yard before the weekend.",
    "Commuters were asked to use the road bridge, which is eleven kilometres to the north.",
    "The council has set aside money for a second ferry, but the order has yet to be placed.",
)
ARTICLE = (
    "<html lang=en><head><title>Ferry out of service</title></head><body><main><article>"
    "<h1>Ferry out of service</h1>" + "".join(f"<p>{s} {s.lower()}</p>" for s in SENTENCES)
    + "</article></main></body></html>"
)  # fmt: skip


@pytest.fixture
def settings(settings):
    settings.set("CLEAN_TIMEOUT_S", 120.0)  # a loaded machine must not decide what is cleaned
    return settings


def quarantined(tmp_path, pages):
    """Leave a state in which each page (URL to body) is quarantined."""
    frontier = Frontier(tmp_path / "state" / FILE_NAME)
    frontier.add([Found(url=url, site="news", source="urls") for url in pages])
    for lease in frontier.lease(10):
        page = Page(
            url=lease.url,
            final_url=lease.url,
            status=200,
            headers=(("content-type", "text/html"),),
            body=pages[lease.url],
            fetched_at=datetime(2031, 5, 4, tzinfo=UTC),
        )
        Quarantine(tmp_path / "state").put(lease, page, "timeout")
        frontier.settle([Outcome(lease=lease, state="quarantined", reason="timeout")])
    frontier.close()


def states(tmp_path):
    """How many URLs there are in each state, with the reason where there is one."""
    frontier = Frontier(tmp_path / "state" / FILE_NAME, read_only=True)
    balance = frontier.balance()
    frontier.close()
    assert balance.closes
    plain = {state: number for state, number in balance.states.items() if number}
    for (state, reason), number in balance.reasons.items():
        plain[state] -= number
        plain[f"{state}: {reason}"] = number
    return {state: number for state, number in plain.items() if number}


def test_what_can_be_cleaned_now_becomes_a_record(tmp_path, settings, capsys):
    url = "https://news.example/ferry"
    quarantined(tmp_path, {url: ARTICLE.encode(), "https://news.example/x": b"<p" + b" a=1" * 5000})
    assert states(tmp_path) == {"quarantined: timeout": 2}
    assert replay(settings) == 0
    (article,) = read_corpus(tmp_path / "corpus")
    assert article.url == url
    assert SENTENCES[0] in article.text
    assert article.fetched_at == datetime(2031, 5, 4, tzinfo=UTC)
    assert states(tmp_path) == {"stored": 1, "quarantined: too-complex": 1}
    (kept,) = Quarantine(tmp_path / "state").entries()
    assert (kept.url, kept.cause) == ("https://news.example/x", "too-complex")
    assert "1 stored" in capsys.readouterr().err


def test_a_page_that_the_state_does_not_know_comes_in_again(tmp_path, settings):
    quarantined(tmp_path, {"https://news.example/ferry": ARTICLE.encode()})
    (tmp_path / "state" / FILE_NAME).unlink()
    replay(settings)
    assert states(tmp_path) == {"stored": 1}


def test_a_page_that_was_stored_meanwhile_is_let_go(tmp_path, settings, capsys):
    quarantined(tmp_path, {"https://news.example/ferry": ARTICLE.encode()})
    (path,) = (tmp_path / "state" / "quarantine").rglob("*.zst")
    kept = path.read_bytes()
    replay(settings)
    path.write_bytes(kept)  # as a kill leaves it between the commit and the removal
    replay(settings)
    assert "1 settled" in capsys.readouterr().err
    assert not path.exists()
    assert len(list(read_corpus(tmp_path / "corpus"))) == 1
    assert states(tmp_path) == {"stored": 1}


def test_an_empty_quarantine_is_fine(tmp_path, settings, capsys):
    assert replay(settings) == 0
    assert "empty" in capsys.readouterr().err


def test_a_page_that_cannot_be_removed_is_a_disk_error(tmp_path, settings, monkeypatch):
    def refuse(self, path):
        raise DiskFailure(str(path), "remove", OSError(errno.EROFS, "Read-only file system"))

    quarantined(tmp_path, {"https://news.example/x": b"<p" + b" a=1" * 5000})
    frontier = Frontier(tmp_path / "state" / FILE_NAME)
    frontier.reopen(["https://news.example/x"])
    (lease,) = frontier.lease(1)
    outcome = Outcome(lease=lease, state="duplicate", reason="canonical", record_id="0" * 32)
    frontier.settle([outcome])
    frontier.close()
    monkeypatch.setattr(Disk, "remove", refuse)
    with pytest.raises(DiskError, match="quarantine"):
        replay(settings)
