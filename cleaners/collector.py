"""Python's cycle collector, paused while a page is cleaned."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no cycles in here: a page makes some 100,000 objects, hardly any of them in one.

    The collector would look them through again and again, for a twelfth of the time. Objects
    without cycles are freed as ever. A collector that the caller has switched off stays off;
    where several threads clean, the first one to leave switches it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
