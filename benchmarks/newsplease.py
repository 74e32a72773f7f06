"""news-please's own crawler on given URLs, with its default configuration but for eight lines."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Sequence
from pathlib import Path

_NO_PICTURES = "newspaper_extractor_no_images"
_MEND = "benchmarks.newsplease_mend.MendReadability"


def installed() -> bool:
    """Whether news-please can be run at all."""
    return importlib.util.find_spec("newsplease") is not None


def prepare(folder: Path, urls: Sequence[str]) -> None:
    """Write the configuration, all below ``folder``: the URLs are shared by two crawlers.

    Raises RuntimeError when the default configuration is not as expected.
    """
    spec = importlib.util.find_spec("newsplease")
    if spec is None or spec.origin is None:
        raise RuntimeError("news-please is not installed")
    config = (Path(spec.origin).parent / "config" / "config.cfg").read_text(encoding="utf-8")
    changes = {
        r"(?m)^working_path = .*$": f"working_path = {folder / 'work'}/",
        r"(?m)^number_of_parallel_crawlers = .*$": "number_of_parallel_crawlers = 2",
        r"(?m)^LOG_LEVEL = .*$": "LOG_LEVEL = ERROR",
        r"(?m)^ROBOTSTXT_OBEY=.*$": "ROBOTSTXT_OBEY=False",
        r"(?m)^CONCURRENT_REQUESTS=.*$": "CONCURRENT_REQUESTS=64",
        r"(?m)^CONCURRENT_REQUESTS_PER_DOMAIN=.*$": "CONCURRENT_REQUESTS_PER_DOMAIN=8",
        # It downloads every picture of a page while the page is parsed, two tries each, from
        # hosts that are not replayed: pictures are not what is compared.
        r"(?m)^extractors = \['newspaper_extractor',": f"extractors = ['{_NO_PICTURES}',",
        r"(?m)^ITEM_PIPELINES = \{": f"ITEM_PIPELINES = {{'{_MEND}':1,",
    }
    for pattern, replacement in changes.items():
        config, count = re.subn(pattern, replacement, config)
        if count != 1:
            raise RuntimeError(f"news-please's configuration has {count} lines {pattern}")
    folder.mkdir(parents=True)
    (folder / "config.cfg").write_text(config, encoding="utf-8")
    sites = [{"crawler": "Download", "url": list(urls[start::2])} for start in range(2)]
    (folder / "sitelist.hjson").write_text(json.dumps({"base_urls": sites}), encoding="utf-8")


def count_articles(folder: Path) -> int:
    """Return how many articles it has written: one JSON file each, with some text."""
    count = 0
    for path in (folder / "work" / "data").rglob("*.json"):
        try:
            count += bool(json.loads(path.read_text(encoding="utf-8")).get("maintext"))
        except ValueError:  # killed while it wrote
            continue
    return count
