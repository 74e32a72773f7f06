"""Writes a run's report, and beside it the inspections of the pages that are in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from cleaners.errors import CleaningError
from cleaners.warc import Archived, read_warc
from crawler.archive import FOLDER
from crawler.canonical import canonical_key, record_id
from crawler.exits import DiskError
from crawler.operate.inspection import Inspection, inspect_html, inspect_record
from crawler.operate.inspector import inspection_page
from crawler.operate.report import report_page
from crawler.operate.story import Story, read_story
from crawler.quarantine import Quarantine, Quarantined
from crawler.workers import WorkerPool

_MOST_INSPECTIONS = 50  # of each kind: a page takes some milliseconds and some hundred KiB


def write_report(state: Path, corpus: Path, run: str | None, output: Path | None) -> Path:
    """Write the report and return where it is.

    Raises ConfigError for a run that is not there, DiskError where nothing can be written,
    DamageError for state that is not what was written.
    """
    story = read_story(state, corpus, run)
    path = output or state / "reports" / f"{story.summary.run}.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        inspections = _write_inspections(story, state, corpus, path)
        path.write_text(report_page(story, inspections.get), encoding="utf-8")
    except OSError as error:
        raise DiskError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def look_into(page: Quarantined) -> str:
    """Return the inspection of a page that could not be cleaned, as HTML; workers run this."""
    return inspection_page(
        inspect_html(
            page.page.body,
            name=page.url,
            url=page.page.final_url,
            content_type=page.page.header("content-type"),
        )
    )


def _write_inspections(story: Story, state: Path, corpus: Path, report: Path) -> Mapping[str, Path]:
    """Write what can be inspected; returns each URL's file, relative to the report."""
    folder = report.with_suffix(".pages")
    written: dict[str, Path] = {}
    kept = (*_quarantined(story, state), *_archived(story, corpus))
    for url, name, page in (*_of_pages(kept), *_of_flagged(story)):
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_text(page, encoding="utf-8")
        written[url] = file.relative_to(report.parent)
    return written


def _quarantined(story: Story, state: Path) -> Iterator[Quarantined]:
    """Yield the run's quarantined pages."""
    wanted = {page.url for page in story.doubtful if page.state == "quarantined"}
    if wanted:
        kept = (page for page in Quarantine(state).entries() if page.url in wanted)
        yield from islice(kept, _MOST_INSPECTIONS)


def _archived(story: Story, corpus: Path) -> Iterator[Quarantined]:
    """Yield the pages that held no article, where the run kept its responses."""
    wanted = {page.url: page.reason for page in story.doubtful if page.state == "filtered"}
    files = sorted((corpus / FOLDER).glob(f"{story.summary.run}-*.warc.gz")) if wanted else ()
    found = (one for file in files for one in read_warc(file) if isinstance(one, Archived))
    noted = ((one, one.note) for one in found if one.note is not None and one.note.url in wanted)
    for one, note in islice(noted, _MOST_INSPECTIONS):
        yield Quarantined(
            name=f"archived-{record_id(canonical_key(note.url))}",
            url=note.url,
            site=note.site,
            cause=wanted[note.url],
            page=one.page,
            evidence=note.evidence,
            rights=(),
        )


def _of_pages(pages: Sequence[Quarantined]) -> Iterator[tuple[str, str, str]]:
    """Yield URL, file name and inspection of pages that gave no article.

    Some crashed, hung or filled a worker once, so they are looked into in workers too.
    """
    if not pages:
        return
    with WorkerPool("crawler.operate.publish:look_into") as pool:
        for (page,), done in pool.imap(((page,) for page in pages), ahead=2):
            assert isinstance(page, Quarantined)
            error = done.exception()
            if isinstance(error, CleaningError):
                shown = inspection_page(_not_shown(page, error))
            else:
                shown = done.result()
            yield page.url, f"{page.name}.html", shown


def _not_shown(page: Quarantined, error: CleaningError) -> Inspection:
    return Inspection(
        name=page.url,
        verdict=f"No article ({page.cause}), and its blocks cannot be shown ({error}).",
        rows=(),
        cause=page.cause,
    )


def _of_flagged(story: Story) -> Iterator[tuple[str, str, str]]:
    """Yield URL, file name and inspection of the articles that were stored with a warning."""
    for article in story.flagged:
        seen = inspect_record(article, name=f"{article.id} ({article.url})")
        yield article.url, f"record-{article.id}-{article.revision}.html", inspection_page(seen)
