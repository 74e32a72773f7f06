"""Near-duplicates of a run: every article is compared with the corpus before it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import msgspec

from cleaners.types import Cleaned
from crawler.exits import ConfigError, DamageError, DiskError
from crawler.run.context import Ended
from output.near_duplicates import Claims, IndexMismatchError, Match, NearDuplicates
from output.record import Article

Policy = Literal["mark", "drop", "off"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
FILE_NAME = "near-duplicates.sqlite"
_CREDITS = ("credit", "byline")  # categories of removed lines that may name an agency
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DuplicateMarker:
    """Marks, or drops, articles that say nearly the same as an earlier one.

    The index commits before the frontier: an article that is told again after a kill gets the
    same answer. Raises DiskError and DamageError.
    """

    def __init__(self, path: Path, policy: Policy) -> None:
        self._path = path
        self._policy = policy
        self._open: ExitStack | None = None  # a transaction that holds what was told since
        with self._translated():
            self._index = None if policy == "off" else NearDuplicates(path)

    def mark(self, ended: Ended) -> Ended:
        """Return the ending with what the index knows of its article."""
        article, cleaned = ended.article, ended.cleaned
        if self._index is None or article is None or cleaned is None:
            return ended
        with self._translated():
            match = self._look(self._index, article, cleaned)
        if match is None or match.record_id == article.id:
            return ended
        if self._policy == "drop":
            outcome = replace(
                ended.outcome,
                state="duplicate",
                reason="near-duplicate",
                record_id=match.record_id,
                content_hash=None,
            )
            return replace(ended, outcome=outcome, article=None, cleaned=None)
        marked = msgspec.structs.replace(
            article,
            duplicate_of=match.record_id,
            duplicate_kind=match.kind,
            duplicate_similarity=match.similarity,
            syndicated_from=match.syndicated_from,
        )
        return replace(ended, article=marked)

    def commit(self) -> None:
        """Make what was told to the index durable; call it before the frontier's commit."""
        if self._open is not None:
            opened, self._open = self._open, None
            with self._translated():
                opened.close()

    def close(self) -> None:
        """Commit and close the index."""
        self.commit()
        if self._index is not None:
            self._index.close()

    def _look(self, index: NearDuplicates, article: Article, cleaned: Cleaned) -> Match | None:
        if self._open is None:
            self._open = ExitStack()
            self._open.enter_context(index.transaction())
        claims = Claims(
            authors=cleaned.authors,
            credits=tuple(one.text for one in cleaned.removed if one.category in _CREDITS),
            canonical_url=cleaned.canonical_url,
            url=article.url,
        )
        return index.check_and_add(
            article.id, article.text, site=article.site, published=article.published, claims=claims
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except IndexMismatchError as error:
            raise DamageError(f"{self._path}: {error}: remove the file, it is made anew") from error
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) in _DAMAGE:
                raise DamageError(
                    f"{self._path}: {error}: remove the file; only the memory of older articles "
                    "is lost"
                ) from error
            raise DiskError(f"{self._path}: {error}: make room or mend the permissions") from error


def policy_of(name: str) -> Policy:
    """Return the policy of the setting NEAR_DUPLICATES; raises ConfigError."""
    for known in POLICIES:
        if known == name:
            return known
    raise ConfigError(f"NEAR_DUPLICATES={name}: choose one of {', '.join(POLICIES)}")
