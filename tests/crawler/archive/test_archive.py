"""Archives: what is written is read again, past kills and damage, and other tools agree."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from cleaners.types import Page
from cleaners.warc import Archived, Marker, Unusable, read_warc
from crawler.archive import WarcArchive, recover
from crawler.archive.mark import continues
from crawler.archive.write import whole_length

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def page(number: int, **changes: object) -> Page:
    size = random.Random(number).randrange(100, 4000)
    values: dict[str, object] = {
        "url": f"https://paper.example/{number}",
        "final_url": f"https://paper.example/{number}",
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"), ("etag", f'"{number}"')),
        "body": f"<p>Ünïcode {number}</p>".encode() + random.Random(number).randbytes(size),
        "fetched_at": NOON + timedelta(seconds=number),
    }
    return Page(**{**values, **changes})  # type: ignore[arg-type]


def written(folder: Path, pages: list[Page], **options: int) -> list[Path]:
    archive = WarcArchive(folder, "run1", **options)
    for one in pages:
        archive.write(one)
        archive.roll()
    archive.close()
    return sorted(folder.glob("*.warc.gz"))


def pages_of(path: Path, after: Marker | None = None) -> list[Page]:
    return [found.page for found in read_warc(path, after=after) if isinstance(found, Archived)]


def reasons_of(path: Path) -> list[str]:
    return [found.reason for found in read_warc(path) if isinstance(found, Unusable)]


def without_length(one: Page) -> Page:
    headers = tuple(pair for pair in one.headers if pair[0] != "content-length")
    return Page(
        url=one.url, final_url=one.final_url, status=one.status, headers=headers,
        body=one.body, fetched_at=one.fetched_at,
    )  # fmt: skip


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    pages = [page(n) for n in range(20)] + [page(20, url="https://short.example/x")]
    (path,) = written(tmp_path, pages)
    assert path.name == "run1-00001.warc.gz"
    assert [without_length(one) for one in pages_of(path)] == pages


def test_a_decoded_body_is_not_called_encoded(tmp_path: Path) -> None:
    headers = (("content-encoding", "gzip"), ("transfer-encoding", "chunked"))
    (path,) = written(tmp_path, [page(1, headers=headers)])
    (found,) = pages_of(path)
    assert found.body == page(1).body
    assert found.header("content-encoding") is None
    assert found.header("x-archive-orig-content-encoding") == "gzip"
    assert found.header("content-length") == str(len(found.body))


def test_warcios_checker_and_reader_agree(tmp_path: Path) -> None:
    (path,) = written(tmp_path, [page(n) for n in range(5)])
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("digest pass") == 6, "five responses and the warcinfo"
    with path.open("rb") as file:
        records = [(r.rec_type, r.rec_headers["WARC-Date"]) for r in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo"] + ["response"] * 5
    assert records[1][1] == "2026-03-01T12:00:00.123456Z"


def test_files_are_rotated(tmp_path: Path) -> None:
    paths = written(tmp_path, [page(n) for n in range(30)], rotation_bytes=10_000)
    assert len(paths) > 3
    assert all(path.stat().st_size < 10_000 + 6_000 for path in paths)
    assert [one.url for path in paths for one in pages_of(path)] == [
        f"https://paper.example/{n}" for n in range(30)
    ]
    assert written(tmp_path, [page(1)])[-1].name == f"run1-{len(paths) + 1:05d}.warc.gz"


def test_reading_goes_on_behind_any_marker(tmp_path: Path) -> None:
    (path,) = written(tmp_path, [page(n) for n in range(12)])
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    packed_whole = tmp_path / "whole.warc.gz"
    packed_whole.write_bytes(gzip.compress(plain.read_bytes()))
    for file in (path, plain, packed_whole):
        found = list(read_warc(file))
        assert [one.marker.number for one in found] == list(range(1, 13))
        for stop in (0, 5, 11):
            assert list(read_warc(file, after=found[stop].marker)) == found[stop + 1 :]


def test_what_is_no_page_is_named(tmp_path: Path) -> None:
    (path,) = written(
        tmp_path,
        [
            page(1, status=404),
            page(2, status=301),
            page(3, headers=(("content-type", "image/png"),)),
            page(4, headers=()),
            page(5, body=b"x" * (17 * 2**20)),
        ],
    )
    assert reasons_of(path) == ["http-status", "http-status", "content-type", "too-large"]
    assert [one.url for one in pages_of(path)] == ["https://paper.example/4"]


def test_encoded_bodies_of_other_archives_are_decoded(tmp_path: Path) -> None:
    body = gzip.compress(b"<p>hello</p>")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + chunked
    )
    path = tmp_path / "other.warc"
    path.write_bytes(warc_record(http))
    assert [one.body for one in pages_of(path)] == [b"<p>hello</p>"]


def warc_record(http: bytes, *extra: bytes) -> bytes:
    head = [
        b"WARC/1.0", b"WARC-Type: response", b"WARC-Record-ID: <urn:uuid:1>",
        b"WARC-Date: 2026-01-02T03:04:05Z", b"WARC-Target-URI: http://a.example/",
        b"Content-Type: application/http; msgtype=response",
        b"Content-Length: %d" % len(http), *extra,
    ]  # fmt: skip
    return b"\r\n".join(head) + b"\r\n\r\n" + http + b"\r\n\r\n"


def test_damage_costs_the_record_that_it_hits(tmp_path: Path) -> None:
    (path,) = written(tmp_path, [page(n) for n in range(10)])
    markers = [found.marker for found in read_warc(path)]
    data = bytearray(path.read_bytes())
    hit = (markers[4].offset + markers[5].offset) // 2
    data[hit : hit + 20] = bytes(20)
    path.write_bytes(data)
    assert [one.url[-1] for one in pages_of(path)] == list("012356789")
    assert reasons_of(path) == ["damaged"]
    numbers = [found.marker.number for found in read_warc(path)]
    assert numbers == sorted(numbers)


def test_a_cut_file_gives_its_whole_records(tmp_path: Path) -> None:
    (path,) = written(tmp_path, [page(n) for n in range(6)])
    markers = [found.marker for found in read_warc(path)]
    whole = path.read_bytes()
    for file, data in (("cut.warc.gz", whole), ("cut.warc", gzip.decompress(whole))):
        cut = tmp_path / file
        cut.write_bytes(data[:-40])
        assert len(pages_of(cut)) == 5
        assert reasons_of(cut) in (["truncated"], ["damaged"])
    assert len(markers) == 6


def part_of(folder: Path, pages: int) -> Path:
    """Write a file, and make it look as if it had not been completed."""
    (path,) = written(folder, [page(n) for n in range(pages)])
    return path.rename(path.with_name(path.name + ".part"))


@pytest.mark.parametrize("seed", range(12))
def test_a_kill_at_any_byte_keeps_every_whole_record(tmp_path: Path, seed: int) -> None:
    part = part_of(tmp_path, 8)
    data = part.read_bytes()
    cut = random.Random(seed).randrange(len(data)) if seed else 10
    part.write_bytes(data[:cut])
    whole = whole_length(part)
    assert whole <= cut
    paths = recover(tmp_path)
    assert not list(tmp_path.glob("*.part"))
    if whole == 0:
        assert paths == []
        return
    (path,) = paths
    assert path.read_bytes() == data[:whole]
    assert [one.url for one in pages_of(path)] == [
        f"https://paper.example/{n}" for n in range(len(pages_of(path)))
    ]
    assert reasons_of(path) == []


def test_recovery_of_whole_files_only_renames(tmp_path: Path) -> None:
    part = part_of(tmp_path, 3)
    data = part.read_bytes()
    (path,) = recover(tmp_path)
    assert path.read_bytes() == data
    assert recover(tmp_path) == []


def test_what_no_commit_covers_is_cut_off(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, "run1")
    marks = {}
    for number in range(6):
        archive.write(page(number))
        if number in {1, 3}:
            kept = archive.sync()
            assert kept is not None
            marks[kept.name] = kept.length_bytes
    assert archive._file is not None
    archive._file.close()  # as a kill leaves it
    uncommitted = WarcArchive(tmp_path, "run2")
    uncommitted.write(page(9))
    assert uncommitted._file is not None
    uncommitted._file.close()
    (path,) = recover(tmp_path, lambda name: marks.get(name, 0))
    assert path.name == "run1-00001.warc.gz"
    assert [one.url for one in pages_of(path)] == [f"https://paper.example/{n}" for n in range(4)]
    assert reasons_of(path) == []
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("goes_on", [True, False])
def test_an_archive_says_whether_its_crawl_went_on_after_a_kill(
    tmp_path: Path, goes_on: bool
) -> None:
    (path,) = written(tmp_path, [page(1)], continues=goes_on)
    assert continues(path) is goes_on
    foreign = tmp_path / "foreign.warc"
    foreign.write_bytes(b"")
    assert not continues(foreign)


WRITER = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from cleaners.types import Page
from crawler.archive import WarcArchive
archive = WarcArchive(Path(sys.argv[1]), "run1")
number = 0
while True:
    url = f"https://paper.example/{number}"
    archive.write(Page(url=url, final_url=url, status=200, headers=(), body=b"x" * 100_000,
                       fetched_at=datetime.now(UTC)))
    if number % 10 == 0:
        archive.sync()
        print(number, flush=True)
    number += 1
"""


def test_a_killed_writer_keeps_what_was_synced(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        synced = [int(writer.stdout.readline()) for _ in range(4)][-1]
        writer.kill()
    (path,) = recover(tmp_path)
    assert len(pages_of(path)) > synced
    assert reasons_of(path) == []


def test_closing_twice_and_without_a_file_is_nothing(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path / "unused", "run1")
    archive.sync()
    archive.close()
    archive.close()
    assert not (tmp_path / "unused").exists()
