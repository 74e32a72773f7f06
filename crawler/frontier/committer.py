"""Exactly once: the corpus and the frontier move together, or not at all.

The order of a commit: append the records to the segment, fdatasync, then one transaction that
settles their URLs and stores the segment's committed length. At the next start the segment is
cut back to that length. A kill at any instant loses, doubles and tears nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import msgspec

from crawler.exits import DamageError, DiskError
from crawler.frontier.frontier import Frontier
from crawler.frontier.schema import REBUILD
from crawler.frontier.types import ArchiveMark, Outcome, SegmentMark
from output import faults
from output.errors import CorpusDamage, DiskFailure
from output.manifest import Manifest
from output.record import Article
from output.recovery import Recovered, check_lengths, open_parts, recover
from output.writer import CorpusWriter, Mark

Ending = tuple[Article | None, Outcome]


class Committer:
    """Joins one frontier and one corpus writer."""

    def __init__(self, frontier: Frontier, writer: CorpusWriter) -> None:
        self.frontier = frontier
        self.writer = writer

    def recover(self) -> Recovered:
        """Make corpus and frontier whole after whatever ended the last run; call it first.

        Raises ``DamageError`` with the command that mends it where corpus and frontier do not
        belong together, ``DiskError`` where the disk refuses.
        """
        with translated():
            self._refuse_strangers()
            marks = [
                Mark(path=m.path, length_bytes=m.length_bytes, records=m.records)
                for m in self.frontier.marks()
            ]
            found = recover(self.writer.corpus, marks, self.frontier.clock(), self.writer.disk)
            self.frontier.settle((), None, found.closed)
            self._compare_totals()
        self.frontier.release_expired()
        return found

    def _refuse_strangers(self) -> None:
        """An empty frontier beside a corpus would store everything a second time."""
        corpus = self.writer.corpus
        if self.frontier.total("urls_in") or not (Manifest(corpus).entries() or open_parts(corpus)):
            return
        raise DamageError(
            f"{self.frontier.path} is empty, but {corpus} holds records. "
            f"Make the state anew from the corpus with: {REBUILD}"
        )

    def _compare_totals(self) -> None:
        listed, counted = check_lengths(self.writer.corpus), self.frontier.total("records")
        if listed != counted:
            raise DamageError(
                f"The manifest of {self.writer.corpus} lists {listed} records, "
                f"{self.frontier.path} counts {counted}: they are not of the same crawl, or one "
                f"of them is older. Make the state anew from the corpus with: {REBUILD}"
            )

    def commit(
        self, batch: Sequence[Ending], archive_marks: Sequence[ArchiveMark] = ()
    ) -> list[Outcome]:
        """Write a batch's articles and settle its URLs; returns the outcomes as they were settled.

        ``archive_marks`` say how far archives are read with them.

        An outcome may come back changed: an article that is in the corpus already ends as
        ``duplicate`` ("canonical"), one that was fetched anew gets its revision, and is not
        written again where its text is the same.

        Whatever keeps the URLs of written articles from being settled ends all writing: a later
        commit raises ``RuntimeError``, and the next start takes those articles back.
        """
        articles, outcomes = self._resolve(batch)
        with translated():
            if articles:
                mark = _segment_mark(self.writer.append(articles))
                with self._giving_up():
                    self.frontier.settle(outcomes, mark, archive_marks=archive_marks)
            else:
                self.frontier.settle(outcomes, archive_marks=archive_marks)
            faults.reach("after-commit")
            if self.writer.full():
                self._close_segment()
        return outcomes

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """No later commit may cover records whose URLs could not be settled."""
        try:
            yield
        except BaseException:
            self.writer.give_up()
            raise

    def close(self) -> None:
        """Complete the open segment. The frontier stays open."""
        with translated():
            self._close_segment()

    def _close_segment(self) -> None:
        path = self.writer.close_segment()
        if path is not None:
            self.frontier.settle((), None, (path,))
            faults.reach("after-close")

    def _resolve(self, batch: Sequence[Ending]) -> tuple[list[Article], list[Outcome]]:
        articles: list[Article] = []
        outcomes: list[Outcome] = []
        fresh: set[str] = set()
        for article, outcome in batch:
            if article is None:
                outcomes.append(outcome)
                continue
            written, settled = self._place(_keep_id(article, outcome), outcome, fresh)
            outcomes.append(settled)
            if written is not None:
                articles.append(written)
                fresh.add(written.id)
        return articles, outcomes

    def _place(
        self, article: Article, outcome: Outcome, fresh: Collection[str]
    ) -> tuple[Article | None, Outcome]:
        """Decide whether an article is new, another address of a stored one, or a revision."""
        known = self.frontier.article(article.id)
        if article.id in fresh or (known is not None and known.url_id != outcome.lease.id):
            return None, replace(
                outcome, state="duplicate", reason="canonical", record_id=article.id
            )
        if known is not None and known.content_hash == article.content_hash:
            return None, _stored(outcome, article, known.revision)
        written = msgspec.structs.replace(
            article,
            revision=known.revision + 1 if known else 1,
            previous_hash=known.content_hash if known else None,
        )
        return written, _stored(outcome, written, written.revision)


def _keep_id(article: Article, outcome: Outcome) -> Article:
    """An article that is fetched again keeps its id, even if its page now claims another URL."""
    kept = outcome.lease.record_id
    return article if kept is None else msgspec.structs.replace(article, id=kept)


def _stored(outcome: Outcome, article: Article, revision: int) -> Outcome:
    return replace(
        outcome,
        state="stored",
        record_id=article.id,
        content_hash=article.content_hash,
        revision=revision,
        fetched_at=article.fetched_at,
    )


def _segment_mark(mark: Mark) -> SegmentMark:
    return SegmentMark(path=mark.path, length_bytes=mark.length_bytes, records=mark.records)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of ``output`` into those that carry exit codes."""
    try:
        yield
    except DiskFailure as error:
        raise DiskError(str(error)) from error
    except CorpusDamage as error:
        raise DamageError(str(error)) from error
