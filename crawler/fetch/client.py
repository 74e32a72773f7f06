"""A small polite HTTP client for `scrapy site`: a few requests, outside of a crawl.

httpx does the talking; around it stand what a crawl has, too: the egress guard on every
hop and on every resolved address, robots.txt, one request at a time with a delay, a
deadline for the whole request, a limit in bytes as sent, no content coding, five
redirects, a budget of requests.
"""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import httpx

from crawler.fetch.classify import printable
from crawler.fetch.context import TransientMemory, proxies
from crawler.fetch.egress import EgressPolicy, literal_address
from crawler.fetch.robots import RobotsAnswer, RobotsFile, RobotsPolicy

MAX_BYTES = 5_242_880
MAX_REDIRECTS = 5
REQUEST_S = 20.0
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, or why there is none: then ``problem`` says so and status is 0."""

    url: str  # after redirects
    status: int = 0
    body: bytes = b""
    content_type: str | None = None
    location: str | None = None
    problem: str | None = None
    moved: bool = False  # by 301 or 308: the address has changed for good

    @property
    def ok(self) -> bool:
        """Whether it is a success with a body."""
        return self.problem is None and 200 <= self.status < 300  # noqa: PLR2004 -- HTTP's class


class _RefusedError(Exception):
    """The request was not sent."""


class PoliteClient:
    """Fetches single URLs for the survey and the check of a site; use as ``async with``."""

    def __init__(
        self,
        *,
        user_agent: str,
        egress: EgressPolicy,
        delay_s: float = 1.0,
        max_requests: int = 60,
        total_s: float = 180.0,
    ) -> None:
        self._agent = user_agent
        self._egress = egress
        self._delay_s = delay_s
        self._left = max_requests
        self._ends = time.monotonic() + total_s
        self._last: dict[str, float] = {}  # by host
        self._proxied = frozenset(proxies())
        self._robots = RobotsPolicy(TransientMemory(), self._ask_robots)
        self._http = httpx.AsyncClient(
            follow_redirects=False,
            timeout=REQUEST_S,
            # With a delay between requests, a kept connection is often one that was closed.
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
        )

    async def __aenter__(self) -> PoliteClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def robots(self, url: str) -> RobotsFile:
        """Return the robots.txt that holds for the URL; asked once per origin."""
        return await self._robots.file_for(url)

    async def get(self, url: str) -> Reply:
        """Fetch a URL, following redirects; never raises for what the server does."""
        moved = False
        for _ in range(MAX_REDIRECTS + 1):
            refusal = await self._refusal(url)
            if refusal is not None:
                return Reply(url=url, problem=refusal)
            reply = await self._send(url)
            if reply.status not in _REDIRECTS or not reply.location:
                return _with_moved(reply, moved)
            moved = moved or reply.status in {301, 308}
            url = urljoin(url, reply.location)
        return Reply(url=url, problem=f"more than {MAX_REDIRECTS} redirects")

    async def _refusal(self, url: str) -> str | None:
        """Return why the URL is not asked, None when it may be."""
        refused = self._egress.refuses_url(url)
        if refused is not None:
            return f"refused: {refused}"
        file = await self.robots(url)
        if file.rules is None:
            return "robots.txt gave no usable answer: left alone"
        return None if file.allows(url, self._agent.partition("/")[0]) else "robots.txt forbids it"

    async def _ask_robots(self, url: str) -> RobotsAnswer:
        if self._egress.refuses_url(url) is not None:
            return RobotsAnswer(status=0)
        reply = await self._send(url)
        return RobotsAnswer(status=reply.status, body=reply.body, location=reply.location)

    async def _send(self, url: str) -> Reply:
        """Send one request, within the deadline, the budget and the host's delay."""
        host = urlsplit(url).hostname or ""
        pause_s = self._last.get(host, 0.0) + self._delay_s - time.monotonic()
        if pause_s > 0:
            await asyncio.sleep(pause_s)
        self._last[host] = time.monotonic()
        limit_s = min(REQUEST_S, self._ends - time.monotonic())
        if self._left <= 0 or limit_s <= 0:
            return Reply(url=url, problem="the budget of requests or time is used up")
        self._left -= 1
        try:
            async with asyncio.timeout(limit_s):
                return await self._receive(url)
        except TimeoutError:
            return Reply(url=url, problem=f"no whole answer within {limit_s:.0f} s")
        except (_RefusedError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Reply(url=url, problem=printable(str(error) or type(error).__name__))

    async def _receive(self, url: str) -> Reply:
        target, headers, extensions = await self._pinned(url)
        async with self._http.stream(
            "GET", target, headers=headers, extensions=extensions
        ) as answer:
            coding = answer.headers.get("Content-Encoding", "identity").lower()
            if coding != "identity":
                raise _RefusedError(f"content coding {printable(coding)!r} that was not asked for")
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise _RefusedError(f"more than {MAX_BYTES} bytes")
        return Reply(
            url=url,
            status=answer.status_code,
            body=bytes(body),
            content_type=answer.headers.get("Content-Type"),
            location=answer.headers.get("Location"),
        )

    async def _pinned(self, url: str) -> tuple[str, dict[str, str], dict[str, str]]:
        """Return the URL with a checked address in the host's place.

        What was checked is what is connected to: no second resolution can rebind it.
        Behind a configured proxy, the proxy resolves.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme in self._proxied or literal_address(host) is not None:
            return url, {}, {}
        address = await self._resolve(host)
        port = f":{parts.port}" if parts.port else ""
        netloc = (f"[{address}]" if ":" in address else address) + port
        return (
            parts._replace(netloc=netloc).geturl(),
            {"Host": parts.netloc},
            {"sni_hostname": host},
        )

    async def _resolve(self, host: str) -> str:
        loop = asyncio.get_running_loop()
        infos = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        refused = "no address"
        for info in infos:
            address = str(info[4][0]).partition("%")[0]
            reason = self._egress.refuses_address(ip_address(address))
            if reason is None:
                return address
            refused = reason
        raise _RefusedError(f"refused: {host} resolves to {refused}")


def _with_moved(reply: Reply, moved: bool) -> Reply:
    return Reply(
        url=reply.url,
        status=reply.status,
        body=reply.body,
        content_type=reply.content_type,
        problem=reply.problem,
        moved=moved,
    )
