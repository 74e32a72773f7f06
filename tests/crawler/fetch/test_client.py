"""The small client of `scrapy site`: guarded, bounded, polite."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time

import pytest
from loopback import PAGE, Web, answer, serve

from crawler.fetch.client import MAX_BYTES, PoliteClient
from crawler.fetch.egress import EgressPolicy

OPEN = EgressPolicy.from_ranges(["127.0.0.0/8"])


def drip(connection: socket.socket, head: bytes) -> None:
    connection.sendall(head)
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


class Paths:
    """One host whose answer depends on the path."""

    def __call__(self, path: str, before: int, connection: socket.socket) -> bytes | None:
        fixed = {
            "/robots.txt": answer(200, b"User-agent: *\nDisallow: /private/\n"),
            "/a": answer(),
            "/loop": answer(302, b"", Location="/loop"),
            "/moved": answer(301, b"", Location="/a"),
            "/found": answer(302, b"", Location="/a"),
            "/ssrf": answer(302, b"", Location="http://10.0.0.1/"),
            "/file": answer(302, b"", Location="file:///etc/passwd"),
            "/hop-private": answer(302, b"", Location="/private/x"),
            "/gzip": answer(200, gzip.compress(PAGE), Content_Encoding="gzip"),
            "/large": answer(200, b"x" * (MAX_BYTES + 1)),
            "/cut": answer(200, PAGE, Content_Length="500"),
            "/junk": b"\x00\x01\x02 no http\r\n\r\n",
        }
        if path == "/drip-body":
            return drip(connection, b"HTTP/1.1 200 X\r\nContent-Length: 5000\r\n\r\n")
        if path == "/drip-head":
            return drip(connection, b"HTTP/1.1 200 X\r\nX-Long: ")
        return fixed.get(path, answer(404))


@pytest.fixture
def web(monkeypatch):
    for name in (
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    web = Web(sites={"127.0.0.1": Paths()})
    server = serve(web)
    web.base = f"http://127.0.0.1:{server.server_address[1]}"
    yield web
    server.shutdown()
    server.server_close()


def get(web: Web, *paths: str, policy: EgressPolicy = OPEN, **options):
    async def ask():
        async with PoliteClient(
            user_agent="Cleanwire/0.1 (test)", egress=policy, delay_s=0, **options
        ) as client:
            return [await client.get(path if "://" in path else web.base + path) for path in paths]

    return asyncio.run(ask())


def test_a_page_comes_without_content_coding(web):
    (reply,) = get(web, "/a")
    assert (reply.status, reply.body, reply.ok, reply.moved) == (200, PAGE, True, False)
    (asked,) = web.asked("127.0.0.1", "/a")
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["user-agent"] == "Cleanwire/0.1 (test)"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/private/a", "robots.txt forbids"),
        ("/hop-private", "robots.txt forbids"),
        ("/loop", "more than 5 redirects"),
        ("/ssrf", "refused: private address"),
        ("/file", "refused: scheme"),
        ("/gzip", "content coding 'gzip'"),
        ("/large", "more than"),
        ("/cut", ""),
        ("/junk", ""),
    ],
)
def test_what_is_not_taken_has_a_reason(web, path, says):
    (reply,) = get(web, path)
    assert not reply.ok
    assert reply.body == b""
    assert reply.problem is not None
    assert says in reply.problem


def test_what_robots_forbids_is_not_asked(web):
    get(web, "/private/a", "/hop-private")
    assert not web.asked("127.0.0.1", "/private/a")
    assert not web.asked("127.0.0.1", "/private/x")
    assert len(web.asked("127.0.0.1", "/robots.txt")) == 1


def test_a_move_for_good_is_told_from_a_detour(web):
    moved, found = get(web, "/moved", "/found")
    assert (moved.moved, found.moved) == (True, False)
    assert moved.url == found.url == web.base + "/a"


@pytest.mark.parametrize("path", ["/drip-body", "/drip-head"])
def test_a_drip_ends_with_the_deadline(web, path):
    started = time.monotonic()
    (reply,) = get(web, path, total_s=1.5)
    assert "no whole answer" in reply.problem
    assert time.monotonic() - started < 6


def test_the_budget_of_requests_holds(web):
    replies = get(web, *["/a"] * 5, max_requests=3)  # robots.txt is the first
    assert [reply.ok for reply in replies] == [True, True, False, False, False]
    assert "budget" in replies[-1].problem
    assert len(web.log) == 3


def test_forbidden_addresses_are_not_connected_to(web):
    replies = get(
        web, "/a", web.base.replace("127.0.0.1", "localhost") + "/a", policy=EgressPolicy()
    )
    assert all(reply.problem.startswith("refused") for reply in replies)
    assert web.log == []


def test_a_name_is_judged_by_its_address_and_pinned_to_it(web, monkeypatch):
    answers = ["127.0.0.1", "10.9.8.7"]

    async def getaddrinfo(self, host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[0], 0))]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", getaddrinfo)
    port = int(web.base.rpartition(":")[2])
    policy = EgressPolicy.from_ranges(["127.0.0.0/8"], ports=[port])
    web.sites["paper.example"] = Paths()
    (reply,) = get(web, f"http://paper.example:{port}/a", policy=policy)
    assert reply.problem is None
    assert web.log[-1].headers["host"] == f"paper.example:{port}"
    answers.reverse()  # the name is bound to another address now
    (reply,) = get(web, f"http://paper.example:{port}/a", policy=policy)
    assert not reply.ok


def test_requests_to_one_host_wait_for_each_other(web):
    async def ask() -> float:
        started = time.monotonic()
        async with PoliteClient(user_agent="Cleanwire/0.1", egress=OPEN, delay_s=0.3) as client:
            for _ in range(3):
                await client.get(web.base + "/a")
        return time.monotonic() - started

    assert asyncio.run(ask()) >= 0.9
    assert threading.active_count() < 50
