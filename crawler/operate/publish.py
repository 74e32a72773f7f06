"""Writes a run's report, and the inspections of its quarantined pages beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.exits import DiskError
from crawler.operate.inspection import inspect_html
from crawler.operate.inspector import inspection_page
from crawler.operate.report import report_page
from crawler.operate.story import Story, read_story
from crawler.quarantine import Quarantine

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
        inspections = _inspect(story, state, path)
        page = report_page(story, lambda doubtful: inspections.get(doubtful.url))
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise DiskError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def _inspect(story: Story, state: Path, report: Path) -> Mapping[str, Path]:
    """Inspect the run's quarantined pages; returns each page's file, relative to the report."""
    wanted = {page.url for page in story.doubtful if page.state == "quarantined"}
    folder = report.with_suffix(".pages")
    written: dict[str, Path] = {}
    for page in Quarantine(state).entries() if wanted else ():
        if page.url not in wanted or len(written) >= _MOST_INSPECTIONS:
            continue
        seen = inspect_html(
            page.page.body,
            name=page.url,
            url=page.page.final_url,
            content_type=page.page.header("content-type"),
        )
        folder.mkdir(exist_ok=True)
        file = folder / f"{page.name}.html"
        file.write_text(inspection_page(seen), encoding="utf-8")
        written[page.url] = file.relative_to(report.parent)
    return written
