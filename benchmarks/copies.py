"""Republish a fifth of a corpus elsewhere and see which copies are recognised.

``python -m benchmarks.copies CORPUS``: cleans every page, then makes copies of every fifth
article on other hosts: another headline, small edits (words replaced, a sentence dropped, one
added), the copy's own furniture around it; cleans the copies; tells all of them to the
near-duplicate index in a shuffled order. Counts the copies that were marked with the right
original (or the original with its copy, when the copy came first), and lists every pair of
different pages that was marked.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.corpus import read_pages
from cleaners.errors import CleaningError
from crawler.workers import WorkerPool
from output.near_duplicates import Match, NearDuplicates
from output.near_duplicates.signature import shingle

_EVERY = 5
_REPLACED_SHARE = 0.02  # of the words
_FURNITURE = (
    "Sign up to the evening letter of this paper and get five stories a day.",
    "Follow our newsroom on every network that you use.",
    "All rights reserved. No part of this page may be reproduced.",
    "Write to the editors at desk@paper.example or call 555 0100.",
    "Most read: the harbour, the bridge, the weather of the week.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article as the index is told it."""

    key: str
    site: str
    text: str
    story: str  # the key of the page that it is, or is a copy of


def clean(html_text: str, url: str) -> str:
    """What workers run: the article's text, or an empty one."""
    from cleaners import clean_html  # noqa: PLC0415 - in the workers only

    try:
        return clean_html(html_text, url=url or None).text
    except CleaningError:
        return ""


def republish(text: str, seed: str) -> str:
    """Return the page on which another paper prints a text."""
    chance = random.Random(seed)
    paragraphs = [_edit(paragraph, chance) for paragraph in text.split("\n\n")]
    if len(paragraphs) > 4:
        del paragraphs[chance.randrange(1, len(paragraphs))]
    paragraphs.append("This report was also printed by our partners in the region.")
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    around = [f"<div class='box'><p>{line}</p></div>" for line in chance.sample(_FURNITURE, 3)]
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>What is known now</title></head>"
        "<body><nav><a href='/'>Home</a> <a href='/local'>Local</a></nav>"
        f"<article><h1>What is known now</h1>{around[0]}{body}{around[1]}</article>"
        f"<footer>{around[2]}</footer></body></html>"
    )


def _edit(paragraph: str, chance: random.Random) -> str:
    words = paragraph.split(" ")
    return " ".join(
        chance.choice(words) if chance.random() < _REPLACED_SHARE else word for word in words
    )


def articles(corpus: Path, every: int, workers: int) -> Iterator[Told]:
    """Yield the corpus's articles, and copies of every fifth."""
    with WorkerPool("benchmarks.copies:clean", workers=workers) as pool:
        calls = ((page.html, page.url) for page in read_pages(corpus, every=every))
        originals = []
        for number, ((_, url), done) in enumerate(pool.imap(calls)):
            text = "" if done.exception() else done.result()
            site = urlsplit(url).hostname or str(number)
            originals.append(Told(key=_key(f"{number} {url}"), site=site, text=text, story=url))
        yield from originals
        copied = [told for told in originals if told.text][::_EVERY]
        pages = ((republish(told.text, told.key), "http://copy.example/") for told in copied)
        for told, (_, done) in zip(copied, pool.imap(pages), strict=True):
            site = f"copy{told.key[:2]}.example"
            yield Told(key=_key(told.key), site=site, text=done.result(), story=told.story)


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    told = [one for one in articles(args.corpus, args.every, args.workers) if one.text]
    random.Random(args.seed).shuffle(told)
    marked: list[tuple[Told, Match]] = []
    with NearDuplicates(":memory:") as index:
        for one in told:
            match = index.check_and_add(one.key, one.text, site=one.site)
            if match is not None:
                marked.append((one, match))
    report(told, marked)


def report(told: list[Told], marked: list[tuple[Told, Match]]) -> None:
    """Print the counts and every doubtful pair."""
    by_key = {one.key: one for one in told}
    copies = len(told) - len({one.story for one in told})
    right = {one.story for one, match in marked if by_key[match.record_id].story == one.story}
    others = [(one, match) for one, match in marked if by_key[match.record_id].story != one.story]
    print(f"{len(told)} articles, {copies} of them copies, {len(right)} recognised")
    print(f"recognised: {len(right) / max(1, copies):.2%}; other pairs marked: {len(others)}")
    for one, match in others:
        other = by_key[match.record_id].story
        print(f"  {match.similarity:.2f} {match.kind:10} {one.story} ~ {other}")
    first: dict[str, Told] = {}
    for one in told:
        other_text = first.setdefault(one.story, one).text
        if first[one.story] is not one and one.story not in right:
            share = _common(one.text, other_text)
            print(f"  missed: {one.story}: {len(one.text)} characters, {share:.2f} in common")


def _common(one: str, other: str) -> float:
    """Return the true share of common shingles."""
    left, right = set(shingle(one)), set(shingle(other))
    return len(left & right) / max(1, len(left | right))


if __name__ == "__main__":
    main()
