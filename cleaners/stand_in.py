"""Ours in the place of a library's own, for the time of a call: where it has no setting for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

Place = tuple[ModuleType, str, object]  # a module, a name in it, and what stands there meanwhile


@contextmanager
def standing_in(places: Sequence[Place]) -> Iterator[None]:
    """Put ours in its places, then put theirs back.

    Callers hold a lock, so that nobody takes ours for theirs. A program's other threads that call
    the library themselves meanwhile meet ours.
    """
    theirs = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, ours in places:
        setattr(module, name, ours)
    try:
        yield
    finally:
        for module, name, before in theirs:
            setattr(module, name, before)
