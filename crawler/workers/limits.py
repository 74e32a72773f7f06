"""What one task may use, how long a worker lives, and what a nursery is told of both."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20
_NICEST = 19
_FIRST_VICTIM = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits per task and per worker; raises ValueError for a value that cannot work.

    The defaults are some ten times what the slowest and largest real news pages take.
    """

    wall_s: float = 10.0  # per task, until its whole answer came; see crawler.workers.starvation
    cpu_s: int = 10  # per task; the kernel counts whole seconds
    memory_bytes: int = 1024 * MIB  # that a worker may take beyond what the nursery holds
    result_bytes: int = 64 * MIB  # of one pickled result
    tasks: int = 1000  # a worker is replaced after so many
    growth_bytes: int = 256 * MIB  # or once its resident memory has grown by so much
    strikes: int = 2  # lost workers until a task is given up
    nice: int = 10  # fetching goes before cleaning
    oom_score_adj: int = 900  # 0..1000: the kernel short of memory kills workers first

    def __post_init__(self) -> None:
        for name in ("wall_s", "cpu_s", "result_bytes", "tasks", "growth_bytes", "strikes"):
            if getattr(self, name) <= 0:
                raise ValueError(f"Limits.{name} must be above 0, not {getattr(self, name)!r}")
        if self.memory_bytes < 32 * MIB:
            raise ValueError(f"Limits.memory_bytes: {self.memory_bytes} is under 32 MiB")
        if not 0 <= self.nice <= _NICEST:
            raise ValueError(f"Limits.nice must be 0..19, not {self.nice}")
        if not 0 <= self.oom_score_adj <= _FIRST_VICTIM:
            raise ValueError(f"Limits.oom_score_adj must be 0..1000, not {self.oom_score_adj}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a nursery is told first."""

    target: str  # "module:function"
    initializer: str | None  # the same form: called once, before any fork, without arguments
    limits: Limits
