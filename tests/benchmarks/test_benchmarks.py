"""The benchmarks' own arithmetic: medians, ratios, shingles, tables."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import cleaning, growth, report
from benchmarks.corpus import read_pages
from benchmarks.quality.columns import figures

ROW = {"id": "a", "url": "http://paper.example/a", "html": "<p>ü \ud800</p>", "gold": {"body": "x"}}


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_pages_are_read_from_plain_and_packed_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"corpus.jsonl{suffix}"
    data = b"".join(json.dumps({**ROW, "id": str(n)}).encode() + b"\n" for n in range(5))
    path.write_bytes(gzip.compress(data) if suffix else data)
    pages = list(read_pages(path, every=2))
    assert [page.id for page in pages] == ["0", "2", "4"]
    assert pages[0].html == "<p>ü ?</p>"


def test_rows_take_each_pages_median_and_relate_to_the_reference() -> None:
    def run(*cpu_ms: float) -> dict[str, object]:
        return {"cpu_ms": list(cpu_ms), "failures": 1, "peak_mb": 50.0}

    found = {
        row.system: row
        for row in cleaning.rows(
            {"trafilatura": [run(10, 20), run(12, 22), run(999, 21)], "cleanwire": [run(6, 10.5)]}
        )
    }
    assert found["trafilatura"].mean_ms == (12 + 21) / 2
    assert found["trafilatura"].relative == 1.0
    assert found["cleanwire"].relative == pytest.approx(0.5)
    assert found["cleanwire"].failures == 1


def test_leaked_characters_are_counted_by_the_thousand() -> None:
    text = "one two three four five six"
    leaked = "subscribe now please"
    found = figures({"a": text}, {"a": f"{text}\n{leaked}"})
    assert found["leak/1k"] == pytest.approx(1000 * len(leaked) / len(f"{text}\n{leaked}"))


def test_figures_average_over_pages_with_gold() -> None:
    found = figures({"a": "one two three four", "b": "five six seven eight"}, {
        "a": "one two three four", "b": "",
    })  # fmt: skip
    assert (found["P"], found["R"]) == (1.0, 0.5)
    assert found["F1"] == pytest.approx(2 / 3)
    assert found["leak/1k"] == 0.0


def test_steps_are_spaced_by_decades() -> None:
    assert list(growth.steps(12_000)) == [1000, 2000, 5000, 10_000]
    assert list(growth.steps(999)) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (1234567, "1,234,567"), (0.12345, "0.123"), (1234.5, "1,234"), ("a", "a")],
)
def test_cells_show_what_counts(value: object, shown: str) -> None:
    assert report.table(["x"], [[value]]).endswith(f"| {shown} |")


def test_a_report_is_written_with_its_plots(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    row = cleaning.Row(
        system="cleanwire", version="0", pages=1, mean_ms=1.0, median_ms=1.0, p95_ms=1.0,
        relative=0.5, peak_mb=10.0, failures=0,
    )  # fmt: skip
    results = report.Results(
        command="python -m benchmarks x",
        cleaning=[row],
        quality={"cleanwire": {"F1": 0.9}},
        missing={"goose3": "ModuleNotFoundError"},
    )
    text = report.write(results, tmp_path).read_text()
    assert "| cleanwire | 0 | 1 | 1 | 1 | 0.5 | 10 | 0 | 0.9 |" in text
    assert "goose3 was not measured: ModuleNotFoundError" in text
    assert (tmp_path / "cleaning.svg").stat().st_size > 1000
    assert json.loads((tmp_path / "results.json").read_text())["missing"]
