"""Generates an archive of invented news pages, as large as is asked for.

    python -m tests.faults.warcs FILE [--bytes 1073741824] [--page-bytes 40000]
        [--image-bytes 0] [--seed 0]

The same arguments give the same bytes. Beside new articles there are the records that real
archives hold: requests, metadata, redirects, errors, images, revisits; later captures of a page
(the same and changed), copies of articles on other hosts, other addresses of a page, pages
without an article, and now and then a stretch of damage.
"""

from __future__ import annotations

import argparse
import base64
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"), ("Server", "quay"))
IMAGE = (("Content-Type", "image/png"),)
WORDS = {
    "en": (
        "the of and to in a is that for with on as was by from it at be this have",
        "harbour council bridge market tide ferry captain storm winter school budget mayor "
        "river train line plan paper minister report court farm price water wind glass",
    ),
    "de": (
        "der die und in den das von zu mit sich des auf für ist im dem nicht ein als auch",
        "Hafen Rat Brücke Markt Fähre Kapitän Sturm Winter Schule Haushalt Stadt Fluss Zug "
        "Plan Zeitung Bericht Gericht Hof Preis Wasser Wind Glas Stein Straße Boot",
    ),
    "fr": (
        "de la le et les des en un une du à que qui dans est pour par sur au il ne",
        "port conseil pont marché marée capitaine tempête hiver école budget ville fleuve "
        "train ligne plan journal rapport tribunal ferme prix eau vent verre pierre",
    ),
}


def sentences(chance: random.Random, language: str, number: int) -> list[str]:
    """Invented sentences; the words are drawn anew for each."""
    small, large = (words.split() for words in WORDS[language])
    return [
        " ".join(chance.choice(small if chance.random() < 0.55 else large) for _ in range(16))
        .capitalize() + "."
        for _ in range(number)
    ]  # fmt: skip


def article(number: int, seed: int, *, page_bytes: int, changed: bool = False) -> bytes:
    """One article's page; ``changed`` adds a paragraph to it."""
    chance = random.Random(f"{seed}/{number}")
    language = chance.choice(sorted(WORDS))
    said = sentences(chance, language, chance.randrange(12, 40))
    if changed:
        said += sentences(random.Random(f"{seed}/{number}/later"), language, 8)
    paragraphs = "".join(f"<p>{' '.join(said[at : at + 4])}</p>" for at in range(0, len(said), 4))
    title = " ".join(sentences(chance, language, 1)[0].split()[:7])
    date = (START + timedelta(minutes=number)).isoformat()
    script = base64.b64encode(chance.randbytes(page_bytes)).decode()
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<title>{title}</title><meta property="article:published_time" content="{date}">'
        f'<script type="application/json">"{script}"</script></head><body>'
        f"<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>{title}</h1>"
        f"{paragraphs}</article><footer>© Quay {number % 7}</footer></body></html>"
    ).encode()


class Archive:
    """Writes the records of one file, one gzip member each."""

    def __init__(self, path: Path, seed: int, page_bytes: int, image_bytes: int) -> None:
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        self._seed = seed
        self._page_bytes = page_bytes
        self._image_bytes = image_bytes  # of the picture beside each article; 0: none
        self._records = 0
        self._chance = random.Random(seed)
        self.number = 0  # of articles

    @property
    def length(self) -> int:
        return self._file.tell()

    def record(self, url: str, kind: str, body: bytes, **http: object) -> None:
        """Write one record; ``http``: status (with phrase) and headers of a response."""
        self._records += 1
        name = f"{self._seed}/{self._records}"
        date = START + timedelta(seconds=self._records)
        headers = {
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>",
            "WARC-Date": date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        answer = None
        if http:
            answer = StatusAndHeaders(
                str(http["status"]), list(http.get("headers", HTML)), protocol="HTTP/1.1"
            )
        elif kind == "request":
            host = [("Host", "x.example")]
            answer = StatusAndHeaders("GET / HTTP/1.1", host, is_http_request=True)
        self._writer.write_record(
            self._writer.create_warc_record(
                url, kind, payload=BytesIO(body), length=len(body), http_headers=answer,
                warc_headers_dict=headers,
            )
        )  # fmt: skip

    def url(self, number: int) -> str:
        return f"https://paper{number % 7}.example/news/2026/story-{number}"

    def page(self, url: str, number: int, *, changed: bool = False) -> None:
        body = article(number, self._seed, page_bytes=self._page_bytes, changed=changed)
        self.record(url, "request", b"")
        self.record(url, "response", body, status="200 OK")

    def image(self, url: str) -> None:
        body = random.Random(url).randbytes(self._image_bytes)
        self.record(url, "response", body, status="200 OK", headers=IMAGE)

    def one_more(self) -> None:
        """Write the next article, and what chance puts beside it."""
        self.number += 1
        number = self.number
        self.page(self.url(number), number)
        if self._image_bytes:
            self.image(f"https://paper{number % 7}.example/pictures/{number}.png")
        beside = self._chance.randrange(40)
        self._beside(beside, self._chance.randrange(1, number + 1))

    def _beside(self, what: int, earlier: int) -> None:
        """Write what a number stands for: in most cases nothing; ``earlier`` is an article."""
        url, other = self.url(earlier), self.url(-self.number)
        login = b"<html><title>Log in</title><body><form><input></form></body></html>"
        writes = (
            lambda: self.page(url, earlier, changed=True),
            lambda: self.page(url, earlier),
            lambda: self.page(f"https://mirror.example/copies/of-story-{earlier}", earlier),
            lambda: self.page(f"{url}?utm_source=feed", earlier),
            lambda: self.record(other, "response", b"", status="301 Moved Permanently"),
            lambda: self.record(other, "response", b"<p>gone", status="404 Not Found"),
            lambda: self.record(other, "response", b"png", status="200 OK", headers=IMAGE),
            lambda: self.record(url, "revisit", b"", status="200 OK"),
            lambda: self.record(url, "metadata", b"fetchTimeMs: 12"),
            lambda: self.record(other, "response", login, status="200 OK"),
            self._damage,
        )
        if what < len(writes):
            writes[what]()

    def _damage(self) -> None:
        """Spoil the middle of a record that is written whole."""
        start = self.length
        self.page(self.url(-self.number), self.number)
        end = self.length
        self._file.seek((start + end) // 2)
        self._file.write(bytes(16))
        self._file.seek(end)

    def close(self) -> None:
        self._file.close()


def generate(
    path: Path, size_bytes: int, *, page_bytes: int = 40_000, image_bytes: int = 0, seed: int = 0
) -> int:
    """Write an archive of at least ``size_bytes``; returns the number of articles."""
    path.parent.mkdir(parents=True, exist_ok=True)
    archive = Archive(path, seed, page_bytes, image_bytes)
    for _ in _until(archive, size_bytes):
        archive.one_more()
    archive.close()
    return archive.number


def _until(archive: Archive, size_bytes: int) -> Iterator[None]:
    while archive.length < size_bytes:
        yield None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--bytes", type=int, default=2**30)
    parser.add_argument("--page-bytes", type=int, default=40_000)
    parser.add_argument("--image-bytes", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    number = generate(
        args.file, args.bytes, page_bytes=args.page_bytes, image_bytes=args.image_bytes,
        seed=args.seed,
    )  # fmt: skip
    print(f"{args.file}: {args.file.stat().st_size:,} bytes, {number:,} articles")


if __name__ == "__main__":
    main()
