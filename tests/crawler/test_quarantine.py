from datetime import UTC, datetime

import pytest

from cleaners.types import Evidence, Page
from crawler.exits import DamageError
from crawler.frontier.types import Lease
from crawler.quarantine import Quarantine
from output.record import Right

MOMENT = datetime(2031, 5, 4, tzinfo=UTC)


def page(url, body=b"<html>\n\n\x00\xff</html>"):
    return Page(
        url=url, final_url=url + "?moved", status=200, headers=(("content-type", "text/html"),),
        body=body, fetched_at=MOMENT,
    )  # fmt: skip


def lease(url, title="Ünïque"):
    return Lease(id=1, url=url, key="k", site="news", attempts=2, evidence=Evidence(title=title))


def test_a_page_comes_back_as_it_was(tmp_path):
    quarantine = Quarantine(tmp_path)
    right = Right(signal="noai", value="noai", source="meta")
    url = "https://news.example/a"
    quarantine.put(lease(url), page(url), "timeout", [right])
    (entry,) = quarantine.entries()
    assert entry.rights == (right,)
    assert entry.page == page("https://news.example/a")
    assert (entry.url, entry.site, entry.cause) == ("https://news.example/a", "news", "timeout")
    assert entry.evidence == Evidence(title="Ünïque")


def test_a_page_that_comes_again_replaces_itself(tmp_path):
    quarantine = Quarantine(tmp_path)
    for url in ("https://news.example/a", "https://news.example/a?utm_source=x"):
        quarantine.put(lease(url), page(url, b"second"), "memory")
    assert [entry.page.body for entry in quarantine.entries()] == [b"second"]
    assert quarantine.size()[0] == 1


def test_removed_is_gone_and_may_be_removed_again(tmp_path):
    quarantine = Quarantine(tmp_path)
    quarantine.put(lease("https://news.example/a"), page("https://news.example/a"), "crash")
    (entry,) = quarantine.entries()
    quarantine.remove(entry.name)
    quarantine.remove(entry.name)
    assert quarantine.size() == (0, 0)
    assert list(quarantine.entries()) == []


@pytest.mark.parametrize("position", [0, 20, -3])
def test_a_damaged_file_is_named(tmp_path, position):
    quarantine = Quarantine(tmp_path)
    path = quarantine.put(lease("https://news.example/a"), page("https://news.example/a"), "crash")
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DamageError, match=path.name):
        list(quarantine.entries())
