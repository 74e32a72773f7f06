"""Writes a run's report, and beside it the inspections of the pages that are in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from cleaners.errors import CleaningError
from crawler.exits import DiskError
from crawler.operate.inspection import Inspection, inspect_html, inspect_record
from crawler.operate.inspector import inspection_page
from crawler.operate.report import report_page
from crawler.operate.story import Story, read_story
from crawler.quarantine import Quarantine, Quarantined
from crawler.workers import WorkerPool

_MOST_INSPECTIONS = 50  # a page takes some milliseconds and some hundred KiB


def write_report(state: Path, corpus: Path, run: str | None, output: Path | None) -> Path:
    """Write the report and return where it is.

    Raises ConfigError for a run that is not there, DiskError where nothing can be written,
    DamageError for state that is not what was written.
    """
    story = read_story(state, corpus, run)
    path = output or state / "reports" / f"{story.summary.run}.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        inspections = _write_inspections(story, state, path)
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


def _write_inspections(story: Story, state: Path, report: Path) -> Mapping[str, Path]:
    """Write what can be inspected; returns each URL's file, relative to the report."""
    folder = report.with_suffix(".pages")
    written: dict[str, Path] = {}
    for url, name, page in (*_of_quarantined(story, state), *_of_flagged(story)):
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_text(page, encoding="utf-8")
        written[url] = file.relative_to(report.parent)
    return written


def _of_quarantined(story: Story, state: Path) -> Iterator[tuple[str, str, str]]:
    """Yield URL, file name and inspection of the run's quarantined pages.

    They crashed, hung or filled a worker once, so they are looked into in workers too.
    """
    wanted = {page.url for page in story.doubtful if page.state == "quarantined"}
    if not wanted:
        return
    kept = (page for page in Quarantine(state).entries() if page.url in wanted)
    with WorkerPool("crawler.operate.publish:look_into") as pool:
        calls = ((page,) for page in islice(kept, _MOST_INSPECTIONS))
        for (page,), done in pool.imap(calls, ahead=2):
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
