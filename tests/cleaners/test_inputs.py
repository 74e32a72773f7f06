from __future__ import annotations

import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaners import CleaningError, Options
from cleaners.inputs import (
    InputDocument,
    InputProblem,
    Item,
    Position,
    clean_document,
    read_inputs,
)
from cleaners.streams import lines
from tests.cleaners.hostile_pages import around
from tests.faults.warcs import generate

PAGE = b"<html><body><p>Text</p></body></html>"


def read(*paths: Path | str, stdin: bytes = b"", as_text: bool = False) -> list[Item]:
    return list(
        read_inputs([str(path) for path in paths], stdin=io.BytesIO(stdin), as_text=as_text)
    )


def documents(items: Iterable[Item]) -> list[InputDocument]:
    return [item for item in items if isinstance(item, InputDocument)]


def problems(items: Iterable[Item]) -> list[InputProblem]:
    return [item for item in items if isinstance(item, InputProblem)]


def rows(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        ("", bytes),
        (".gz", gzip.compress),
        (".xz", lzma.compress),
        (".zst", zstandard.compress),
        ("", gzip.compress),  # by what it holds, not by its name
    ],
)
def test_rows_in_every_wrapping(tmp_path: Path, suffix: str, pack: object) -> None:
    path = tmp_path / f"pages.jsonl{suffix}"
    path.write_bytes(
        pack(rows({"id": "a", "html": "<p>A", "url": "https://a.example/"}, {"text": "B"}))
    )  # type: ignore[operator]
    first, second = documents(read(path))
    assert (first.id, first.body, first.form, first.url) == (
        "a",
        "<p>A",
        "html",
        "https://a.example/",
    )
    assert (second.id, second.body, second.form) == (f"{path}:2", "B", "text")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{broken", "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"id": 1}', "no html or text field"),
        (b'{"html": 5}', "no html or text field"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_read(
    tmp_path: Path, line: bytes, said: str
) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(
        rows({"id": 1, "text": "one"}) + line + b"\n\n" + rows({"id": 4, "text": "four"})
    )
    items = read(path)
    assert [document.id for document in documents(items)] == [1, 4]
    (problem,) = problems(items)
    assert problem.source == f"{path}:2"
    assert said in problem.message
    assert "\n" not in str(problem)


def test_a_row_with_lone_surrogates(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b'{"id": "s", "text": "a \\ud800 surrogate"}\n')
    (document,) = documents(read(path))
    assert clean_document(document, Options()).text == "a \ufffd surrogate"


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "deep.htm").write_bytes(PAGE)
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE, mtime=0))
    (tmp_path / "c.txt").write_text("Words")
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / ".hidden.html").write_bytes(PAGE)
    found = documents(read(tmp_path))
    assert [Path(document.source).name for document in found] == ["a.html.gz", "c.txt", "deep.htm"]
    assert [document.form for document in found] == ["html", "text", "html"]
    assert found[0].body == PAGE


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(rows({"text": "x" * 9000}) * 50)[:-40])
    names = ("nope.html", "empty", "picture.bin", "cut.jsonl.gz")
    items = read(*(tmp_path / name for name in names))
    found = problems(items)
    assert [problem.kind for problem in found] == ["missing", "no-pages", "binary", "damaged"]
    assert "PNG" in found[2].message
    assert all(name in str(problem) for name, problem in zip(names, found, strict=True))


@pytest.mark.parametrize(
    ("stdin", "form", "body"),
    [
        (PAGE, "html", PAGE),
        (b"Just words.", "text", b"Just words."),
        (gzip.compress(PAGE, mtime=0), "html", PAGE),
        (rows({"html": "<p>x"}), "html", "<p>x"),
    ],
)
def test_standard_input_tells_what_it_is(stdin: bytes, form: str, body: object) -> None:
    (document,) = documents(read("-", stdin=stdin))
    assert (document.form, document.body) == (form, body)


def test_as_text_takes_the_text_field_and_plain_files(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"1 < 2")
    (row,) = documents(read("-", stdin=rows({"html": "<p>x", "text": "y"}), as_text=True))
    (file,) = documents(read(path, as_text=True))
    assert (row.form, row.body, file.form) == ("text", "y", "text")


def test_a_page_is_cleaned_by_its_form() -> None:
    html = InputDocument(id="1", source="x", body=around(""), form="html")
    text = InputDocument(id="1", source="x", body="Grüße\nund mehr".encode("utf-16"), form="text")
    assert "ninth bridge was opened" in clean_document(html, Options()).text
    assert clean_document(text, Options()).text == "Grüße\n\nund mehr"
    with pytest.raises(CleaningError):
        clean_document(InputDocument(id="1", source="x", body=b"", form="html"), Options())


def test_warc(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    records = _record(1, "text/html; charset=utf-8", PAGE), _record(2, "image/png", b"\x89PNG")
    path.write_bytes(b"".join(map(gzip.compress, records)))
    (document,) = documents(read(path))
    assert document.body == PAGE
    assert (document.url, document.content_type) == (
        "https://a.example/1",
        "text/html; charset=utf-8",
    )


def _record(number: int, kind: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:0000-{number}>\r\n"
        f"WARC-Target-URI: https://a.example/{number}\r\n"
        "WARC-Date: 2024-05-03T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@given(
    st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line and b"\r" not in line))
)
def test_lines_are_all_there_and_long_ones_are_marked(given_lines: list[bytes]) -> None:
    stream = io.BufferedReader(io.BytesIO(b"\n".join([*given_lines, b""])))  # type: ignore[arg-type]
    expected = [line if len(line) <= 20 else None for line in given_lines]
    assert list(lines(stream, 20)) == expected


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_reading_goes_on_behind_any_document(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    archive = tmp_path / "c.warc.gz"
    generate(archive, 40_000, page_bytes=1_000, seed=3)
    if pack is not bytes:
        plain = gzip.decompress(archive.read_bytes())  # nothing in it is damaged
        archive.unlink()
        (tmp_path / "c.warc").write_bytes(pack(plain))
    (tmp_path / "a.jsonl").write_bytes(rows(*({"text": f"row {n}"} for n in range(4))))
    (tmp_path / "b.txt").write_text("a text")
    (tmp_path / "d.html").write_text("<p>a page")
    paths = [str(tmp_path), str(tmp_path / "a.jsonl")]

    def read_behind(after: Position | None) -> list[InputDocument]:
        return documents(read_inputs(paths, stdin=io.BytesIO(), after=after))

    everything = read_behind(None)
    assert len(everything) > 15
    for number, document in enumerate(everything):
        assert read_behind(document.position) == everything[number + 1 :]
