"""Site files: what is in the repository loads, what is wrong is named by file, key and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.exits import ConfigError, Exit
from crawler.sites import load_site, load_sites, matched_part, site_from_seed, sites_from_seeds

ROOT = Path(__file__).parents[2]
GOOD = 'name = "paper"\ndomains = ["paper.example"]\n'


def write(folder: Path, text: str, name: str = "paper") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_shipped_sites_load_and_are_many():
    sites = load_sites(ROOT / "sites")
    assert len(sites) >= 30
    assert len({site.language for site in sites}) >= 12
    assert all(site.configured for site in sites)
    assert all(site.language for site in sites)
    # No request was ever sent to them from where they were written.
    assert not any(site.verified for site in sites)


def test_a_full_file_is_read(tmp_path):
    path = write(
        tmp_path,
        GOOD
        + """
home = "https://www.paper.example/"
feeds = ["https://paper.example/rss"]
sitemaps = ["https://paper.example/sitemap.xml"]
listings = ["https://paper.example/news/"]
article = ['^/\\d{4}/']
skip = ['/video/']
delay_s = 2.5
language = "de"
max_age_days = 7
minimum_articles = 3
max_requests = 100
tls_verify = false
verified = false

[drop]
selectors = ["div.promo"]
texts = ["Read more"]
""",
    )
    site = load_site(path)
    assert (site.delay_s, site.max_age_days, site.minimum_articles, site.max_requests) == (
        2.5,
        7,
        3,
        100,
    )
    assert site.drop_selectors == ("div.promo",)
    assert site.drop_texts == ("Read more",)
    assert not site.tls_verify
    assert site.is_article("https://paper.example/2026/x")
    assert site.is_article("https://paper.example/about") is False
    assert site.skips("https://paper.example/video/1")


def test_without_article_patterns_nothing_is_said(tmp_path):
    assert load_site(write(tmp_path, GOOD)).is_article("https://paper.example/x") is None


def test_owns_sub_domains_only(tmp_path):
    site = load_site(write(tmp_path, GOOD))
    assert site.owns("https://www.paper.example/x")
    assert site.owns("https://PAPER.example./x")
    assert not site.owns("https://notpaper.example/x")
    assert not site.owns("https://paper.example.evil.test/")
    assert not site.owns("http://[::1")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD + 'fedes = ["https://x.example/"]', "unknown key 'fedes': did you mean 'feeds'"),
        (GOOD + "[drop]\nselector = []", "unknown key 'selector'"),
        (GOOD + "qqqqqq = 1", "known keys: name, domains"),
        (GOOD + "delay_s = -1", "delay_s"),
        (GOOD + "delay_s = 1e99", "delay_s"),
        (GOOD + "max_requests = 99999999999999", "max_requests"),
        (GOOD + 'article = ["(a+)+"]', "key 'article': pattern '(a+)+'"),
        (GOOD + 'skip = ["("]', "key 'skip'"),
        (GOOD + 'feeds = ["ftp://paper.example/"]', "key 'feeds': 'ftp://paper.example/'"),
        (GOOD + 'feeds = ["https://user:pw@paper.example/"]', "key 'feeds'"),
        (GOOD + 'home = "paper.example"', "key 'home'"),
        (GOOD + '[drop]\nselectors = ["div["]', "key 'drop.selectors'"),
        ('name = "paper"\ndomains = ["https://paper.example/"]', "key 'domains'"),
        ('name = "paper"\ndomains = []', "domains"),
        ('name = "other"\ndomains = ["paper.example"]', "key 'name' is 'other'"),
        ('name = "../paper"\ndomains = ["paper.example"]', "key 'name'"),
        ('domains = ["paper.example"]', "name"),
        ("name = ", "paper.toml"),
        ("\xff", "paper.toml"),
    ],
)
def test_wrong_files_name_file_key_and_remedy(tmp_path, text, says):
    path = tmp_path / "paper.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        load_site(path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == Exit.CONFIGURATION


def test_a_huge_file_is_no_site_file(tmp_path):
    path = write(tmp_path, GOOD + "#" * 300_000)
    with pytest.raises(ConfigError, match="larger than"):
        load_site(path)


def test_an_unknown_name_lists_close_ones(tmp_path):
    write(tmp_path, GOOD)
    with pytest.raises(ConfigError, match=re.escape("did you mean paper?")):
        load_sites(tmp_path, ["papr"])
    with pytest.raises(ConfigError, match="scrapy site add"):
        load_sites(tmp_path, ["zzzzzz"])


@pytest.mark.parametrize("name", ["../paper", "/etc/passwd", "..", "a/b", ""])
def test_a_name_never_leaves_the_folder(tmp_path, name):
    folder = tmp_path / "sites"
    folder.mkdir()
    write(tmp_path, GOOD)
    with pytest.raises(ConfigError, match="unknown site"):
        load_sites(folder, [name])


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ConfigError, match="SITES_DIR"):
        load_sites(tmp_path / "none")


def test_seeds_become_one_site_a_host():
    sites = sites_from_seeds(
        ["https://www.paper.example/", "https://www.paper.example/sport/", "herald.example"]
    )
    assert [site.name for site in sites] == ["www.paper.example", "herald.example"]
    assert sites[0].listings == ("https://www.paper.example/sport/",)
    assert sites[0].domains == ("paper.example",)
    assert sites[1].home == "https://herald.example/"
    assert all(site.seeded for site in sites)


@pytest.mark.parametrize(
    "seed", ["ftp://x.example/", "http://", "https://u:p@x.example/", "a b.example", ""]
)
def test_bad_seeds_are_refused(seed):
    with pytest.raises(ConfigError, match="not an http"):
        site_from_seed(seed)


def test_patterns_see_path_and_query_of_bounded_length():
    assert matched_part("https://x.example") == "/"
    assert matched_part("https://x.example/a?b=1#c") == "/a?b=1"
    assert len(matched_part("https://x.example/" + "a" * 5_000)) == 1_024
    assert matched_part("http://[::1") == ""
