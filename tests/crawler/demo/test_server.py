import http.client
import socket

import pytest

from crawler.demo.newsroom import Newsroom
from crawler.demo.server import DemoServer

FERRY = "http://harbour-post.test/2026/09/night-ferry/"


@pytest.fixture(scope="module")
def server():
    with DemoServer(Newsroom()) as running:
        yield running


def ask(server, url: str, method: str = "GET", headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, url, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_an_article_is_served_under_its_invented_name(server) -> None:
    answer, body = ask(server, FERRY)
    assert answer.status == 200
    assert "the night ferry" in body.decode()


def test_a_plain_request_is_answered_by_its_host_header(server) -> None:
    answer, _ = ask(server, "/feed/", headers={"Host": "harbour-post.test"})
    assert answer.getheader("Content-Type") == "application/rss+xml"


def test_an_unchanged_feed_is_not_sent_twice(server) -> None:
    tag = ask(server, "http://harbour-post.test/feed/")[0].getheader("ETag")
    answer, body = ask(server, "http://harbour-post.test/feed/", headers={"If-None-Match": tag})
    assert (answer.status, body) == (304, b"")


def test_nothing_outside_the_newsroom_can_be_reached(server) -> None:
    assert ask(server, "http://127.0.0.1:1/")[0].status == 502


def test_a_head_request_gets_no_body(server) -> None:
    answer, body = ask(server, FERRY, method="HEAD")
    assert answer.status == 200
    assert int(answer.getheader("Content-Length")) > 1000
    assert body == b""


def test_an_unknown_page_is_not_found(server) -> None:
    assert ask(server, "http://harbour-post.test/nothing")[0].status == 404
    assert ask(server, "http://rechnoy-vestnik.test/news.php")[0].status == 404


def test_a_portal_page_is_in_its_old_charset(server) -> None:
    answer, body = ask(server, "http://rechnoy-vestnik.test/news.php?id=1001")
    assert answer.getheader("Content-Type") == "text/html; charset=windows-1251"
    assert "Паром через Сухону" in body.decode("windows-1251")


def test_no_request_is_no_answer(server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""
