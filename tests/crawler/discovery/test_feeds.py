"""Feeds in the forms of the web: each gives its entries and their evidence."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.feeds import MAX_ENTRIES, read_feed

URL = "https://paper.example/feeds/all.xml"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

RSS2 = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Paper</title><link>https://paper.example/</link><language>de-DE</language>
<item>
  <title>Council &amp; mayor agree on the old bridge</title>
  <link>/news/bridge?a=1&amp;b=2#top</link>
  <dc:creator>Ana Muster</dc:creator>
  <author>desk@paper.example (Ben Beispiel)</author>
  <pubDate>Sun, 22 Nov 2026 13:00:00 +0100</pubDate>
  <category>City</category><category>City</category><category>Bridges</category>
  <description>&lt;p&gt;A &lt;b&gt;short&lt;/b&gt; summary&lt;/p&gt;</description>
  <content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded>
</item>
<item><title>No link at all</title></item>
<item><title>Only a guid</title><guid isPermaLink="true">https://paper.example/news/guid</guid></item>
<item><title>An opaque guid</title><guid isPermaLink="false">https://paper.example/x</guid></item>
</channel></rss>"""


def test_rss_2_with_all_evidence():
    page = read_feed(RSS2.encode(), URL, "application/rss+xml")
    assert (page.kind, page.title, page.language, page.problems) == (
        "rss",
        "The Paper",
        "de-DE",
        (),
    )
    assert [entry.url for entry in page.entries] == [
        "https://paper.example/news/bridge?a=1&b=2",
        "https://paper.example/news/guid",
    ]
    evidence = page.entries[0].evidence
    assert evidence.source == "feed"
    assert evidence.title == "Council & mayor agree on the old bridge"
    assert evidence.authors == ("Ben Beispiel", "Ana Muster")
    assert evidence.published == NOON
    assert evidence.published.utcoffset() == timedelta(hours=1)
    assert evidence.tags == ("City", "Bridges")
    assert evidence.description == "A short summary"
    assert evidence.body_html == "<p>The whole text.</p>"
    assert evidence.language == "de-DE"


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://paper.example/blog/">
<title type="html">Le &lt;i&gt;Papier&lt;/i&gt;</title>
<link rel="self" href="https://paper.example/atom"/><link rel="next" href="?page=2"/>
<entry><title>Un pont</title>
 <link rel="enclosure" href="/sound.mp3"/><link rel="alternate" href="pont"/>
 <author><name>Ana Muster</name><email>a@paper.example</email></author>
 <published>2026-11-22T12:00:00Z</published><updated>2026-11-22T14:30:00+02:00</updated>
 <category term="Ville"/>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Tout.</p></div></content>
</entry></feed>"""


def test_atom_with_base_and_xhtml():
    page = read_feed(ATOM.encode(), URL, "application/atom+xml")
    assert (page.kind, page.title, page.language) == ("atom", "Le Papier", "fr")
    assert page.next_url == "https://paper.example/feeds/all.xml?page=2"
    (entry,) = page.entries
    assert entry.url == "https://paper.example/blog/pont"
    assert entry.evidence.authors == ("Ana Muster",)
    assert entry.evidence.published == NOON
    assert entry.evidence.modified == NOON + timedelta(minutes=30)
    assert entry.evidence.tags == ("Ville",)
    assert "<p>Tout.</p>" in entry.evidence.body_html


def test_rss_1_0_rdf():
    page = read_feed(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="x"><title>Paper</title><dc:language>en</dc:language></channel>
        <item rdf:about="https://paper.example/a"><title>A</title><link>https://paper.example/a</link>
        <dc:date>2026-11-22</dc:date><dc:subject>World</dc:subject></item>
        <item rdf:about="https://paper.example/b"><title>B</title></item></rdf:RDF>""",
        URL,
    )
    assert (page.kind, page.title, page.language) == ("rdf", "Paper", "en")
    assert [entry.url[-1] for entry in page.entries] == ["a", "b"]
    assert page.entries[0].evidence.section == "World"
    assert page.entries[0].evidence.published == datetime(2026, 11, 22, tzinfo=UTC)


def test_rss_0_91_with_the_netscape_document_type():
    page = read_feed(
        b"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
        "http://my.netscape.com/publish/formats/rss-0.91.dtd">
        <rss version="0.91"><channel><title>P</title><item><title>Caf&eacute;</title>
        <link>https://paper.example/a</link></item></channel></rss>""",
        URL,
    )
    assert page.entries[0].evidence.title == "Café"
    assert page.problems == ()


def test_json_feed_is_read_through_the_same_door():
    page = read_feed(
        b"""{"version":"https://jsonfeed.org/version/1.1","title":"P","language":"it",
        "next_url":"/feed2.json","items":[
        {"id":"1","url":"/a","title":"A","content_html":"<p>x</p>","authors":[{"name":"Ana"}],
         "date_published":"2026-11-22T12:00:00Z","tags":["t",3]},
        {"id":"https://paper.example/b","author":{"name":"Ben"}}, {"title":"nothing"}, 7]}""",
        URL,
        "application/feed+json",
    )
    assert (page.kind, page.language, page.next_url) == (
        "json",
        "it",
        "https://paper.example/feed2.json",
    )
    assert [entry.url for entry in page.entries] == [
        "https://paper.example/a",
        "https://paper.example/b",
    ]
    assert page.entries[0].evidence.authors == ("Ana",)
    assert page.entries[0].evidence.published == NOON
    assert page.entries[0].evidence.tags == ("t",)
    assert page.entries[1].evidence.authors == ("Ben",)


def item(title: str = "T", link: str = "https://paper.example/a", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def rss(*items: str, head: str = "") -> str:
    return f'{head}<rss version="2.0"><channel><title>P</title>{"".join(items)}</channel></rss>'


@pytest.mark.parametrize(
    ("text", "codec", "declared", "content_type"),
    [
        ("Größe in München", "utf-8", None, None),
        ("Größe in München", "utf-8-sig", None, None),
        ("Größe in München", "utf-8", "iso-8859-1", None),  # the lie that is most common
        ("Größe in München – gut", "cp1252", "iso-8859-1", None),
        ("Größe in München", "cp1252", None, "text/xml; charset=windows-1252"),
        ("Новости города сегодня", "cp1251", "windows-1251", None),
        ("Новости города сегодня", "koi8-r", "KOI8-R", None),
        ("東京の新しい橋が開通した", "shift_jis", "Shift_JIS", None),
        ("東京の新しい橋が開通した", "iso2022_jp", "ISO-2022-JP", None),
        ("北京新桥今天开通", "gbk", "gb2312", None),
        ("서울의 새 다리", "euc_kr", "EUC-KR", None),
        ("Größe in München", "utf-16", None, None),
        ("Größe in München", "utf-16-le", None, None),
        ("Größe in München", "utf-16-be", None, None),
    ],
)
def test_character_sets(text, codec, declared, content_type):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = rss(item(text), head=head).encode(codec)
    assert read_feed(body, URL, content_type).entries[0].evidence.title == text


def test_an_undeclared_legacy_encoding_is_guessed():
    title = "Городской совет принял решение о новом мосте через реку"
    page = read_feed(rss(*[item(title)] * 20).encode("cp1251"), URL)
    assert page.entries[0].evidence.title == title
    assert "recoded" in page.problems


@pytest.mark.parametrize(
    "broken",
    [
        rss(item("A & B")),
        rss(item("A &nbsp; B")),
        rss(item("A &unknown; B")),
        rss(item("A \x0b\x00 B")),
        rss(item("A"), item("B")).removesuffix("</channel></rss>"),
        rss(item("A", extra="<dc:creator>x</dc:creator>")),  # prefix never declared
        rss(item("A", extra="<p>open")),
        "\n\n  " + rss(item("A")),
        "<!-- made by hand --><?xml version='1.0'?>" + rss(item("A")),
        rss(item("A", link="<![CDATA[https://paper.example/a]]>")),
        rss(item("A", link="\n https://paper.example/a \n")),
    ],
)
def test_broken_xml_is_recovered(broken):
    page = read_feed(broken.encode(), URL)
    assert page.entries
    assert page.entries[0].url == "https://paper.example/a"


def test_links_in_cdata_keep_their_ampersands():
    page = read_feed(rss(item(link="<![CDATA[https://paper.example/a?x=1&y=2]]>")).encode(), URL)
    assert page.entries[0].url == "https://paper.example/a?x=1&y=2"


@pytest.mark.parametrize(
    "content_type", [None, "text/html", "text/plain", "application/octet-stream"]
)
def test_the_content_type_does_not_matter(content_type):
    assert len(read_feed(rss(item()).encode(), URL, content_type).entries) == 1


def test_gzip_without_a_header():
    assert len(read_feed(gzip.compress(rss(item()).encode()), URL).entries) == 1


def test_html_in_a_feeds_place_names_the_feeds_that_it_links():
    page = read_feed(
        b"""<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/rss">
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
        <link rel="stylesheet" href="/x.css"></head></html>""",
        URL,
        "application/rss+xml",
    )
    assert (page.kind, page.entries, page.problems) == ("none", (), ("html-instead",))
    assert page.alternates == ("https://paper.example/rss",)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "unknown-format"),
        (b"not a feed", "unknown-format"),
        (b"<rss version='2.0'><channel></channel></rss>", "empty"),
        (b"<opml/>", "unknown-format"),
        (b"{", "unknown-format"),
        (b'{"items": 3}', "unknown-format"),
        (b"{" * 100_000, "unknown-format"),
        (b"[" * 100_000, "unknown-format"),
        (b"<rss><channel><item " + b"a='1' " * 30_000 + b"/></channel></rss>", "too-complex"),
        (gzip.compress(b"\0" * 30_000_000), "bomb"),
        pytest.param(gzip.compress(gzip.compress(gzip.compress(b"<rss/>"))), "bomb", id="thrice"),
    ],
)
def test_what_is_no_feed_is_named(body, problem):
    started = time.process_time()
    page = read_feed(body, URL)
    assert page.entries == ()
    assert problem in page.problems
    assert time.process_time() - started < 2


def test_entities_are_never_expanded():
    laughs = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    head = f'<!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{laughs}]>'
    page = read_feed(rss(item("x &a9; &file; y"), head=head).encode(), URL)
    assert page.entries[0].evidence.title == "x &a9; &file; y"


def test_so_many_entries_and_not_one_more(monkeypatch):
    assert MAX_ENTRIES == 50_000
    monkeypatch.setattr("crawler.discovery.feeds.MAX_ENTRIES", 500)
    body = rss(*[item("T", f"https://paper.example/{i}") for i in range(510)]).encode()
    page = read_feed(body, URL)
    assert len(page.entries) == 500
    assert "too-many-entries" in page.problems
    assert page.entries[-1].url == "https://paper.example/499"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "mailto:a@b.example",
        "ftp://paper.example/a",
        "http://",
        "http://[::1",
        "https://paper.example/" + "a" * 3_000,
        "data:text/html,x",
    ],
)
def test_unusable_links_are_dropped(link):
    assert read_feed(rss(item(link=link)).encode(), URL).entries == ()


def test_zones_of_dates():
    def published(text: str) -> datetime | None:
        body = rss(item(extra=f"<pubDate>{text}</pubDate>")).encode()
        return read_feed(body, URL).entries[0].evidence.published

    assert published("Sun, 22 Nov 2026 13:00:00 CET") == NOON
    assert published("22 Nov 2026 07:00:00 EST") == NOON
    assert published("2026-11-22 15:00:00+03:00") == NOON
    assert published("2026-11-22T12:00Z") == NOON
    assert published("2026-11-22T12:00:00.123456Z") == NOON
    assert published("Sun, 22 Nov 2026 17:30:00 +0530").tzinfo == timezone(timedelta(hours=5.5))
    assert published("yesterday") is None
    assert published("Sun, 99 Nov 2026 13:00:00 GMT") is None
    assert published("0001-01-01") is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_survived(body):
    read_feed(body, URL)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<rss>",
                "<item>",
                "</item>",
                "<link>",
                "</link>",
                "/a",
                "<title>",
                "&",
                "]]>",
                "<![CDATA[",
                "<feed xmlns='http://www.w3.org/2005/Atom'>",
                "<entry>",
                "<!DOCTYPE x [",
                "]>",
                "&#0;",
                "\x00",
                "<link href='/b'/>",
                "</entry>",
                "<?xml encoding='utf-16'?>",
                "é",
                "<content type='xhtml'><p>",
            ]
        ),
        max_size=30,
    )
)
def test_any_mixture_of_markup_is_survived(parts):
    for entry in read_feed("".join(parts).encode(), URL).entries:
        assert entry.url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://paper.example/a b", "https://paper.example/a%20b"),
        ("https://paper.example/a\n   b", "https://paper.example/ab"),
        ("  //paper.example/a#top ", "https://paper.example/a"),
        ("../a", "https://paper.example/a"),
        ("HTTPS://Paper.example/A", "https://Paper.example/A"),
    ],
)
def test_odd_links_are_read_as_browsers_read_them(link, url):
    assert read_feed(rss(item(link=link)).encode(), URL).entries[0].url == url
