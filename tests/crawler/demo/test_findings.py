from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from crawler.demo.crawl import CrawlEnd, Folders
from crawler.demo.faults import read_faults
from crawler.demo.findings import look_through
from crawler.demo.outlets import read_outlets
from crawler.demo.summary import summary
from crawler.operate.paint import Paint
from output.record import Article, RemovedText, text_hash

OUTLETS = read_outlets()


def record(outlet, story, **changes) -> Article:
    fields = {
        "id": text_hash(outlet.url(story))[:32],
        "url": outlet.url(story),
        "site": outlet.name,
        "title": story.title,
        "language": story.language,
        "text": story.text,
        "removed": [RemovedText(category="social", judge="rules", rule="social.share", text="X")],
        "content_hash": text_hash(story.text),
        "fetched_at": datetime(2026, 11, 1, tzinfo=UTC),
        "run": "run",
        "cleaner": "0",
    }
    return Article(**(fields | changes))


@pytest.fixture
def records() -> list[Article]:
    """Every article, and the copy of one, which the copied record names as the earlier."""
    outlet = next(outlet for outlet in OUTLETS if outlet.name == "harbour-post")
    story, copy = outlet.story("fish-auction"), "f" * 32
    original = {story.slug: {"duplicate_of": copy}}
    return [
        record(outlet, story, **original.get(story.slug, {}))
        for outlet in OUTLETS
        for story in outlet.stories
    ] + [record(outlet, story, id=copy, url=f"{outlet.home}/print/fish-auction/")]


@pytest.fixture
def states() -> dict[str, tuple[str, str | None]]:
    outlets = {outlet.name: outlet for outlet in OUTLETS}
    known = {outlet.url(s): ("stored", None) for outlet in OUTLETS for s in outlet.stories}
    return known | {f.url(outlets[f.site]): (f.ends, f.reason) for f in read_faults()}


def test_a_perfect_crawl(records, states) -> None:
    findings = look_through(OUTLETS, read_faults(), records, states)
    assert findings.is_complete
    assert all(finding.is_exact for finding in findings.stories)
    assert all(finding.is_as_foreseen for finding in findings.faults)
    assert findings.removed == {"social": len(records)}


def test_a_lacking_article_is_seen(records, states) -> None:
    assert not look_through(OUTLETS, read_faults(), records[1:], states).is_complete


def test_a_doubled_article_is_seen(records, states) -> None:
    doubled = [*records, records[0]]
    assert not look_through(OUTLETS, read_faults(), doubled, states).is_complete


def test_a_stranger_is_seen(records, states) -> None:
    outlet = OUTLETS[0]
    stranger = record(outlet, outlet.stories[0], url="http://elsewhere.test/")
    findings = look_through(OUTLETS, read_faults(), [*records, stranger], states)
    assert findings.strangers == (stranger,)
    assert not findings.is_complete


def test_a_leaked_line_is_seen_and_told(records, states) -> None:
    outlet = OUTLETS[0]
    records[0] = record(outlet, outlet.stories[0], text=outlet.stories[0].text + "\n\nShare")
    findings = look_through(OUTLETS, read_faults(), records, states)
    assert findings.is_complete
    assert not findings.stories[0].is_exact
    told = tell(findings)
    assert f"not {outlet.name}/{outlet.stories[0].slug}" in told
    assert "0 blocks lacking, 1 too many, first: 'Share'" in told


def test_another_ending_of_a_fault_is_seen_and_told(records, states) -> None:
    url = next(url for url in states if url.endswith("/amp/lokales/stadtbad.html"))
    states[url] = ("stored", None)
    findings = look_through(OUTLETS, read_faults(), records, states)
    wrong = [finding.fault.id for finding in findings.faults if not finding.is_as_foreseen]
    assert wrong == ["amp-twin"]
    assert "NOT foreseen" in tell(findings)


def test_a_copy_may_come_before_its_original(records, states) -> None:
    outlet = next(outlet for outlet in OUTLETS if outlet.name == "nordufer-kurier")
    twin = next(url for url in states if url.endswith("/amp/lokales/stadtbad.html"))
    states[twin] = ("stored", None)
    states[outlet.url(outlet.story("stadtbad"))] = ("duplicate", "canonical")
    findings = look_through(OUTLETS, read_faults(), records, states)
    assert all(finding.is_as_foreseen for finding in findings.faults)


def test_a_copy_that_nothing_names_is_a_stranger(records, states) -> None:
    records = [msgspec.structs.replace(one, duplicate_of=None) for one in records]
    findings = look_through(OUTLETS, read_faults(), records, states)
    assert [one.url for one in findings.strangers] == [records[-1].url]
    assert [f.fault.id for f in findings.faults if not f.is_as_foreseen] == ["print-copy"]


def test_a_summary_without_a_terminal_is_plain(records, states) -> None:
    told = tell(look_through(OUTLETS, read_faults(), records, states))
    assert "30 of 30 texts are word for word" in told
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= 120


def tell(findings) -> str:
    end = CrawlEnd(exit_code=0, sentence="30 articles stored from 5 sites.", seconds=1.5)
    folders = Folders(corpus=_missing("corpus"), state=_missing("state"))
    return summary(end, findings, folders, Paint(enabled=False))


def _missing(name: str) -> Path:
    return Path("/nonexistent") / name
