import json
import re
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import pytest

from cleaners.errors import CleaningError
from cleaners.types import Page
from cleaners.warc import Note
from crawler.archive import WarcArchive
from crawler.exits import ConfigError, DamageError
from crawler.frontier import Frontier
from crawler.frontier.types import Found, Outcome
from crawler.operate import charts, publish
from crawler.operate.counts import read_summary
from crawler.operate.history import Alarm, History
from crawler.operate.publish import write_report
from crawler.operate.report import sparkline
from crawler.quarantine import Quarantine
from crawler.workers import WorkerPool
from output.record import Article, Markup, text_hash
from output.writer import CorpusWriter

START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=40)
HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e"


def summary(number: int, sites: dict, **more) -> dict:
    started = START + timedelta(hours=number)
    return {
        "run": f"{started:%Y%m%dT%H%M%SZ}-0000",
        "started_at": started.isoformat(),
        "ended_at": (started + timedelta(minutes=5)).isoformat(),
        "exit_code": 0,
        "sentence": "Fine.",
        "removed_chars": {"social": 900},
        "sites": sites,
    } | more


def counts(stored: int) -> dict:
    return {
        "found": 20, "new": stored, "stored": stored, "failed": {"http-404": 1},
        "text_chars_total": 3000 * stored, "removed_chars": {"social": 900 * stored},
        "latency_ms_p50": 100.0, "latency_ms_p95": 250.0, "sources_read": 1,
        "slowest": [{"url": "https://a.example/slow", "ms": 990.0}],
        "largest": [{"url": "https://a.example/large", "bytes": 2_000_000}],
    }  # fmt: skip


def leave(state, told: dict, alarms=()) -> str:
    (state / "runs").mkdir(parents=True, exist_ok=True)
    (state / "runs" / f"{told['run']}.json").write_text(json.dumps(told))
    with History(state / "history.sqlite") as history:
        history.record(read_summary(told), alarms)
    return told["run"]


@pytest.fixture
def state(tmp_path):
    folder = tmp_path / "state"
    for number in range(30):
        leave(folder, summary(number, {"one": counts(number), "two": counts(5)}))
    return folder


def write(state, tmp_path, run=None) -> str:
    path = write_report(state, tmp_path / "corpus", run, tmp_path / "report.html")
    return path.read_text(encoding="utf-8")


def test_the_last_run_is_reported(state, tmp_path) -> None:
    page = write(state, tmp_path)
    assert "Fine." in page
    assert page.count('class="spark"') == 2
    assert "https://a.example/slow" in page
    for name in ("Articles per hour", "Removed text, by category", "Outcomes", "Latency"):
        assert name in page


def test_an_earlier_run_is_reported_without_what_came_later(state, tmp_path) -> None:
    run = sorted((state / "runs").iterdir())[9].stem
    page = write(state, tmp_path, run)
    assert "from 0 to 9, at most 9" in page


def test_a_run_that_is_not_there_is_named(state, tmp_path) -> None:
    with pytest.raises(ConfigError, match="no run 'x'"):
        write(state, tmp_path, "x")
    with pytest.raises(ConfigError, match="crawl first"):
        write(tmp_path / "empty", tmp_path)


def test_a_broken_summary_is_named(state, tmp_path) -> None:
    last = max((state / "runs").iterdir())
    last.write_text("{")
    with pytest.raises(DamageError, match=last.name):
        write(state, tmp_path)


def test_the_report_fetches_nothing_and_runs_nothing(state, tmp_path) -> None:
    page = write(state, tmp_path)
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#|data:)', page)


def test_ids_are_unique_and_an_alarm_leads_to_its_site(state, tmp_path) -> None:
    names = ["a-news.test", "a.news.test", "ünion.test"]
    alarm = Alarm(site=names[1], kind="text", cause="paywall", evidence="short")
    told = summary(
        31, dict.fromkeys(names, counts(3)),
        alarms=[{"site": names[1], "kind": "text", "cause": "paywall", "evidence": "short"}],
    )  # fmt: skip
    leave(state, told, [alarm])
    page = write(state, tmp_path)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    ((anchor, _),) = re.findall(r'href="#(site-\d+)">(a\.news\.test)<', page)
    assert f'id="{anchor}">a.news.test<' in page


def test_hostile_words_are_shown_harmless(state, tmp_path) -> None:
    alarm = Alarm(site=HOSTILE, kind="text", cause=HOSTILE, evidence=HOSTILE)
    told = summary(
        31, {HOSTILE: counts(3)}, sentence=HOSTILE,
        alarms=[{"site": HOSTILE, "kind": "text", "cause": HOSTILE, "evidence": HOSTILE}],
        removed_chars={HOSTILE: 5}, states={HOSTILE: 1},
    )  # fmt: skip
    leave(state, told, [alarm])
    page = write(state, tmp_path)
    assert "&lt;script&gt;" in page
    for danger in ("<script", "\x1b", "\u202e"):
        assert danger not in page


def test_pages_without_an_article_are_listed_with_how_to_look_at_them(state, tmp_path) -> None:
    told = summary(39, {"one": counts(1)})
    leave(state, told)
    now = datetime.fromisoformat(told["started_at"]) + timedelta(minutes=1)
    frontier = Frontier(state / "frontier.sqlite", clock=lambda: now)
    url = "https://a.example/it's gone?a=1&b=2"
    frontier.add([Found(url=url, site="one", source="s")])
    (lease,) = frontier.lease(1)
    frontier.settle([Outcome(lease=lease, state="failed", reason="http-404")])
    frontier.close()
    page = write(state, tmp_path)
    assert "failed (http-404)" in page
    assert "scrapy inspect &#x27;https://a.example/it" in page


PAGES = {
    "http://a.example/story": b"<html><body><article><h1>Ferry</h1>"
    + b"<p>The ferry across the Lune was taken out of service after its engine failed.</p>" * 9,
    "http://a.example/hangs": b"<html><body><p>nobody knows",
}


@pytest.fixture
def with_quarantine(state):
    """A run two pages of which are in quarantine."""
    told = summary(39, {"one": counts(1)})
    leave(state, told)
    now = datetime.fromisoformat(told["started_at"]) + timedelta(minutes=1)
    frontier = Frontier(state / "frontier.sqlite", clock=lambda: now)
    frontier.add([Found(url=url, site="one", source="s") for url in PAGES])
    for lease in frontier.lease(len(PAGES)):
        page = Page(
            url=lease.url, final_url=lease.url, status=200,
            headers=(("content-type", "text/html"),),
            body=PAGES[lease.url], fetched_at=now,
        )  # fmt: skip
        Quarantine(state).put(lease, page, "timeout")
        frontier.settle([Outcome(lease=lease, state="quarantined", reason="timeout")])
    frontier.close()
    return state


def linked(report) -> list[str]:
    links = re.findall(r'href="([^"#]+\.html)"', report.read_text(encoding="utf-8"))
    return [(report.parent / link).read_text(encoding="utf-8") for link in links]


def test_a_quarantined_pages_inspection_is_linked(with_quarantine, tmp_path) -> None:
    report = write_report(with_quarantine, tmp_path / "corpus", None, tmp_path / "report.html")
    shown = linked(report)
    assert len(shown) == 2
    assert any("The ferry across the Lune" in page for page in shown)


def test_a_page_that_still_hangs_does_not_take_the_report_along(
    with_quarantine, tmp_path, monkeypatch
) -> None:
    class Hanging(WorkerPool):
        def submit(self, page) -> Future:
            if not page.url.endswith("hangs"):
                return super().submit(page)
            future: Future = Future()
            future.set_exception(CleaningError("timeout", "given up after 10 s"))
            return future

    monkeypatch.setattr(publish, "WorkerPool", Hanging)
    report = write_report(with_quarantine, tmp_path / "corpus", None, tmp_path / "report.html")
    shown = linked(report)
    assert any("cannot be shown (timeout: given up after 10 s)" in page for page in shown)
    assert any("The ferry across the Lune" in page for page in shown)


def test_a_page_without_an_article_is_linked_where_the_crawl_kept_it(state, tmp_path) -> None:
    told = summary(39, {"one": counts(1)})
    run = leave(state, told)
    now = datetime.fromisoformat(told["started_at"]) + timedelta(minutes=1)
    frontier = Frontier(state / "frontier.sqlite", clock=lambda: now)
    frontier.add([Found(url=url, site="one", source="s") for url in PAGES])
    archive = WarcArchive(tmp_path / "corpus" / "warc", run)
    for lease in frontier.lease(len(PAGES)):
        page = Page(
            url=lease.url, final_url=lease.url, status=200, headers=(), body=PAGES[lease.url],
            fetched_at=now,
        )  # fmt: skip
        if lease.url.endswith("hangs"):
            frontier.settle([Outcome(lease=lease, state="filtered", reason="no-article")])
        else:
            frontier.settle([Outcome(lease=lease, state="failed", reason="http-404")])
        archive.write(page, note=Note(url=lease.url, site="one", run=run))
    archive.close()
    frontier.close()
    report = write_report(state, tmp_path / "corpus", None, tmp_path / "report.html")
    (inspection,) = linked(report)
    assert "nobody knows" in inspection
    assert "scrapy inspect http://a.example/story" in report.read_text(encoding="utf-8")


def test_an_article_with_a_warning_is_linked_to_its_inspection(state, tmp_path) -> None:
    run = leave(state, summary(39, {"one": counts(2)}))
    articles = [
        Article(
            id=f"{number:032x}", url=f"http://a.example/{number}", site="one", run=run, cleaner="c",
            text="Heading\n\nSome text.", content_hash=text_hash("x"), flags=flags,
            markup=[Markup(paragraph=0, kind="heading", level=2)], fetched_at=START,
        )
        for number, flags in enumerate((["memory-abstained"], ["parts:3"], []))
    ]  # fmt: skip
    writer = CorpusWriter(tmp_path / "corpus", run)
    writer.append(articles)
    writer.close_segment()
    report = write_report(state, tmp_path / "corpus", None, tmp_path / "report.html")
    page = report.read_text(encoding="utf-8")
    assert "Articles in doubt" in page
    assert "memory-abstained" in page
    (inspection,) = linked(report)
    assert "Flags: memory-abstained." in inspection
    assert 'class="kept heading"' in inspection


def test_five_hundred_sites_stay_under_two_megabytes(tmp_path) -> None:
    state = tmp_path / "state"
    names = [f"a-news-site-with-a-longer-name-{number}" for number in range(500)]
    for number in range(31):
        leave(state, summary(number, {name: counts(number % 7 + 1) for name in names}))
    page = write(state, tmp_path)
    assert page.count('class="spark"') == 500
    assert len(page.encode()) < 2_000_000


def test_without_matplotlib_the_report_says_what_to_install(state, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(charts, "is_possible", lambda: False)
    assert "pip install" in write(state, tmp_path)


def test_a_single_run_has_no_line() -> None:
    assert sparkline([3], "x") == "—"
    assert sparkline([0, 0], "x").count(",19") == 2
