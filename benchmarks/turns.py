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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, Self

from benchmarks.corpus import CorpusPage

CHUNK_PAGES = 8
_WARM_UP = 3  # pages that are cleaned once before, uncounted
_ANSWER_TIMEOUT_S = 120  # start and imports included
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
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **_ONE_THREAD},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def ask(self, page: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer to one page; raises LostError."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(page).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise LostError(self._last_words()) from None
        return self._answer()

    def finish(self) -> dict[str, Any]:
        """End the input and return the last answer; raises LostError."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.stdin = None
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        output = self._process.stdout
        assert output is not None
        if not select.select([output], [], [], _ANSWER_TIMEOUT_S)[0]:
            raise LostError(f"no answer for {_ANSWER_TIMEOUT_S} s")
        line = output.readline()
        if not line.endswith(b"\n"):
            raise LostError(self._last_words())
        found: dict[str, Any] = json.loads(line)
        return found

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said and code > 0 else f"exit {code}"


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
