"""Serves the newsroom on loopback, as an HTTP forward proxy.

As a proxy it may serve outlets under invented host names without a name server, on any
system, on one port that the system chooses. A crawl takes part with
``http_proxy=http://127.0.0.1:PORT``; nothing outside the newsroom can be reached.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from crawler.demo.answers import Answer
from crawler.demo.newsroom import Newsroom

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
_PIECES = 20  # in how many pieces a dripping body comes
_HEAD_TIMEOUT_S = 10.0


class DemoServer:
    """A context manager: the newsroom is served by a thread while the context is open."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.port = 0  # known once the context is entered
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-newsroom", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._error: OSError | None = None

    @property
    def proxy(self) -> str:
        """The address to give a client as its proxy."""
        return f"http://{LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        """Start serving; raises OSError when loopback cannot be bound."""
        self._thread.start()
        self._ready.wait()
        if self._error is not None:
            raise self._error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving; open answers are cut off."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._connection, LOOPBACK, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stop.wait()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close: a demo needs no keep-alive."""
        try:
            async with asyncio.timeout(_HEAD_TIMEOUT_S):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._reply(head.decode("latin-1"), writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            logger.debug("a client went away or sent no request")
        except asyncio.CancelledError:
            # The server closes; Python 3.11's stream callback would log this as an error.
            logger.debug("an answer was cut off by the end of the demo")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _reply(self, head: str, writer: asyncio.StreamWriter) -> None:
        request, *lines = head.split("\r\n")
        method, _, rest = request.partition(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        host, target = _address(rest.partition(" ")[0], headers.get("host", ""))
        answer = self.newsroom.answer(host, target)
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        if answer.status == HTTPStatus.OK and headers.get("if-none-match") == tag:
            answer = Answer(body=b"", content_type=answer.content_type, status=304)
        writer.write(_head(answer, tag))
        if method != "HEAD":
            await _body(answer, writer)


def _address(target: str, host: str) -> tuple[str, str]:
    """Return host and path with query of a proxy's or a plain request's target."""
    parts = urlsplit(target if "://" in target else f"http://{host}{target}")
    query = f"?{parts.query}" if parts.query else ""
    return parts.hostname or "", (parts.path or "/") + query


def _head(answer: Answer, tag: str) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
        f"ETag: {tag}",
        *(f"{name}: {value}" for name, value in answer.headers),
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _body(answer: Answer, writer: asyncio.StreamWriter) -> None:
    if not answer.drip_s:
        writer.write(answer.body)
        await writer.drain()
        return
    size = max(len(answer.body) // _PIECES, 1)
    for start in range(0, len(answer.body), size):
        writer.write(answer.body[start : start + size])
        await writer.drain()
        await asyncio.sleep(answer.drip_s / _PIECES)
