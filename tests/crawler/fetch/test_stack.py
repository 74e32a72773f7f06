"""The middlewares as a whole, in a real Scrapy process, against hosts that misbehave.

One crawl fetches from all hosts; each test looks at one host's result and log.
"""

from __future__ import annotations

import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from loopback import PAGE, Web, answer, crawl, serve

FORBID = b"User-agent: *\nDisallow: /\n"
LONG = 4 * 3_600


def text(body: bytes, status: int = 200) -> bytes:
    return answer(status, body, Content_Type="text/plain")


def robots(reply):
    """A host whose robots.txt is `reply` and whose pages are sound."""

    def site(path: str, before: int, connection: socket.socket):
        if path == "/robots.txt":
            return reply(before, connection) if callable(reply) else reply
        return answer() if path == "/a" else answer(404)

    return site


def page(reply):
    """A host without robots.txt whose page is `reply`."""

    def site(path: str, before: int, connection: socket.socket):
        if path == "/a":
            return reply(before, connection) if callable(reply) else reply
        return answer(404, b"")

    return site


def reset(_before: int, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def hang(_before: int, _connection: socket.socket) -> None:
    time.sleep(30)


def once(bad, good: bytes = answer()):
    """Misbehave at the first request only."""

    def reply(before: int, connection: socket.socket):
        if before:
            return good
        return bad(before, connection) if callable(bad) else bad

    return reply


def drip(_before: int, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.2)


def endless(_before: int, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")


def cut(body: bytes = PAGE):
    return answer(200, body, Content_Length=str(len(body) + 500))


def in_an_hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


ROBOTS = {  # host: (what robots.txt answers, reason that the page is not fetched or None)
    "r-allow": (text(b"User-agent: *\nAllow: /\n"), None),
    "r-forbid": (text(FORBID), "robots"),
    "r-bom": (text(b"\xef\xbb\xbf" + FORBID), "robots"),
    "r-utf16": (text(FORBID.decode().encode("utf-16")), "robots"),
    "r-html": (answer(200, PAGE), None),
    "r-empty": (text(b""), None),
    "r-gzip": (answer(200, gzip.compress(FORBID), Content_Encoding="gzip"), "robots"),
    "r-29mb": (text(FORBID + b"# filler\n" * 3_200_000), "robots"),
    "r-400": (text(FORBID, 400), None),
    "r-401": (text(FORBID, 401), None),
    "r-403": (text(FORBID, 403), None),
    "r-404": (text(FORBID, 404), None),
    "r-410": (text(FORBID, 410), None),
    "r-429": (text(b"", 429), "robots-unreachable"),
    "r-500": (text(b"", 500), "robots-unreachable"),
    "r-502": (text(b"", 502), "robots-unreachable"),
    "r-503": (text(b"", 503), "robots-unreachable"),
    "r-503-once": (once(text(b"", 503), text(b"")), None),
    "r-reset": (reset, "robots-unreachable"),
    "r-hang": (hang, "robots-unreachable"),
    "r-drip": (drip, "robots-unreachable"),
    "r-cut": (answer(200, b"User-agent: x\n", Content_Length="9000"), "robots-unreachable"),
    "r-hop": (answer(301, b"", Location="http://r-forbid.example/robots.txt"), "robots"),
    "r-hop-404": (answer(302, b"", Location="http://r-404.example/robots.txt"), None),
    "r-hop-dead": (
        answer(302, b"", Location="http://gone.example/robots.txt"),
        "robots-unreachable",
    ),
    "r-hop-ssrf": (answer(302, b"", Location="http://127.0.0.1:1/x"), "robots-unreachable"),
    "r-hop-file": (answer(302, b"", Location="file:///etc/passwd"), "robots-unreachable"),
    "r-hop-loop": (answer(302, b"", Location="/robots.txt"), None),
    "r-hop-none": (answer(302, b""), None),
}
PAGES = {  # host: (what the page answers, reason or None, tries)
    "p-fine": (answer(), None, 1),
    "p-503-once": (once(answer(503, b"", Retry_After="1")), None, 2),
    "p-429-once": (once(answer(429, b"", Retry_After="1")), None, 2),
    "p-503-long": (answer(503, b"", Retry_After=str(LONG)), "http-503", 1),
    "p-429-long": (answer(429, b"", Retry_After=str(LONG)), "http-429", 1),
    "p-503-date": (lambda *_: answer(503, b"", Retry_After=in_an_hour()), "http-503", 1),
    "p-503-past": (once(answer(503, b"", Retry_After="Sun, 06 Nov 1994 08:49:37 GMT")), None, 2),
    "p-503-garbage": (once(answer(503, b"", Retry_After="soon")), None, 2),
    "p-503-bare": (answer(503, b""), "http-503", 3),
    "p-500": (answer(500, b""), "http-500", 3),
    "p-404": (answer(404, b""), "http-404", 1),
    "p-410": (answer(410, b""), "http-410", 1),
    "p-451": (answer(451, b""), "http-451", 1),
    "p-reset-once": (once(reset), None, 2),
    "p-reset": (reset, "reset", 3),
    "p-empty": (lambda *_: b"", "reset", 3),
    "p-hang": (hang, "timeout", 1),
    "p-drip": (drip, "timeout", 1),
    "p-cut-once": (once(cut()), None, 2),
    "p-cut": (cut(), "truncated", 3),
    "p-chunk": (b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", None, None),
    "p-nolength": (b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n" + PAGE, None, 1),
    "p-nolength-cut": (
        once(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n" + PAGE[:60]), None, 2,
    ),
    "p-nolength-odd": (b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n<p>No end tag", None, 2),
    "p-endless": (endless, "too-large", 1),
    "p-long": (answer(200, b"", Content_Length="99999999"), "too-large", 1),
    "p-bomb": (answer(200, gzip.compress(b"\0" * 60_000_000), Content_Encoding="gzip"), "too-large", 1),  # noqa: E501
    "p-loop": (answer(302, b"", Location="/a"), "redirect-loop", 1),
    "p-ssrf": (answer(302, b"", Location="http://127.0.0.1:1/latest/"), "egress", 1),
    "p-file": (answer(302, b"", Location="file:///etc/passwd"), "egress", 1),
    "p-data": (answer(302, b"", Location="data:text/html,x"), "egress", 1),
    "p-port": (answer(302, b"", Location="http://p-fine.example:22/"), "egress", 1),
    "p-userinfo": (answer(302, b"", Location="http://u:p@p-fine.example/a"), "egress", 1),
    "p-nolocation": (answer(302, b""), "bad-redirect", 1),
    "p-badlocation": (answer(302, b"", Location="http://[::1"), "bad-redirect", 1),
    "p-refresh": (
        answer(200, b'<html><meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/"></html>'),
        None,
        1,
    ),
    "p-hop": (answer(302, b"", Location="http://p-fine.example/other", Set_Cookie="k=v"), "http-404", 1),  # noqa: E501
    "p-hop-forbidden": (answer(302, b"", Location="http://r-forbid.example/a"), "robots", 1),
}  # fmt: skip


def many_hops(path: str, _before: int, _connection: socket.socket) -> bytes:
    if path == "/robots.txt":
        return answer(404, b"")
    number = 0 if path == "/a" else int(path[2:])
    return answer(302, b"", Location=f"/a{number + 1}")


SLOW = "http://r-delay.example"  # its robots.txt asks for a delay


def delaying(path: str, _before: int, _connection: socket.socket) -> bytes:
    asked = b"User-agent: *\nCrawl-delay: 1.5\n"
    return text(asked) if path == "/robots.txt" else answer()


@pytest.fixture(scope="module")
def run():
    web = Web()
    web.sites = {f"{name}.example": robots(reply) for name, (reply, _) in ROBOTS.items()}
    web.sites |= {f"{name}.example": page(reply) for name, (reply, _, _) in PAGES.items()}
    web.sites["p-hops.example"] = many_hops
    web.sites["r-delay.example"] = delaying
    server = serve(web)
    urls = [f"http://{host}/a" for host in web.sites] + [f"{SLOW}/b", f"{SLOW}/c"]
    started = time.monotonic()
    results = crawl(
        urls,
        proxy=f"http://127.0.0.1:{server.server_address[1]}",
        headers={"Authorization": "Basic canary", "Cookie": "canary=1"},
        DOWNLOAD_TIMEOUT=6,
        DOWNLOAD_DELAY=0,
        TDM_WELL_KNOWN=False,
    )
    took = time.monotonic() - started
    server.shutdown()
    server.server_close()
    return web, results, took


def result(run, name: str) -> dict:
    return run[1][f"http://{name}.example/a"]


@pytest.mark.parametrize("name", ROBOTS)
def test_the_robots_matrix(run, name):
    reason = ROBOTS[name][1]
    assert result(run, name)["reason"] == reason
    fetched = [one.path for one in run[0].asked(f"{name}.example") if one.path != "/robots.txt"]
    assert fetched == ([] if reason else ["/a"])


@pytest.mark.parametrize("name", [name for name in PAGES if name != "p-chunk"])
def test_pages(run, name):
    _, reason, tries = PAGES[name]
    assert result(run, name)["reason"] == reason
    assert len(run[0].asked(f"{name}.example", "/a")) == tries


def test_a_broken_chunk_is_a_failure_with_a_reason(run):
    assert result(run, "p-chunk")["reason"] in {"truncated", "protocol", "reset"}


def test_every_url_has_exactly_one_result(run):
    assert len(run[1]) == len(ROBOTS) + len(PAGES) + 4
    assert "unknown" not in {one["reason"] for one in run[1].values()}


def test_the_run_ends_by_itself_soon(run):
    assert run[2] < 60


def test_retry_after_is_obeyed(run):
    for name in ("p-503-once", "p-429-once"):
        first, second = run[0].asked(f"{name}.example", "/a")
        assert second.at - first.at >= 1.0


def test_a_crawl_delay_stands_between_all_requests_of_its_host(run):
    times = [one.at for one in run[0].asked("r-delay.example")]
    assert len(times) == 4  # robots.txt and three pages
    assert min(later - earlier for earlier, later in pairwise(times)) >= 1.5


def test_a_long_retry_after_is_left_to_a_later_try(run):
    # The response itself is delivered: its failure carries the wish.
    assert len(run[0].asked("p-503-long.example", "/a")) == 1


def test_at_most_five_hops(run):
    assert result(run, "p-hops")["reason"] == "too-many-redirects"
    assert len([one for one in run[0].asked("p-hops.example") if one.path != "/robots.txt"]) == 6


def test_a_hop_to_another_host_asks_its_robots_and_carries_nothing_over(run):
    web = run[0]
    (hop,) = web.asked("p-fine.example", "/other")
    assert not {"cookie", "authorization", "referer", "proxy-authorization"} & hop.headers.keys()
    assert result(run, "p-hop")["hops"] == ["http://p-hop.example/a"]
    assert web.asked("r-forbid.example", "/a") == []


def test_each_host_is_asked_one_at_a_time(run):
    assert set(run[0].most_busy.values()) == {1}


def test_the_user_agent_names_the_crawler(run):
    assert {one.headers["user-agent"] for one in run[0].log} == {"Cleanwire/0.1 (test)"}
