"""The sites' memory in a run: frozen for cleaning, told of what is stored."""

from __future__ import annotations

import asyncio
from pathlib import Path

from cleaners.memory import NOTHING, Template, observe
from crawler.memory import FILE_NAME, MemoryStore
from crawler.run.context import Ended


class SiteMemory:
    """What the run's articles are cleaned by, and what later runs will know.

    Templates are made of what runs noted that have ended: no record depends on its neighbours
    in the run, nor on how often the run was killed. The notes commit before the frontier: an
    article that is told again after a kill replaces itself. Raises DiskError and DamageError.
    """

    def __init__(self, state_dir: Path, *, on: bool) -> None:
        self._path = state_dir / FILE_NAME
        self._store = MemoryStore(self._path) if on else None
        self._frozen: dict[str, Template] = {}
        self._learning: dict[str, asyncio.Task[Template]] = {}
        # Whether the run goes on where another one was killed: it has learned nothing of that one.
        self.continues = self._store is not None and self._store.has_notes()

    async def prepare(self, site: str) -> None:
        """Have ``template`` at hand: of a large site it takes a third of a second to learn.

        That is done beside the event loop, once a site, however many of its pages wait for it.
        """
        if self._store is None or site in self._frozen:
            return
        if not self._store.remembers(site):  # a new one: a thread and a connection for nothing
            self._frozen[site] = NOTHING
            return
        if site not in self._learning:
            learning = asyncio.to_thread(_template, self._path, site)
            self._learning[site] = asyncio.ensure_future(learning)
        # Shielded: one page that is given up must not take the others along.
        self._frozen[site] = await asyncio.shield(self._learning[site])

    def template(self, site: str) -> Template:
        """Return what was learned of the site before this run."""
        if self._store is None:
            return NOTHING
        if site not in self._frozen:
            self._frozen[site] = self._store.learning(site).template
        return self._frozen[site]

    def note(self, ended: Ended) -> None:
        """Note an article that will be stored; a copy of another one tells nothing of the site."""
        article, cleaned = ended.article, ended.cleaned
        if self._store is None or article is None or cleaned is None or article.duplicate_of:
            return
        seen = observe(cleaned, record=article.id, fetched_at=article.fetched_at)
        self._store.add(article.site, seen)

    def commit(self) -> None:
        """Make the notes durable; call it before the frontier's commit."""
        if self._store is not None:
            self._store.commit()

    def learn(self) -> None:
        """End the run: let later ones learn from its notes."""
        if self._store is not None:
            self._store.adopt()

    def turn(self) -> None:
        """Go on with the pages of a later run: what was noted before is learned from now on."""
        self.learn()
        self._frozen.clear()
        self._learning.clear()

    def close(self) -> None:
        """Commit and close."""
        if self._store is not None:
            self._store.close()


def _template(path: Path, site: str) -> Template:
    """Learn with a connection of its own: what is adopted changes at the end of a run only."""
    store = MemoryStore(path, read_only=True)
    try:
        return store.learning(site).template
    finally:
        store.close()
