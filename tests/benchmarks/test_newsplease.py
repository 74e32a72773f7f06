"""news-please's configuration is changed in the lines that are meant, or not at all."""

from __future__ import annotations

import json
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from benchmarks import newsplease

CONFIG = """\
working_path = ~/somewhere/
number_of_parallel_crawlers = 5
LOG_LEVEL = INFO
ROBOTSTXT_OBEY=True
CONCURRENT_REQUESTS=16
CONCURRENT_REQUESTS_PER_DOMAIN=4
extractors = ['newspaper_extractor', 'readability_extractor']
ITEM_PIPELINES = {'newsplease.pipeline.pipelines.ArticleMasterExtractor':100,
                  }
"""


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Path:
    """A package with nothing but its configuration, which is returned."""
    package = tmp_path / "package"
    config = package / "config" / "config.cfg"
    config.parent.mkdir(parents=True)
    config.write_text(CONFIG, encoding="utf-8")
    spec = ModuleSpec("newsplease", None, origin=str(package / "__init__.py"))
    monkeypatch.setattr(newsplease.importlib.util, "find_spec", lambda name: spec)
    return config


def test_two_crawlers_share_the_urls_and_ask_no_pictures(tmp_path, installed):
    newsplease.prepare(
        tmp_path / "np", ["http://a.example/", "http://b.example/", "http://c.test/"]
    )
    written = (tmp_path / "np" / "config.cfg").read_text(encoding="utf-8")
    assert f"working_path = {tmp_path / 'np' / 'work'}/\n" in written
    assert "extractors = ['newspaper_extractor_no_images', 'readability_extractor']" in written
    assert (
        "ITEM_PIPELINES = {'benchmarks.newsplease_mend.MendReadability':1,'newsplease." in written
    )
    sites = json.loads((tmp_path / "np" / "sitelist.hjson").read_text(encoding="utf-8"))
    assert [site["url"] for site in sites["base_urls"]] == [
        ["http://a.example/", "http://c.test/"],
        ["http://b.example/"],
    ]


def test_another_configuration_is_refused(tmp_path, installed):
    installed.write_text(CONFIG.replace("ITEM_PIPELINES", "PIPELINES"), encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"0 lines .*ITEM_PIPELINES"):
        newsplease.prepare(tmp_path / "np", ["http://a.example/"])


def test_articles_with_a_text_are_counted(tmp_path):
    folder = tmp_path / "work" / "data" / "a.example"
    folder.mkdir(parents=True)
    (folder / "one.html.json").write_text('{"maintext": "Told."}', encoding="utf-8")
    (folder / "two.html.json").write_text('{"maintext": null}', encoding="utf-8")
    (folder / "cut.html.json").write_text('{"maint', encoding="utf-8")
    assert newsplease.count_articles(tmp_path) == 1
