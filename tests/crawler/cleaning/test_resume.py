"""An output that grows step by step goes on where it was killed, and ends as if it had not been."""

import contextlib
import gzip
import json
import lzma
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard

from cleaners.inputs import Position
from crawler.cleaning.resume import ResumableOutput
from crawler.exits import ConfigError, DamageError
from tests.faults.warcs import generate

ROOT = Path(__file__).parents[3]
UNPACK = {
    "": bytes,
    ".gz": gzip.decompress,
    ".xz": lzma.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().stream_reader(
        data, read_across_frames=True
    ).read(),
}  # fmt: skip


def at(number):
    return Position(place=0, file="a.jsonl", documents=number)


class Killed(BaseException):
    """Stands for a kill: nothing of Python's own is told."""


def write(path, numbers, *, kill_at=None, step_every=3):
    """Write rows behind what is there; returns the number that the call began behind."""
    output = ResumableOutput(path, ("inputs", "options"))
    begun = output.after.documents if output.after else 0
    try:
        with output:
            for number in numbers:
                if number <= begun:
                    continue
                if number % step_every == 0:
                    output._stepped_s = -1e9  # the next row ends a step
                output.take(b"%d\n" % number, at(number))
                if number == kill_at:
                    raise Killed
    except Killed:
        pass
    return begun


@pytest.mark.parametrize("suffix", UNPACK)
def test_rows_behind_the_last_step_are_written_again_and_none_twice(tmp_path, suffix):
    path = tmp_path / f"out.jsonl{suffix}"
    numbers = range(1, 20)
    assert [write(path, numbers, kill_at=kill) for kill in (2, 7, 7, 13)] == [0, 0, 6, 6]
    assert not path.exists()
    with (tmp_path / f".{path.name}.part").open("ab") as part:
        part.write(b"torn")  # behind the note: it never happened
    assert write(path, numbers) == 12
    assert UNPACK[suffix](path.read_bytes()).split() == [b"%d" % number for number in numbers]
    assert list(tmp_path.iterdir()) == [path]


def test_documents_without_a_row_are_behind_it_too(tmp_path):
    output = ResumableOutput(tmp_path / "out", "x")
    with contextlib.suppress(Killed), output:
        output.take(b"1\n", at(1))
        output._stepped_s = -1e9
        output.take(None, at(2))
        raise Killed
    assert ResumableOutput(tmp_path / "out", "x").after == at(2)


def test_other_options_are_refused_and_so_is_damage(tmp_path):
    path = tmp_path / "out.jsonl"
    write(path, range(1, 9), kill_at=8)
    with pytest.raises(ConfigError, match="other inputs or options"):
        ResumableOutput(path, ("inputs", "others"))
    (tmp_path / ".out.jsonl.part").write_bytes(b"1\n")
    with (
        pytest.raises(DamageError, match="shorter than noted"),
        ResumableOutput(path, ("inputs", "options")),
    ):
        pass
    (tmp_path / ".out.jsonl.resume").write_bytes(b"{")
    with pytest.raises(DamageError, match="remove it to start anew"):
        ResumableOutput(path, ("inputs", "options"))


def command(*args):
    return [sys.executable, "-m", "scrapy", "clean", *map(str, args)]


def rows(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.mark.slow
def test_a_killed_call_goes_on_in_archive_and_rows_to_the_same_bytes(tmp_path):
    warc, texts = tmp_path / "a.warc.gz", tmp_path / "b.jsonl"
    generate(warc, 500_000, page_bytes=2_000, seed=3)
    said = "The bridge of year %d was opened by a crew of the town, which had built it for nothing."
    texts.write_text("".join(json.dumps({"text": said % n}) + "\n" for n in range(100)))
    whole, killed = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"
    subprocess.run(command(warc, texts, "-o", whole), cwd=ROOT, check=False, capture_output=True)
    noted, before, goes_on = tmp_path / ".killed.jsonl.resume", None, 0
    for _ in range(2):
        with subprocess.Popen(
            command(warc, texts, "-o", killed, "--resume"), cwd=ROOT,
            stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process:  # fmt: skip
            while process.poll() is None and (not noted.exists() or noted.read_bytes() == before):
                time.sleep(0.01)
            goes_on += process.poll() is None
            process.send_signal(signal.SIGKILL)
        before = noted.read_bytes() if noted.exists() else None
    assert goes_on >= 1
    done = subprocess.run(
        command(warc, texts, "-o", killed, "--resume"), cwd=ROOT, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert "rows were there already" in done.stderr.splitlines()[-1]
    assert killed.read_bytes() == whole.read_bytes()
    assert len(rows(killed)) > 200


@pytest.mark.parametrize("extra", [["-"], ["a.txt"], ["a.txt", "-o", "out", "--show"]])
def test_what_cannot_be_read_or_written_again_is_refused(extra, tmp_path):
    done = subprocess.run(
        command(*extra, "--resume"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--resume needs -o FILE" in done.stderr.splitlines()[-1]
