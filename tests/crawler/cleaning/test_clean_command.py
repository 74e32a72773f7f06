"""``scrapy clean`` as a user runs it: real processes, real files."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tests.cleaners.hostile_pages import LAST_WORDS, around

ROOT = Path(__file__).parents[3]


def clean(
    *args: object, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "scrapy", "clean", *map(str, args)]
    around_it = {**os.environ, **(env or {})}
    return subprocess.run(
        command, input=stdin, cwd=ROOT, env=around_it, capture_output=True, check=False
    )


def last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode().splitlines()[-1]


def rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.split(b"\n") if line]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Good pages, one that cannot be cleaned, one row that is not JSON."""
    path = tmp_path / "corpus.jsonl.xz"
    good = [
        json.dumps({"id": f"p{n}", "url": f"https://a.example/{n}", "html": around(f"<p>{n}</p>")})
        for n in range(6)
    ]
    bad = [json.dumps({"id": 7, "html": "<p>Hi"}), "{not json"]
    path.write_bytes(lzma.compress("\n".join([*good[:3], *bad, *good[3:]]).encode()))
    return path


def test_a_corpus_with_bad_rows(corpus: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    done = clean(corpus, "-o", one, "--workers", 1)
    assert done.returncode == 2
    assert f"{corpus}:5: not JSON" in done.stderr.decode()
    assert "cleaned 6 of 7 documents" in last_line(done)
    written = rows(one.read_bytes())
    assert [row["id"] for row in written] == ["p0", "p1", "p2", 7, "p3", "p4", "p5"]
    assert written[0]["text"].endswith(f"{LAST_WORDS}.")
    assert (written[3]["text"], written[3]["error"]) == ("", "too-short")
    assert all(list(row) == list(written[0]) for row in written)
    clean(corpus, "-o", two, "--workers", 2)
    assert two.read_bytes() == one.read_bytes()
    assert not list(tmp_path.glob(".*part"))


@pytest.mark.parametrize(
    ("suffix", "unpack"),
    [(".gz", gzip.decompress), (".xz", lzma.decompress), (".zst", None)],
)
def test_compressed_output_and_standard_input(tmp_path: Path, suffix: str, unpack: Any) -> None:
    out = tmp_path / f"out.jsonl{suffix}"
    done = clean("-", "-o", out, stdin=around("").encode())
    assert done.returncode == 0, done.stderr
    unpack = unpack or (lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data))
    (row,) = rows(unpack(out.read_bytes()))
    assert row["id"] == "-"
    assert LAST_WORDS in row["text"]


def test_show_is_for_a_reader_and_obeys_nothing(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(around("", "<footer>© 2024 Harbour Post. All rights reserved.</footer>"))
    done = clean(page, "--show", env={"NO_COLOR": "1"})
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert LAST_WORDS in shown
    assert "- [copyright " in shown
    assert "\x1b" not in shown
    assert "removed: " in shown.splitlines()[-1]


@pytest.mark.slow  # ten processes
@pytest.mark.parametrize(
    ("make", "args", "code", "said"),
    [
        (None, ["nope.html"], 2, "nope.html: no such file or folder"),
        ("folder", ["{tmp}"], 2, "no pages in this folder"),
        ("picture", ["{tmp}/a.bin"], 2, "a PNG image"),
        (None, [], 2, "name at least one INPUT"),
        (None, ["-", "--wrokers", "2"], 2, "unknown option --wrokers"),
        (None, ["-", "--workers", "0"], 2, "give a number from 1 up"),
        (None, ["-", "-o", "{tmp}"], 2, "is a folder"),
        (None, ["-", "-o", "{tmp}/no/out.jsonl"], 2, "make it first"),
        (None, ["-", "-s", "EXTRACTOR=magic"], 2, "choose one of blocks, trafilatura"),
        ("empty", ["{tmp}/a.html"], 7, "1 gave no text (empty 1)"),
    ],
)
def test_each_wrong_call_is_told_in_one_line(
    tmp_path: Path, make: str | None, args: list[str], code: int, said: str
) -> None:
    if make == "picture":
        (tmp_path / "a.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    if make == "empty":
        (tmp_path / "a.html").write_bytes(b"")
    done = clean(*(arg.format(tmp=tmp_path) for arg in args))
    assert done.returncode == code, done.stderr
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_too_many_failures(tmp_path: Path) -> None:
    lines = [json.dumps({"id": n, "html": "<p>Hi"}) for n in range(4)]
    lines.append(json.dumps({"id": 9, "html": around("")}))
    done = clean("-", stdin="\n".join(lines).encode())
    assert done.returncode == 6
    assert len(rows(done.stdout)) == 5


def test_an_output_is_never_its_own_input(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Words of a text."}) + "\n")
    before = path.read_bytes()
    assert clean(path, "-o", path).returncode == 2
    assert path.read_bytes() == before


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(around(""))
    out = tmp_path / "out.jsonl"
    script = f"ulimit -f 1; trap '' XFSZ; exec {sys.executable} -m scrapy clean {page} -o {out}"
    many = " ".join([str(page)] * 40)
    script = script.replace(f" {page} ", f" {many} ")
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr
    assert f"cannot write {out}" in last_line(done)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html"]


def test_filters_leave_out_rows_and_count_them(tmp_path: Path) -> None:
    source = tmp_path / "texts.jsonl"
    long = " ".join(f"In year {n} the bridge was painted by a crew of the town." for n in range(20))
    texts = {"long": long, "brief": "The bridge is open again, said its keeper on Monday."}
    source.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()))
    done = clean(source, "--text", "--filters", "short")
    assert done.returncode == 0
    assert [row["id"] for row in rows(done.stdout)] == ["long"]
    assert last_line(done).startswith("cleaned 1 of 2 documents into standard output; 1 were ")
    assert "dropped by filters (filter-short-words 1)" in last_line(done)
    everything = clean(source, "--text")
    assert [row["quality"]["words"] for row in rows(everything.stdout)] == [260, 10]


def test_an_unknown_filter_is_told_with_those_there_are() -> None:
    done = clean("-", "--filters", "gopher,gofer")
    assert done.returncode == 2
    assert "no filter 'gofer': choose of gopher, gopher-repetition, c4" in last_line(done)


def test_addresses_and_numbers_are_masked_where_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "text.txt"
    prose = "The council kept the bridge open, and its keeper says that the crane is late."
    source.write_text(f"{prose}\n\nHe was asked at keeper@bridge.example, not at +44 1632 960114.")
    (row,) = rows(clean(source, "--mask", "email,phone").stdout)
    assert row["text"] == prose
    assert [one["text"] for one in row["removed"]] == ["He was asked at [email], not at [phone]."]
    assert (row["masked_emails"], row["masked_phones"]) == (1, 1)
