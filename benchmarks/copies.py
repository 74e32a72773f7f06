"""Republish a fifth of a corpus elsewhere and see which copies are recognised.

``python -m benchmarks.copies CORPUS``: cleans every page, then lets invented papers print every
fifth article: another headline, small edits, a paragraph less, a sentence more, the paper's own
furniture around and between; cleans these pages; tells all of them to the near-duplicate index in
a shuffled order. Counts the copies that were marked with the right original (or the original with
its copy, when the copy came first; a copy from which no article was cleaned counts as missed), and
lists every pair of different pages that was marked, to be looked at. Then the same with copies of
which a part only was printed, and whether another order of telling makes other clusters.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.corpus import read_pages
from benchmarks.republish import paper_for, republish
from cleaners.errors import CleaningError
from crawler.workers import WorkerPool
from output.near_duplicates import Match, NearDuplicates
from output.near_duplicates.signature import shingle

_EVERY = 5
_SHOWN_CHARS = 100
_ORDERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article as the index is told it."""

    key: str
    site: str
    text: str
    language: str | None
    story: str  # the page that it is, or is a copy of


def clean(html_text: str, url: str) -> tuple[str, str | None]:
    """What workers run: the article's text, or an empty one, and its language."""
    from cleaners import clean_html  # noqa: PLC0415 - in the workers only

    try:
        cleaned = clean_html(html_text, url=url or None)
    except CleaningError:
        return "", None
    return cleaned.text, cleaned.language


def originals(corpus: Path, every: int, pool: WorkerPool) -> Iterator[Told]:
    """Yield the articles of the corpus; pages without one are left out."""
    calls = ((page.html, page.url) for page in read_pages(corpus, every=every))
    for number, ((_, url), done) in enumerate(pool.imap(calls)):
        text, language = ("", None) if done.exception() else done.result()
        if text:
            name = f"{number} {url}"
            site = urlsplit(str(url)).hostname or str(number)
            yield Told(key=_key(name), site=site, text=text, language=language, story=name)


def copies(told: Sequence[Told], kept_share: float, pool: WorkerPool) -> Iterator[Told]:
    """Yield what is cleaned of the pages on which other papers print ``told``."""
    pages = []
    for one in told:
        chance = random.Random(f"{kept_share} {one.key}")
        paper = paper_for(one.language, chance)
        page = republish(one.text, paper, chance, kept_share=kept_share)
        pages.append((page, f"https://{paper.host}/{one.key}"))
    for one, ((_, url), done) in zip(told, pool.imap(pages), strict=True):
        text, language = ("", None) if done.exception() else done.result()
        site = str(urlsplit(str(url)).hostname)
        yield Told(key=_key(str(url)), site=site, text=text, language=language, story=one.story)


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def tell(told: Sequence[Told], seed: int) -> tuple[list[tuple[Told, Match]], set[frozenset[str]]]:
    """Tell the index all of it in a shuffled order: what it marked, and its clusters."""
    shuffled = [one for one in told if one.text]
    random.Random(seed).shuffle(shuffled)
    marked = []
    with NearDuplicates(":memory:") as index:
        for one in shuffled:
            match = index.check_and_add(one.key, one.text, site=one.site)
            if match is not None:
                marked.append((one, match))
        clusters = {frozenset(index.cluster(one.key)) for one in shuffled}
    return marked, clusters


def report(first: Sequence[Told], copied: Sequence[Told], seed: int) -> None:
    """Print the counts, and every doubtful pair with what both say."""
    marked, clusters = tell([*first, *copied], seed)
    by_key = {one.key: one for one in (*first, *copied)}
    right = {one.story for one, match in marked if by_key[match.record_id].story == one.story}
    others = [(one, match) for one, match in marked if by_key[match.record_id].story != one.story]
    share = len(right & {one.story for one in copied}) / max(1, len(copied))
    print(f"{len(first)} articles and {len(copied)} copies: {share:.2%} of them recognised")
    print(f"pairs of different pages: {len(others)}, {len(others) / max(1, len(first)):.2%}")
    for one, match in others:
        _show(one, by_key[match.record_id], match)
    for one in copied:
        if one.story not in right:
            original = next(other for other in first if other.story == one.story)
            print(f"  missed ({_common(one.text, original.text):.2f} in common): {one.story}")
            print(f"    {len(original.text)} characters printed, {len(one.text)} cleaned")
    same = all(tell([*first, *copied], seed + n)[1] == clusters for n in range(1, _ORDERS))
    print(f"the same clusters in {_ORDERS} orders: {'yes' if same else 'NO'}")


def _show(one: Told, other: Told, match: Match) -> None:
    common = _common(one.text, other.text)
    print(
        f"  {match.similarity:.2f} (truly {common:.2f}) {match.kind}: {one.story} ~ {other.story}"
    )
    for side in (one, other):
        print(f"    {len(side.text)}: {' '.join(side.text.split())[:_SHOWN_CHARS]}")


def _common(one: str, other: str) -> float:
    """Return the true share of common shingles."""
    left, right = set(shingle(one)), set(shingle(other))
    return len(left & right) / max(1, len(left | right))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shortened", type=float, default=0.6, help="share of paragraphs kept")
    args = parser.parse_args()
    with WorkerPool("benchmarks.copies:clean", workers=args.workers) as pool:
        first = list(originals(args.corpus, args.every, pool))
        print("the corpus as it is")
        report(first, [], args.seed)
        for kept_share in (1.0, args.shortened):
            print(f"copies that print {kept_share:.0%} of the paragraphs")
            report(first, list(copies(first[::_EVERY], kept_share, pool)), args.seed)


if __name__ == "__main__":
    main()
