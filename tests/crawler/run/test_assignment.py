"""What a run is asked to crawl."""

import pytest

from crawler.exits import ConfigError, Exit
from crawler.run.assignment import read_assignment

SITE = 'name = "harbour"\ndomains = ["harbour.example"]\n'


def read(tmp_path, **arguments):
    return read_assignment(tmp_path / "sites", **arguments)


@pytest.fixture
def sites(tmp_path):
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "harbour.toml").write_text(SITE)
    return folder


@pytest.mark.usefixtures("sites")
def test_all_sites_without_an_argument_and_the_named_ones_with_it(tmp_path):
    assert [site.name for site in read(tmp_path).sites] == ["harbour"]
    assert [site.name for site in read(tmp_path, sites="harbour, ").sites] == ["harbour"]


def test_seeds_on_the_command_line_become_a_site_a_host(tmp_path):
    got = read(tmp_path, seeds="http://a.example/,http://b.example/world,http://a.example/sport")
    assert [(site.name, len(site.listings)) for site in got.sites] == [
        ("a.example", 1),
        ("b.example", 1),
    ]
    assert got.urls is None


def test_urls_of_a_file_keep_their_order_once_each_and_bad_lines_are_named(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_text(
        "\ufeff# articles\nhttp://a.example/1\n\nfile:///etc/passwd\nhttp://b.example/2\n"
        "http://a.example/1\nhttp://user:word@a.example/\nhttp://[bad/\n"
        "http://../x\nhttp://./\nhttp://a.example:99999/x\n",
        encoding="utf-8",
    )
    got = read(tmp_path, urls=str(path))
    assert got.urls == ("http://a.example/1", "http://b.example/2")
    assert [site.name for site in got.sites] == ["a.example", "b.example"]
    assert not any(site.listings for site in got.sites)
    assert [line.split(": ")[0] for line in got.refused] == [
        f"{path}:{n}" for n in (4, 7, 8, 9, 10, 11)
    ]


@pytest.mark.usefixtures("sites")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"sites": "nowhere"}, "nowhere"),
        ({"sites": " , "}, "names no site"),
        ({"seeds": "missing.txt"}, "missing.txt: no such file"),
        ({"urls": "ftp://a.example/x"}, "only http and https"),
        ({"seeds": "http://a.example/", "urls": "http://a.example/1"}, "only one of"),
        ({"urls": "http://../x"}, "not a usable address"),
        ({"seeds": "http://../x"}, "not a usable address"),
        ({"refetch_days": "soon"}, "whole number"),
        ({"refetch_days": "-1"}, "whole number"),
        ({"refetch_days": "3651"}, "from 0 to 3650"),
        ({"refetch_days": "1000000"}, "from 0 to 3650"),
        ({"refetch_days": "9" * 5000}, "from 0 to 3650"),
        ({"refetch_days": "7", "urls": "http://a.example/1"}, "only one of"),
    ],
)
def test_wrong_arguments_name_the_thing_and_the_remedy(tmp_path, arguments, words):
    with pytest.raises(ConfigError, match=words) as error:
        read(tmp_path, **arguments)
    assert error.value.exit_code is Exit.CONFIGURATION


@pytest.mark.usefixtures("sites")
def test_refetch_days_may_be_anything_up_to_ten_years(tmp_path):
    assert [read(tmp_path, refetch_days=days).refetch_days for days in ("0", "3650")] == [0, 3650]


def test_an_empty_folder_of_sites_says_how_to_make_one(tmp_path):
    (tmp_path / "sites").mkdir()
    with pytest.raises(ConfigError, match="scrapy site add"):
        read(tmp_path)
