"""The sites' memory in a run: frozen for cleaning, told of what is stored."""

from __future__ import annotations

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
        self._store = MemoryStore(state_dir / FILE_NAME) if on else None
        self._frozen: dict[str, Template] = {}

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

    def close(self) -> None:
        """Commit and close."""
        if self._store is not None:
            self._store.close()
