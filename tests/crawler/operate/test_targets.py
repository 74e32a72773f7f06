from datetime import date

import pytest
from scrapy.settings import Settings

from cleaners.memory import Observation, Sighting
from cleaners.memory.words import fingerprint, words_of
from crawler.demo.newsroom import Newsroom
from crawler.demo.outlets import read_outlets
from crawler.demo.server import DemoServer
from crawler.exits import ConfigError
from crawler.memory import FILE_NAME, MemoryStore
from crawler.operate.targets import NothingError, inspect_target

OUTLET = next(outlet for outlet in read_outlets() if outlet.name == "nordufer-kurier")
STORY = OUTLET.story("saatgut")


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(
        {
            "CORPUS_DIR": tmp_path / "corpus",
            "STATE_DIR": tmp_path / "state",
            "EXTRACTOR": "blocks",
            "SITE_MEMORY": True,
            "SITES_DIR": tmp_path / "sites",
            "USER_AGENT": "Cleanwire/test",
        }
    )


def test_a_url_is_fetched_and_looked_through(settings, monkeypatch) -> None:
    with DemoServer(Newsroom()) as server:
        monkeypatch.setenv("http_proxy", server.proxy)
        seen = inspect_target(OUTLET.url(STORY), settings)
        with pytest.raises(NothingError, match="404"):
            inspect_target(f"{OUTLET.home}/none", settings)
    assert any(row.kept == STORY.parts[0].text for row in seen.rows)


def test_a_site_files_own_removals_hold(settings, monkeypatch, tmp_path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "kurier.toml").write_text(
        f'name = "kurier"\ndomains = ["{OUTLET.file.host}"]\n'
        f'[drop]\ntexts = ["{STORY.parts[1].text}"]\n'
    )
    with DemoServer(Newsroom()) as server:
        monkeypatch.setenv("http_proxy", server.proxy)
        seen = inspect_target(OUTLET.url(STORY), settings)
    judges = [one.judge for row in seen.rows for one in row.taken if row.kept is None]
    assert "site" in judges


def test_what_the_sites_memory_takes_out_is_shown_with_its_evidence(
    settings, monkeypatch, tmp_path
) -> None:
    line = STORY.parts[-1].text
    (tmp_path / "state").mkdir()
    store = MemoryStore(tmp_path / "state" / FILE_NAME)
    for number in range(6):
        seen = Observation(
            record=f"{number:032x}",
            day=date(2031, 5, 1 + number),
            title=None,
            subject="",
            kept=(
                Sighting(
                    fingerprint=fingerprint(words_of(line)), text=line, place="tail", repeated=False
                ),
            ),
        )
        store.add(OUTLET.file.host, seen)
    store.adopt()
    store.close()

    def memory_took() -> list[str]:
        seen = inspect_target(OUTLET.url(STORY), settings)
        return [one.rule for row in seen.rows for one in row.taken if one.judge == "memory"]

    with DemoServer(Newsroom()) as server:
        monkeypatch.setenv("http_proxy", server.proxy)
        assert memory_took() == ["memory:6-of-6-pages-since-2031-05-01"]
        settings.set("SITE_MEMORY", False)
        assert memory_took() == []


def test_a_file_is_read(settings, tmp_path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(Newsroom().answer(OUTLET.file.host, OUTLET.path(STORY)).body)
    assert inspect_target(str(page), settings).cause is None
    text = tmp_path / "page.txt"
    text.write_text(STORY.text)
    assert inspect_target(str(text), settings).rows[0].source.startswith("line")


def test_an_unknown_record_is_named(settings, tmp_path) -> None:
    with pytest.raises(NothingError, match="no corpus"):
        inspect_target("0" * 32, settings)
    (tmp_path / "corpus").mkdir()
    with pytest.raises(NothingError, match="no record 0000"):
        inspect_target("0" * 32, settings)


def test_what_is_none_of_the_three_is_named(settings) -> None:
    with pytest.raises(ConfigError, match=r"nonsense: neither an http\(s\) URL"):
        inspect_target("nonsense", settings)


def test_a_loopback_address_stays_closed(settings, monkeypatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NothingError, match="refused"):
        inspect_target("http://127.0.0.1:9/", settings)
