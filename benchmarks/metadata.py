"""Scores the metadata reader on pages with gold: ``python -m benchmarks.metadata CORPUS``.

Prints exactness of title, authors and date per dataset with trafilatura's figures for the same
pages, the source that won for each field, and the cost per page. `persons` compares the authors
with the gold without its agencies, outlets and desks, where persons remain; `no-author` counts
pages without authors in the gold that got none; `either` counts a day that is the publication's
or the last change's: some gold is what the page shows, which may be the day of its update.
``--half a|b`` looks at one half of the domains only, ``--misses FIELD`` lists what is wrong,
``--sources`` prints nothing but the table of sources of `docs/metadata.md`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

import lxml.html
import trafilatura

from cleaners import metadata
from cleaners.metadata.names import read as read_names

FIELDS = ("title", "authors", "date")
NOBODY = "(none)"  # the source of a field that nothing fills
SHOWN = 8  # sources of a field that the table names
SUFFIXES = re.compile(r"(?i)^(?:jr|sr|ph\.?d|m\.?d|esq|iii?|iv)\.?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One system's metadata for one page."""

    title: str | None
    authors: tuple[str, ...]
    date: str | None  # ISO day
    modified: str | None = None  # ISO day


def pages(path: Path, half: str | None) -> Iterator[dict[str, Any]]:
    """Yield the corpus's pages that have any metadata gold; a half is chosen by domain."""
    with lzma.open(path, "rt", encoding="utf-8", errors="surrogatepass") as lines:
        for line in lines:
            page = json.loads(line)
            digest = hashlib.sha256(page["domain"].encode()).digest()[0]
            if half in {None, "ab"[digest % 2]} and any(page["gold"].get(k) for k in FIELDS):
                yield page


def tree(html: str) -> lxml.html.HtmlElement:
    """Parse as the library does: lxml, UTF-8, huge trees allowed."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)


def ours(root: lxml.html.HtmlElement, url: str) -> tuple[Answer, metadata.Metadata]:
    """Answer with this project's reader."""
    found = metadata.read(root, url=url)
    return Answer(
        title=found.title,
        authors=found.authors,
        date=iso_day(found.published),
        modified=iso_day(found.modified),
    ), found


def iso_day(moment: datetime | None) -> str | None:
    """Return the written day of a moment."""
    return moment.date().isoformat() if moment else None


def theirs(html: str, url: str) -> Answer:
    """Answer with trafilatura."""
    found = trafilatura.extract_metadata(html, default_url=url)
    names = tuple(n.strip() for n in (found.author or "").split(";") if n.strip())
    return Answer(title=found.title, authors=names, date=found.date)


def gold_authors(raw: Any) -> tuple[str, ...] | None:
    """Return the gold's names; None where the gold does not speak of authors."""
    if raw is None:
        return None
    if isinstance(raw, list):
        return tuple(raw)
    names: list[str] = []
    for name in re.split(r"\s*[,;&]\s*|\s+(?:und|and|et)\s+", raw):
        if names and SUFFIXES.match(name):
            names[-1] += f", {name}"
        elif name.strip():
            names.append(name.strip())
    return tuple(names)


def key(text: str | None) -> str:
    """Fold white space and drop soft hyphens: differences that no reader sees."""
    return " ".join((text or "").replace("\u00ad", "").split())


def score(answer: Answer, gold: dict[str, Any]) -> dict[str, bool]:
    """Compare by field; fields that the gold leaves open are left out."""
    result: dict[str, bool] = {}
    if gold.get("title"):
        result["title"] = key(answer.title) == key(gold["title"])
    names = gold_authors(gold.get("authors"))
    if names:
        result["authors"] = {key(n).casefold() for n in answer.authors} == {
            key(n).casefold() for n in names
        }
        persons = {key(n).casefold() for n in names if read_names(n).persons}
        if persons:
            result["persons"] = {key(n).casefold() for n in answer.authors} == persons
    elif names is not None:
        result["no-author"] = not answer.authors
    if gold.get("date") and gold["date"] != "NaT":
        day = gold["date"][:10]
        result["date"] = answer.date == day
        result["either"] = day in {answer.date, answer.modified}
    return result


def main() -> None:
    """Run the benchmark."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--half", choices=("a", "b"))
    options.add_argument("--misses", choices=(*FIELDS, "no-author"))
    options.add_argument("--sources", action="store_true", help="print the table of sources only")
    options.add_argument("--alone", action="store_true", help="without trafilatura's figures")
    args = options.parse_args()
    tallies: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    won: dict[str, Counter[str]] = defaultdict(Counter)
    costs: list[float] = []
    for page in pages(args.corpus, args.half):
        root = tree(page["html"])
        start = time.process_time()
        answer, found = ours(root, page["url"])
        costs.append((time.process_time() - start) * 1000)
        sources = dict(found.sources)
        for field in ("title", "authors", "published", "modified", "description", "section", "tags",
                      "image", "canonical_url", "site_name"):  # fmt: skip
            won[field][sources.get(field, NOBODY)] += 1
        right = score(answer, page["gold"])
        record(tallies, "ours", page["dataset"], right)
        if not (args.alone or args.sources):
            record(
                tallies,
                "trafilatura",
                page["dataset"],
                score(theirs(page["html"], page["url"]), page["gold"]),
            )
        if args.misses in right and not right[args.misses]:
            show_miss(args.misses, page, answer, found)
    if args.sources:
        print("\n".join(sources_table(won)))
    else:
        report(tallies, won, costs)


def sources_table(won: dict[str, Counter[str]]) -> list[str]:
    """Return the lines of a Markdown table: field, then sources with the pages that each won."""
    lines = ["| field | source |", "| --- | --- |"]
    for field, counts in won.items():
        named = [(source, n) for source, n in counts.most_common() if source != NOBODY]
        cells = [f"{source} {n}" for source, n in named[:SHOWN]]
        if rest := sum(n for _, n in named[SHOWN:]):
            cells.append(f"other {rest}")
        if counts[NOBODY]:
            cells.append(f"none {counts[NOBODY]}")
        lines.append(f"| {field} | {', '.join(cells)} |")
    return lines


def record(tallies: dict[Any, Any], system: str, dataset: str, right: dict[str, bool]) -> None:
    """Count one page for its dataset and for all."""
    for group in (dataset, "all"):
        for field, value in right.items():
            tallies[system, group][field].append(value)


def show_miss(field: str, page: dict[str, Any], answer: Answer, found: metadata.Metadata) -> None:
    """Print one miss in three lines."""
    name = "authors" if field == "no-author" else field
    source = {"date": "published"}.get(name, name)
    print(f"{page['dataset']} {page['url'][:140]}")
    print(f"   gold {page['gold'].get(name)!r}")
    print(f"   ours {getattr(answer, name)!r} from {dict(found.sources).get(source)}")


def report(tallies: dict[Any, Any], won: dict[str, Counter[str]], costs: list[float]) -> None:
    """Print the tables."""
    columns = ("title", "authors", "persons", "date", "either", "no-author")
    print(f"{'system':12s} {'dataset':8s} " + " ".join(f"{c:>14s}" for c in columns))
    for (system, group), by_field in sorted(tallies.items()):
        cells = [f"{mean(v):.3f} ({len(v)})" if (v := by_field.get(c)) else "-" for c in columns]
        print(f"{system:12s} {group:8s} " + " ".join(f"{c:>14s}" for c in cells))
    print("\nwhich source won:")
    for field, counts in won.items():
        print(f"  {field:13s} " + ", ".join(f"{source} {n}" for source, n in counts.most_common(8)))
    print(f"\ncost: mean {mean(costs):.2f} ms, median {quantiles(costs, n=2)[0]:.2f} ms, "
          f"p95 {quantiles(costs, n=20)[-1]:.2f} ms of CPU a page")  # fmt: skip


if __name__ == "__main__":
    main()
