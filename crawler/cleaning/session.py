"""One call of ``scrapy clean``: its options made good, its streams, its last sentence."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from scrapy.settings import BaseSettings

from cleaners.errors import CleaningError
from cleaners.inputs import InputDocument, InputProblem, InputSkipped, read_inputs
from cleaners.options import Options
from cleaners.rows import row
from cleaners.show import printable, show
from cleaners.types import Cleaned
from crawler.cleaning import archived, job, sink
from crawler.cleaning.archived import SiteFiles
from crawler.cleaning.learning import open_memory
from crawler.cleaning.resume import ResumableOutput
from crawler.exits import CleanwireError, ConfigError, Exit
from crawler.run.articles import refused_by
from crawler.run.choices import extractor_of, filters_of, masks_of
from crawler.workers import PoolError


def clean_inputs(opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Clean all that ``opts`` names and return the exit code. Raises ``CleanwireError``."""
    options = _options(opts, settings)
    workers = _workers(opts, settings)
    limits = job.limits_of(
        timeout_s=settings.getfloat("CLEAN_TIMEOUT_S"), memory_mb=settings.getint("CLEAN_MEMORY_MB")
    )
    filters = filters_of(settings.getlist("FILTERS") if opts.filters is None else [opts.filters])
    output = _resumable(opts, (options, filters)) if opts.resume else None
    session = _Session(opts, filters, output)
    sites = SiteFiles(Path(str(settings["SITES_DIR"])))

    def cleaned(
        options_of: job.OptionsOf, on_problem: job.OnProblem, *, learning: bool = False
    ) -> Iterator[job.Done]:
        return job.run(
            read_inputs(
                opts.inputs,
                stdin=sys.stdin.buffer,
                as_text=opts.text,
                after=output.after if output and not learning else None,
            ),
            options_of=lambda document: sites.options(document, options_of(document)),
            workers=workers,
            limits=limits,
            on_problem=on_problem,
        )

    try:
        with _stoppable(), open_memory(opts, options) as memory:
            if opts.learn:
                memory.learn(cleaned(lambda _: options, _tell_later, learning=True))
            with session.open_output():
                for document, outcome in cleaned(memory.options_of, session.tell_problem):
                    session.take(document, outcome)
    except PoolError as error:
        raise CleanwireError(f"cleaning stopped: {error}") from error
    except BrokenPipeError:
        return _reader_went_away()
    except KeyboardInterrupt:
        rest = "the same command goes on from here" if opts.resume else "nothing was written"
        sys.stderr.write(f"stopped by a signal: {rest}; run it again\n")
        return Exit.STOPPED
    return session.end(settings, memory.sentence())


def _tell_later(problem: job.Problem) -> None:
    """The second reading meets it again."""


def _options(opts: argparse.Namespace, settings: BaseSettings) -> Options:
    return Options(
        extractor=extractor_of(str(settings["EXTRACTOR"])),
        strict=opts.strict,
        mask=masks_of(settings.getlist("MASK") if opts.mask is None else [opts.mask]),
    )


def _resumable(opts: argparse.Namespace, chosen: tuple[object, ...]) -> ResumableOutput:
    """Take up an output; raises ConfigError for what cannot be read or written again."""
    if not opts.output or opts.show or "-" in opts.inputs:
        raise ConfigError(
            "--resume needs -o FILE and inputs that can be read again, not - or --show"
        )
    asked = (opts.inputs, opts.text, opts.learn, opts.memory, chosen)
    return ResumableOutput(Path(opts.output), asked)


def _workers(opts: argparse.Namespace, settings: BaseSettings) -> int:
    workers = settings.getint("CLEAN_WORKERS") if opts.workers is None else opts.workers
    if workers < 1:
        raise ConfigError(f"--workers {workers}: give a number from 1 up")
    return int(workers)


class _Session:
    """The output and the count of one call."""

    def __init__(
        self,
        opts: argparse.Namespace,
        filters: tuple[str, ...],
        output: ResumableOutput | None,
    ) -> None:
        self._filters = filters
        self._resumable = output
        self._path = Path(opts.output) if opts.output else None
        self._show = bool(opts.show)
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._progress = self._path is not None and not self._show and sys.stderr.isatty()
        self._out: sink.Sink | None = None
        self._tally = job.Tally()
        if self._path is not None:
            _refuse_input(self._path, opts.inputs)

    @contextlib.contextmanager
    def open_output(self) -> Iterator[None]:
        """Open the output; a file appears under its name only at the end, and whole."""
        if self._resumable is not None:
            with self._resumable:
                yield
            return
        if self._path is not None:
            with sink.aside(self._path) as self._out:
                yield
            return
        if not self._show:
            self._out = sys.stdout.buffer
        yield
        sys.stdout.flush()

    def tell_problem(self, problem: InputProblem | InputSkipped) -> None:
        """Say at once, in one line, what cannot be read; reading goes on.

        What an archive holds beside pages is only counted.
        """
        if isinstance(problem, InputSkipped):
            self._tally.skipped[problem.reason] += 1
            return
        self._tally.problems[problem.kind] += 1
        sys.stderr.write(f"{printable(str(problem))}\n")

    def take(self, document: InputDocument, outcome: Cleaned | CleaningError) -> None:
        """Write one document."""
        if self._refuses(document, outcome):
            self._note(document, None)
            return
        self._tally.count(outcome)
        if self._out is not None or self._resumable is not None:
            self._note(document, sink.encode(row(document, outcome) | archived.fields(document)))
        if self._show:
            sys.stdout.write(show(document, outcome, colour=self._colour))
        if self._progress:
            sys.stderr.write(f"\r{self._tally.documents:,} documents")

    def _note(self, document: InputDocument, line: bytes | None) -> None:
        """Write a document's line, None where it has none."""
        if self._resumable is not None:
            self._resumable.take(line, document.position)
        elif self._out is not None and line is not None:
            self._out.write(line)

    def _refuses(self, document: InputDocument, outcome: Cleaned | CleaningError) -> bool:
        """Count a document that one of the filters drops."""
        if not (self._filters and isinstance(outcome, Cleaned)):
            return False
        refused = refused_by(self._filters, outcome, archived.rights(document))
        if refused is not None:
            self._tally.dropped[refused] += 1
        return refused is not None

    def end(self, settings: BaseSettings, learned: str) -> int:
        """Say the last sentence, ``learned`` at its end, and judge."""
        where = "standard output" if self._path is None else printable(str(self._path))
        start = "\r" if self._progress else ""
        before = self._resumable.rows_before if self._resumable else 0
        if before:
            learned = f"; {before:,} rows were there already{learned}"
        sys.stderr.write(f"{start}{self._tally.sentence(where)}{learned}\n")
        return self._tally.exit_code(
            ratio=settings.getfloat("FAILURE_RATIO"), minimum=settings.getint("FAILURE_MINIMUM")
        )


def _refuse_input(output: Path, inputs: list[str]) -> None:
    """Renaming the output over an input would lose it."""
    for name in inputs:
        path = Path(name)
        if name != "-" and path.exists() and output.exists() and path.samefile(output):
            raise ConfigError(f"-o {output} is also an input: choose another name")


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """End by SIGTERM as by SIGINT: the unfinished output is taken away."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _reader_went_away() -> int:
    """``| head`` has read enough; the interpreter must not flush into the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.write("standard output was closed before the end: its reader had enough\n")
    return Exit.FINE
