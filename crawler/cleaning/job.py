"""The job of ``scrapy clean``: every document once, in the order of the input, and a count."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from cleaners.errors import CleaningError
from cleaners.inputs import InputDocument, InputProblem, InputSkipped, Item
from cleaners.options import Options
from cleaners.types import Cleaned
from crawler.exits import Exit
from crawler.workers import Limits, WorkerPool

Outcome = Cleaned | CleaningError
Done = tuple[InputDocument, Outcome]
Problem = InputProblem | InputSkipped
OnProblem = Callable[[Problem], None]
OptionsOf = Callable[[InputDocument], Options]
MIB = 2**20


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the input."""

    cleaned: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # by cause
    dropped: Counter[str] = field(default_factory=Counter)  # by a filter that was asked for
    problems: Counter[str] = field(default_factory=Counter)  # by kind
    skipped: Counter[str] = field(default_factory=Counter)  # responses that are no page, by reason

    @property
    def documents(self) -> int:
        """Documents that were read; each has a line, but for those that a filter dropped."""
        return self.cleaned + self.failed.total() + self.dropped.total()

    def count(self, outcome: Outcome) -> None:
        """Count one document."""
        if isinstance(outcome, CleaningError):
            self.failed[outcome.cause] += 1
        else:
            self.cleaned += 1

    def exit_code(self, *, ratio: float, minimum: int) -> Exit:
        """Judge the job: input that cannot be read goes first, then what became of the rest."""
        if self.problems:
            return Exit.CONFIGURATION
        if not (self.cleaned or self.dropped):
            return Exit.NOTHING
        failed = self.failed.total()
        too_many = failed >= minimum and failed > ratio * self.documents
        return Exit.FAILURES if too_many else Exit.FINE

    def sentence(self, where: str) -> str:
        """Say in one sentence what happened and what to do."""
        said = [f"cleaned {self.cleaned:,} of {_plural(self.documents, 'document')} into {where}"]
        if self.failed:
            causes = ", ".join(f"{name} {count:,}" for name, count in self.failed.most_common())
            said.append(f"{self.failed.total():,} gave no text ({causes}): see their error field")
        if self.dropped:
            reasons = ", ".join(f"{name} {count:,}" for name, count in self.dropped.most_common())
            said.append(f"{self.dropped.total():,} were dropped by filters ({reasons})")
        if self.skipped:
            reasons = ", ".join(f"{name} {count:,}" for name, count in self.skipped.most_common())
            said.append(f"{_plural(self.skipped.total(), 'response')} left out ({reasons})")
        if self.problems:
            said.append(f"{_plural(self.problems.total(), 'input')} could not be read: see above")
        return "; ".join(said)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def run(
    items: Iterable[Item],
    *,
    options_of: OptionsOf,
    workers: int,
    limits: Limits,
    on_problem: OnProblem,
) -> Iterator[Done]:
    """Yield each document with its outcome, in the order of ``items``, at any worker count."""
    calls = ((document, options_of(document)) for document in _documents(items, on_problem))
    with WorkerPool(
        "crawler.cleaning.work:clean_input",
        workers=workers,
        limits=limits,
        initializer="cleaners.warm:warm_up",
    ) as pool:
        for (document, _), future in pool.imap(calls):
            assert isinstance(document, InputDocument)
            yield document, _outcome(future)


def _documents(items: Iterable[Item], on_problem: OnProblem) -> Iterator[InputDocument]:
    for item in items:
        if isinstance(item, InputDocument):
            yield item
        else:
            on_problem(item)


def _outcome(future: Future[Cleaned]) -> Outcome:
    try:
        return future.result()
    except CleaningError as error:
        return error


def limits_of(*, timeout_s: float, memory_mb: int) -> Limits:
    """Return the pool's limits for one document; nothing else waits for this CPU: not nice."""
    return Limits(
        wall_s=timeout_s, cpu_s=math.ceil(timeout_s), memory_bytes=memory_mb * MIB, nice=0
    )
