"""Supervised child processes for work that may hang, crash or eat all memory.

``WorkerPool`` is the whole of the public interface::

    with WorkerPool("cleaners:clean_page", workers=2) as pool:
        cleaned = pool.submit(page).result()

Three kinds of process take part. The *parent* runs one supervisor thread. It starts one
*nursery*: a process of one thread that imports the function and then does nothing but
fork workers, kill them when told, and tell how they ended. A *worker* runs one task at a
time. A fork of the nursery takes some milliseconds where a fresh interpreter with its
imports takes most of a second, and, unlike a fork of the parent, it copies none of the
parent's threads, locks or event loop.
"""

from crawler.workers.errors import PoolBrokenError, PoolClosedError, PoolError, PoolFullError
from crawler.workers.limits import Limits
from crawler.workers.pool import WorkerPool

__all__ = [
    "Limits",
    "PoolBrokenError",
    "PoolClosedError",
    "PoolError",
    "PoolFullError",
    "WorkerPool",
]
