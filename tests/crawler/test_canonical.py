import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical import (
    _spelled_key,
    canonical_key,
    load_rules,
    record_id,
    registered_domain,
    trusted,
)


@pytest.mark.parametrize(("url", "key"), load_rules().examples())
def test_every_entry_does_what_its_examples_say(url, key):
    assert canonical_key(url) == key


def test_every_entry_has_a_reason_an_example_and_a_look_alike():
    rules = load_rules()
    for rule in (*rules.parameter, *rules.host, *rules.path):
        assert len(rule.why) > 20
        assert len(rule.examples) >= 2
    names = [name for rule in rules.parameter for name in (*rule.names, *rule.prefixes)]
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/2031/05/a-title",
        "https://www.news.example/2031/05/a-title/",
        "HTTPS://WWW.NEWS.EXAMPLE:443/2031/05/a-title#comments",
        "https://news.example./2031//05/./a-title?",
        "https://m.news.example/2031/05/a-title?utm_source=x&fbclid=y",
        "https://amp.news.example/2031/05/a-title",
        "https://news.example/2031/05/a-title/amp/",
        "https://news.example/amp/2031/05/a-title",
        "https://news.example/2031/05/a%2Dtitle;jsessionid=1",
        "https://user:secret@news.example/2031/05/x/../a-title",
        " https://news.example/2031/05/a-title\n",
    ],
)
def test_one_article_one_key(url):
    assert canonical_key(url) == "news.example/2031/05/a-title"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a", "https://sport.news.example/a"),
        ("https://news.example/a", "https://news.example:8443/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ],
)
def test_other_articles_keep_other_keys(one, other):
    assert canonical_key(one) != canonical_key(other)


def test_the_order_of_parameters_does_not_matter():
    assert canonical_key("https://news.example/?b=2&a=1") == "news.example/?a=1&b=2"


def test_unicode_is_one_spelling():
    key = canonical_key("https://bücher.example/straße?q=ü")
    assert key == canonical_key("https://xn--bcher-kva.example/stra%c3%9fe?q=%C3%BC")


@pytest.mark.parametrize(
    "url",
    ["", "mailto:a@b.example", "ftp://a.example/x", "https://", "http://[::1", "//x.example/"],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match=r"address|Invalid|host"):
        canonical_key(url)


@given(st.text(max_size=60))
def test_a_key_is_stable_and_without_scheme(path):
    try:
        key = canonical_key(f"https://www.news.example/{path}")
    except ValueError:
        return
    assert not re.match("https?:", key)
    assert canonical_key(f"http://{key}") == key


@given(
    st.from_regex(r"\A(www\.|m\.)?[a-z0-9-]{1,8}\.example\Z", fullmatch=True),
    st.text(alphabet="abAZ09_~.-/", max_size=30),
)
def test_the_short_way_gives_the_same_keys(host, path):
    url = f"https://{host}/{path}"
    assert canonical_key(url) == _spelled_key(url)


@pytest.mark.parametrize(
    ("claim", "is_trusted"),
    [
        ("https://news.example/story", True),
        ("/story", True),
        ("https://amp.news.example/story", True),
        ("https://news.example/", False),
        ("https://www.news.example", False),
        ("https://elsewhere.example/story", False),
        ("javascript:void(0)", False),
        ("  ", False),
        (None, False),
        ("http://[bad", False),
    ],
)
def test_which_claims_of_a_page_are_trusted(claim, is_trusted):
    found = trusted(claim, "https://www.news.example/story?page=1")
    assert (found is not None) == is_trusted


def test_the_pages_own_statement_wins_rel_canonical_before_og_url():
    url = "https://news.example/a-1?x=1"
    key = canonical_key(url, rel_canonical="/a-1", og_url="/other")
    assert key == "news.example/a-1"
    assert canonical_key(url, rel_canonical="https://bad.test/", og_url="/o") == "news.example/o"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.news.co.uk", "news.co.uk"),
        ("news.co.uk", "news.co.uk"),
        ("co.uk", "co.uk"),
        ("a.b.news.example", "news.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_registered_domains(host, domain):
    assert registered_domain(host) == domain


def test_a_records_id_is_the_first_half_of_its_keys_sha256():
    key = "news.example/a"
    assert record_id(key) == hashlib.sha256(key.encode()).hexdigest()[:32]
