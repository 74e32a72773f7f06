import gzip

import pytest

from cleaners.errors import CAUSES
from crawler.demo.faults import act_of, read_faults
from crawler.demo.newsroom import Newsroom
from crawler.demo.outlets import read_outlets
from crawler.fetch.reasons import reasons

OUTLETS = {outlet.name: outlet for outlet in read_outlets()}
FAULTS = {fault.id: fault for fault in read_faults()}


def answers(name: str, tries: int = 0):
    fault = FAULTS[name]
    return act_of(fault, OUTLETS[fault.site])(tries)


def test_every_fault_is_told_and_ends() -> None:
    assert len(FAULTS) == len(read_faults()) >= 10
    for fault in FAULTS.values():
        assert fault.tells
        assert fault.ends in {"stored", "duplicate"} or fault.reason
        if fault.ends == "filtered":
            assert fault.reason in CAUSES or fault.reason in reasons()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_crawler_meets_every_fault(fault) -> None:
    """The outlet's feed, sitemap or list names the fault's address."""
    outlet = OUTLETS[fault.site]
    sources = {
        "rss": "/feed/",
        "atom": "/atom.xml",
        "sitemap": "/sitemap-news.xml",
        "sitemap-gz": "/sitemap-news.xml.gz",
        "listing": "/",
    }
    body = Newsroom().answer(outlet.file.host, sources[outlet.file.offers]).body
    text = (gzip.decompress(body) if outlet.file.offers == "sitemap-gz" else body).decode(
        outlet.file.charset
    )
    assert fault.url(outlet).replace("&", "&amp;") in text


def test_the_shaky_page_fails_once() -> None:
    assert [answers("shaky", tries).status for tries in range(3)] == [500, 200, 200]


def test_the_slow_page_drips() -> None:
    assert answers("slow").drip_s >= 1


def test_the_circle_leads_to_itself() -> None:
    fault = FAULTS["circle"]
    assert dict(answers("circle").headers)["Location"] == fault.url(OUTLETS[fault.site])


def test_the_copy_does_not_name_its_original() -> None:
    body = answers("print-copy").body
    assert b"canonical" not in body
    assert b"og:url" not in body
    assert b"haddock" in body


def test_the_twin_names_its_original() -> None:
    outlet = OUTLETS["nordufer-kurier"]
    original = outlet.url(outlet.story("stadtbad"))
    assert f'<link rel="canonical" href="{original}">'.encode() in answers("amp-twin").body


def test_the_binary_calls_itself_html() -> None:
    answer = answers("binary")
    assert answer.content_type.startswith("text/html")
    assert answer.body.startswith(b"\x89PNG")
