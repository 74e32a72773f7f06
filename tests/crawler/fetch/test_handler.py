"""The download handler, in a real Scrapy process behind a proxy that keeps connections open."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer

from loopback import answer, crawl

HOSTS, PAGES = 12, 2


class KeepingHandler(StreamRequestHandler):
    """Answers every request of a connection, and notes how many it had."""

    def handle(self) -> None:
        place = len(self.server.connections)
        self.server.connections.append(0)
        while self.rfile.readline().strip():
            while self.rfile.readline().strip():
                pass
            self.server.connections[place] += 1
            time.sleep(0.1)  # all hosts are asked at once
            self.connection.sendall(answer())


class KeepingProxy(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), KeepingHandler)
        self.connections: list[int] = []  # requests of each


@contextmanager
def serving() -> Iterator[KeepingProxy]:
    with KeepingProxy() as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()


def test_behind_a_proxy_all_hosts_share_its_connections():
    urls = [f"http://paper{host}.example/{page}" for page in range(PAGES) for host in range(HOSTS)]
    with serving() as proxy:
        found = crawl(urls, proxy=f"http://127.0.0.1:{proxy.server_address[1]}", DOWNLOAD_DELAY=0)
    assert [found[url]["status"] for url in urls] == [200] * len(urls)
    # Each host is asked for its robots.txt, its rights and the pages, one at a time; were one
    # connection kept for all of them, most requests would make their own.
    assert sum(proxy.connections) >= (2 + PAGES) * HOSTS
    assert len(proxy.connections) < 1.5 * HOSTS
