"""Several systems on the same pages, a few pages each in turn, each in a process of its own.

A machine's speed drifts within minutes. Systems that cleaned a whole corpus one after the
other would differ by the hour they ran at; here each has its turn every few seconds.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, Self

from benchmarks.corpus import CorpusPage

CHUNK_PAGES = 8
_WARM_UP = 3  # pages that are cleaned once before, uncounted
_READ_BYTES = 65_536
_ANSWER_TIMEOUT_S = 120  # from the question's first byte; start and imports included
# One core, one thread: what is measured is CPU time, not how well it is spread.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class LostError(Exception):
    """A system's process ended or did not answer; the message says how."""


class Worker:
    """A process that answers each line with a line; see ``benchmarks.measure``."""

    def __init__(self, command: Sequence[str]) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            command,
            bufsize=0,  # what a buffer holds, select does not see
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **_ONE_THREAD},
        )
        self._stdin, self._stdout = _pipes(self._process)
        os.set_blocking(self._stdin.fileno(), False)
        self._deadline = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # closes the pipes and waits
            self._process.kill()
        self._errors.close()

    def ask(self, page: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer to one page; raises LostError."""
        self._deadline = time.monotonic() + _ANSWER_TIMEOUT_S
        self._send(json.dumps(page).encode() + b"\n")
        return self._answer()

    def finish(self) -> dict[str, Any]:
        """End the input and return the last answer; raises LostError."""
        self._deadline = time.monotonic() + _ANSWER_TIMEOUT_S
        self._stdin.close()
        return self._answer()

    def _send(self, line: bytes) -> None:
        left = memoryview(line)
        while left:
            if not select.select([], [self._stdin], [], self._left_s())[1]:
                raise _late()
            try:
                left = left[os.write(self._stdin.fileno(), left) :]
            except BrokenPipeError:
                raise LostError(self._last_words()) from None

    def _answer(self) -> dict[str, Any]:
        line = bytearray()
        while not line.endswith(b"\n"):
            if not select.select([self._stdout], [], [], self._left_s())[0]:
                raise _late()
            read = os.read(self._stdout.fileno(), _READ_BYTES)
            if not read:
                raise LostError(self._last_words())
            line += read
        found: dict[str, Any] = json.loads(line)
        return found

    def _last_words(self) -> str:
        try:
            code = self._process.wait(self._left_s())
        except subprocess.TimeoutExpired:  # it closed a pipe and lives on
            raise _late() from None
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said and code > 0 else f"exit {code}"

    def _left_s(self) -> float:
        return max(0.0, self._deadline - time.monotonic())


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _late() -> LostError:
    return LostError(f"no answer for {_ANSWER_TIMEOUT_S} s")


def command(system: str) -> list[str]:
    """Return how a system's process is started."""
    return [sys.executable, "-m", "benchmarks.measure", system]


Answered = tuple[CorpusPage | None, dict[str, Any]]


def run(
    workers: Mapping[str, Worker], pages: Iterable[CorpusPage]
) -> Iterator[tuple[str, CorpusPage | None, dict[str, Any]]]:
    """Yield (system, page, answer) for each, at last (system, None, last answer).

    A system that is lost yields (system, None, ``{"lost": why}``) once, and the others go on.
    """
    left = dict(workers)
    for number, chunk in enumerate(chunks(pages)):
        names = list(left)
        turn = number % max(1, len(names))
        for name in [*names[turn:], *names[:turn]]:
            answers = _turn(left[name], chunk, warm_up=_WARM_UP if number == 0 else 0)
            yield from _while_alive(left, name, answers)
    for name in list(left):
        yield from _while_alive(left, name, _end(left[name]))


def _turn(worker: Worker, chunk: Sequence[CorpusPage], *, warm_up: int) -> Iterator[Answered]:
    for page in chunk[:warm_up]:
        worker.ask(_asked(page))
    for page in chunk:
        yield page, worker.ask(_asked(page))


def _end(worker: Worker) -> Iterator[Answered]:
    yield None, worker.finish()


def _while_alive(
    left: dict[str, Worker], name: str, answers: Iterator[Answered]
) -> Iterator[tuple[str, CorpusPage | None, dict[str, Any]]]:
    try:
        for page, answer in answers:
            yield name, page, answer
    except LostError as error:
        del left[name]
        yield name, None, {"lost": str(error)}


def chunks(pages: Iterable[CorpusPage]) -> Iterator[list[CorpusPage]]:
    """Yield the pages by ``CHUNK_PAGES``."""
    source = iter(pages)
    while chunk := list(islice(source, CHUNK_PAGES)):
        yield chunk


def _asked(page: CorpusPage) -> dict[str, str]:
    return {"html": page.html, "url": page.url}
