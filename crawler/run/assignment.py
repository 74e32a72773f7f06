"""What a run is asked to crawl: ``-a sites=``, ``-a seeds=``, ``-a urls=``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.archive.mark import files_of
from crawler.canonical import canonical_key
from crawler.exits import ConfigError
from crawler.sites import Site, load_sites, sites_from_seeds

_MOST_LINES = 1_000_000
_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The sites of a run, and the exact URLs where they were given."""

    sites: tuple[Site, ...]
    urls: tuple[str, ...] | None = None  # exactly these articles; no discovery
    refused: tuple[str, ...] = ()  # "file:line: why" of lines that are no URL
    files: tuple[Path, ...] | None = None  # archives that are read instead of the network
    refetch_days: int | None = None  # stored articles older than this are fetched again

    @property
    def whole_sites(self) -> bool:
        """Whether it looks for all that is new on its sites, not at chosen pages."""
        return self.urls is None and self.files is None


def read_assignment(
    sites_dir: Path,
    *,
    sites: str | None = None,
    seeds: str | None = None,
    urls: str | None = None,
    refetch_days: str | None = None,
) -> Assignment:
    """Return what the spider arguments ask for.

    Raises ConfigError for arguments that contradict each other, name nothing, or hold no URL.
    """
    if sum(value is not None for value in (sites, seeds, urls)) > 1:
        raise ConfigError("give only one of -a sites=, -a seeds= and -a urls=")
    days = _days(refetch_days)
    if urls is not None and days is not None:
        raise ConfigError(
            "-a refetch_days= looks again at whole sites, -a urls= fetches exact articles: "
            "give only one of them"
        )
    if urls is not None:
        good, refused = _split_urls(urls)
        # One ad-hoc site a host: the article URLs themselves are not listings.
        homes = dict.fromkeys(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/" for url in good)
        return Assignment(sites=tuple(sites_from_seeds(homes)), urls=good, refused=refused)
    if seeds is not None:
        good, refused = _split_urls(seeds)
        return Assignment(sites=tuple(sites_from_seeds(good)), refused=refused, refetch_days=days)
    names = None if sites is None else [name.strip() for name in sites.split(",") if name.strip()]
    if names == []:
        raise ConfigError("-a sites= names no site: give names such as -a sites=a,b")
    found = load_sites(sites_dir, names)
    if not found:
        raise ConfigError(
            f"{sites_dir}: no site file in it: make one with 'scrapy site add URL', or crawl "
            "ad hoc with -a seeds=URL"
        )
    return Assignment(sites=tuple(found), refetch_days=days)


def read_archives(sites_dir: Path, *, files: str | None = None) -> Assignment:
    """Return what the archive spider's arguments ask for; all site files know their own pages.

    Raises ConfigError for files that are not there, and for a wrong site file.
    """
    if files is None:
        raise ConfigError(
            "name the archives: scrapy crawl archive -a files=crawl.warc.gz, or a folder of them"
        )
    sites = load_sites(sites_dir) if sites_dir.is_dir() else ()
    return Assignment(sites=tuple(sites), files=files_of(files))


def _days(value: str | None) -> int | None:
    if value is None:
        return None
    try:
        days = int(value)
    except ValueError:
        days = -1
    if not 0 <= days <= _MOST_DAYS:
        raise ConfigError(
            f"-a refetch_days={value[:200]}: give a whole number of days from 0 to {_MOST_DAYS}"
        )
    return days


def _split_urls(argument: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    good: dict[str, None] = {}
    refused: list[str] = []
    for where, text in _entries(argument):
        url = text if "://" in text else f"https://{text}"
        problem = _problem(url)
        if problem is None:
            good[url] = None
        else:
            refused.append(f"{where}: {problem}: {text[:200]!r}")
    if not good:
        raise ConfigError(
            f"{argument[:200]}: no URL in it"
            + (f" ({refused[0]})" if refused else "")
            + ": give URLs separated by commas, or a file with one URL a line"
        )
    return tuple(good), tuple(refused)


def _entries(argument: str) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of each URL of a file, or of a list with commas."""
    path = Path(argument)
    if path.is_file():
        yield from _lines(path)
    elif "://" in argument:
        yield from (("argument", part.strip()) for part in argument.split(",") if part.strip())
    else:
        raise ConfigError(
            f"{argument[:200]}: no such file: give a file with one URL a line, or URLs that start "
            "with http:// or https://, separated by commas"
        )


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(lines[:_MOST_LINES], 1):
        text = line.strip()
        if text and not text.startswith("#"):
            yield f"{path}:{number}", text


def _problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in {"http", "https"}:
        return "only http and https are fetched"
    if not host:
        return "no host"
    if parts.username is not None:
        return "credentials in a URL"
    try:
        canonical_key(url)  # the frontier knows a URL by it
    except ValueError:
        return "not a usable address"
    return None
