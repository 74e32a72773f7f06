import re

import pytest

from crawler.exits import DiskError
from crawler.operate.history import Alarm
from crawler.operate.metrics import exposition, write_textfile

SUMMARY = {
    "run": "r1",
    "started_at": "2026-11-01T04:00:00+00:00",
    "ended_at": "2026-11-01T04:02:30+00:00",
    "exit_code": 6,
    "sentence": "…",
    "states": {"stored": 3, "pending": 1},
    "sites": {
        "one": {"found": 4, "new": 3, "stored": 3, "failed": {"http-404": 1}, "bytes": 1234567,
                "latency_ms_p50": 120.0, "latency_ms_p95": 900.5},
        'odd"\\\n': {"stored": 1},
    },
}  # fmt: skip
ALARM = Alarm(site="one", kind="text", cause="paywall", evidence="short")
LABEL = r'[a-z]+="(\\.|[^"\\\n])*"'
LINE = re.compile(rf"(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{{{LABEL}(,{LABEL})*\}})? \S+)")


def test_every_line_is_in_the_exposition_format() -> None:
    text = exposition(SUMMARY, [ALARM])
    assert text.endswith("\n")
    for line in text.splitlines():
        assert LINE.fullmatch(line), line


def test_the_numbers_are_the_runs() -> None:
    lines = exposition(SUMMARY, [ALARM]).splitlines()
    assert "cleanwire_last_run_duration_seconds 150" in lines
    assert "cleanwire_last_run_exit_code 6" in lines
    assert 'cleanwire_last_run_stored{site="one"} 3' in lines
    assert 'cleanwire_last_run_bytes{site="one"} 1234567' in lines
    assert 'cleanwire_last_run_failed{site="one",reason="http-404"} 1' in lines
    assert 'cleanwire_last_run_latency_seconds{site="one",quantile="0.95"} 0.9005' in lines
    assert 'cleanwire_last_run_alarm{site="one",kind="text"} 1' in lines
    assert 'cleanwire_last_run_frontier_urls{state="pending"} 1' in lines
    assert r'cleanwire_last_run_stored{site="odd\"\\\n"} 1' in lines


def test_a_metric_is_declared_once() -> None:
    types = [line for line in exposition(SUMMARY).splitlines() if line.startswith("# TYPE")]
    assert len(types) == len(set(types))


def test_a_summary_without_its_key_is_refused() -> None:
    with pytest.raises(ValueError, match="started_at"):
        exposition({"run": "r1", "sites": {}})


def test_the_file_is_written_in_one_piece(tmp_path) -> None:
    path = tmp_path / "cleanwire.prom"
    write_textfile(path, "a 1\n")
    write_textfile(path, "a 2\n")
    assert path.read_text() == "a 2\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(DiskError, match=r"none/cleanwire\.prom: metrics cannot be written"):
        write_textfile(tmp_path / "none" / "cleanwire.prom", "")
