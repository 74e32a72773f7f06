"""What a crawl knew beside a page comes back with it, and its further pages do, too."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from cleaners.types import Evidence, Page
from cleaners.warc import Archived, Note, Unusable, read_stream, read_warc
from cleaners.warc.note import NotedRight, pack, unpack
from crawler.archive import WarcArchive

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(name):
    url = f"https://paper.example/{name}"
    return Page(
        url=url, final_url=url, status=200, headers=(("content-type", "text/html"),),
        body=f"<p>{name}".encode(), fetched_at=NOON,
    )  # fmt: skip


def note(**known):
    return Note(url="https://paper.example/asked", site="paper", run="r1", **known)


FULL = note(
    evidence=Evidence(
        source="feed", title="Ünïcode", authors=("Ann",), published=NOON + timedelta(hours=1)
    ),
    rights=(NotedRight(signal="noai", value="noai", source="meta"),),
    lost="http-404",
)


@pytest.fixture
def archive(tmp_path):
    """Three articles: of one page with all that a note holds, of three, and of one without."""
    archive = WarcArchive(tmp_path, "run1")
    archive.write(page("one"), note=FULL)
    archive.write(page("long"), note=note(parts=2), parts=[page("long-2"), page("long-3")])
    archive.write(page("bare"))
    archive.close()
    (path,) = tmp_path.glob("*.warc.gz")
    return path


def told(found):
    found = list(found)
    assert all(isinstance(one, Archived) for one in found)
    return [(one.page.url[22:], one.note, [part.url[22:] for part in one.parts]) for one in found]


def test_an_article_comes_back_with_its_note_and_its_parts(archive):
    expected = [
        ("one", FULL, []),
        ("long", note(parts=2), ["long-2", "long-3"]),
        ("bare", None, []),
    ]
    assert told(read_warc(archive)) == expected
    with archive.open("rb") as stream:
        assert told(read_stream(stream)) == expected


def test_reading_goes_on_behind_an_articles_last_part(archive):
    found = list(read_warc(archive))
    assert [one.marker.number for one in found] == [1, 4, 5]
    for number, one in enumerate(found):
        assert list(read_warc(archive, after=one.marker)) == found[number + 1 :]


def test_an_article_whose_parts_are_cut_off_has_those_there_are(archive, tmp_path):
    found = list(read_warc(archive))
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(archive.read_bytes()[: found[1].marker.offset])  # before its last part
    assert told(read_warc(cut)) == [("one", FULL, []), ("long", note(parts=2), ["long-2"])]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"url": 1}', b"\xff\xfe"])
def test_what_is_no_note_of_ours_is_none(content):
    assert unpack(content) is None


def test_a_note_of_a_later_version_is_read():
    assert unpack(pack(FULL)[:-1] + b',"later":1}') == FULL


def test_a_changed_byte_is_noticed_where_the_file_itself_looks_whole(archive, tmp_path):
    plain = bytearray(gzip.decompress(archive.read_bytes()))
    at = plain.index(b"<p>long-2")
    plain[at : at + 9] = b"<p>wrong!"
    changed = tmp_path / "changed.warc"
    changed.write_bytes(plain)
    assert told(read_warc(changed))[1] == ("long", note(parts=2), ["long-3"])
    at = plain.index(b"<p>bare")
    plain[at : at + 7] = b"<p>Bare"
    changed.write_bytes(plain)
    *_, last = read_warc(changed)
    assert isinstance(last, Unusable)
    assert last.reason == "digest"
