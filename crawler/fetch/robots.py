"""robots.txt by RFC 9309, over Protego: who may fetch what. No Scrapy in here.

2xx: its rules hold. 4xx: everything is free, but 429 (and 408, 425) counts as no answer.
5xx, no answer, a refused or dead redirect: stay away from the whole host. Up to five
redirects are followed, also to other hosts; beyond that the file counts as unavailable.
Read: the first 512 KiB, as UTF-8, with byte order mark or as UTF-16. Kept: 24 hours,
across runs; "no answer" for one minute.
"""

from __future__ import annotations

import asyncio
import codecs
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import msgspec
from protego import Protego

from crawler.frontier.types import RobotsEntry

MAX_BYTES = 524_288
MAX_REDIRECTS = 5
LIFE = timedelta(hours=24)
UNREACHABLE_LIFE = timedelta(minutes=1)  # the breaker lengthens it for a host that stays away
MAX_CRAWL_DELAY_S = 60.0
MAX_SITEMAPS = 100
MAX_REMEMBERED = 5_000  # parsed files held in memory
_BUSY = {408, 425, 429}
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What one request for robots.txt brought; status 0 for no answer."""

    status: int
    body: bytes = b""
    location: str | None = None


class RobotsMemory(Protocol):
    """Where robots.txt files are kept across runs: the frontier, or a dict in tests."""

    def robots(self, origin: str) -> RobotsEntry | None:
        """Return what is fresh for the origin."""

    def save_robots(self, entry: RobotsEntry) -> None:
        """Keep an answer until it expires."""


Fetch = Callable[[str], Awaitable[RobotsAnswer]]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The rules of one origin; ``rules`` is None when it did not answer."""

    rules: Protego | None
    text: str = ""

    def allows(self, url: str, agent: str) -> bool:
        """Tell whether the agent may fetch the URL; nothing may be fetched without an answer."""
        return self.rules is not None and bool(self.rules.can_fetch(url, agent))

    def crawl_delay_s(self, agent: str) -> float | None:
        """Return the Crawl-delay for the agent, at most a minute."""
        delay = self.rules.crawl_delay(agent) if self.rules is not None else None
        return None if delay is None else min(max(float(delay), 0.0), MAX_CRAWL_DELAY_S)

    def sitemaps(self, base: str) -> tuple[str, ...]:
        """Return the sitemaps that the file names, absolute."""
        if self.rules is None:
            return ()
        found = (urljoin(base, line.strip()) for line in self.rules.sitemaps)
        kept = dict.fromkeys(url for url in found if url.startswith(("http://", "https://")))
        return tuple(kept)[:MAX_SITEMAPS]

    def refused_ai_agents(self, url: str) -> tuple[str, ...]:
        """Return the AI agents that a group of their own forbids the URL."""
        if self.rules is None:
            return ()
        named = {name.strip().lower() for name in _AGENT_LINE.findall(self.text)}
        return tuple(
            agent
            for agent in ai_agents()
            if agent.lower() in named and not self.rules.can_fetch(url, agent)
        )

    def content_signals(self) -> tuple[tuple[str, str], ...]:
        """Return the Content-Usage and Content-Signal lines: (lower-case name, value)."""
        lines = _SIGNAL_LINE.findall(self.text)
        return tuple(
            dict.fromkeys((name.lower(), " ".join(value.split())) for name, value in lines)
        )[:10]


_AGENT_LINE = re.compile(
    r"^[ \t]*user-?agent[ \t]*:[ \t]*([^#\r\n]{1,100})", re.IGNORECASE | re.MULTILINE
)
_SIGNAL_LINE = re.compile(
    r"^[ \t]*(content-usage|content-signal)[ \t]*:[ \t]*([^#\r\n]{1,300})",
    re.IGNORECASE | re.MULTILINE,
)


class _AgentsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    why: str
    agents: tuple[str, ...]


@cache
def ai_agents() -> tuple[str, ...]:
    """Return the robots that mine text or train models, as data with its source."""
    raw = resources.files(__package__).joinpath("ai_agents.toml").read_bytes()
    return msgspec.toml.decode(raw, type=_AgentsFile).agents


def parse_robots(status: int, body: bytes) -> RobotsFile:
    """Make rules of a final answer (after redirects), by RFC 9309, section 2.3.1."""
    success, gone = 200 <= status < 300, 400 <= status < 500  # noqa: PLR2004 -- HTTP's classes
    if status in _BUSY or not (success or gone):
        return RobotsFile(None)
    text = decode_robots(body) if success else ""
    return RobotsFile(Protego.parse(text), text)


def decode_robots(body: bytes) -> str:
    """Decode robots.txt: byte order marks first, then UTF-8 with what is wrong replaced.

    The last line is dropped when the limit cut it.
    """
    cut = len(body) > MAX_BYTES
    body = body[:MAX_BYTES]
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            text = body[2:].decode(codec, "replace")
            break
    else:
        text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
        if "\x00" in text[:64]:  # UTF-16 without a mark
            text = body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace")
    # Only these end a line: U+2028 and the like must not smuggle rules in or cut them off.
    lines = re.split(r"\r\n|\n|\r", text.replace("\x00", ""))
    kept = lines[:-1] if cut else lines
    return "\n".join(line.translate(_INNER_BREAKS) for line in kept)


_INNER_BREAKS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


def origin_of(url: str) -> str:
    """Return scheme, host and port: what one robots.txt holds for."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, default) else ""
    return f"{parts.scheme}://{host}{port}"


class RobotsPolicy:
    """Answers for every origin, asking each only once in 24 hours.

    `fetch` makes one request without following redirects and never raises;
    concurrent questions for one origin wait for the same request.
    """

    def __init__(
        self,
        memory: RobotsMemory,
        fetch: Fetch,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._memory = memory
        self._fetch = fetch
        self._clock = clock
        self._files: dict[str, tuple[RobotsFile, datetime]] = {}  # with the time of expiry
        self._asking: dict[str, asyncio.Future[RobotsFile]] = {}

    async def file_for(self, url: str) -> RobotsFile:
        """Return the rules that hold for the URL's origin."""
        origin = origin_of(url)
        known = self._files.get(origin)
        if known is not None and self._clock() < known[1]:
            return known[0]
        if origin in self._asking:
            return await asyncio.shield(self._asking[origin])
        asking = asyncio.get_running_loop().create_future()
        self._asking[origin] = asking
        try:
            file = await self._ask(origin)
        except BaseException:
            asking.set_result(RobotsFile(None))  # those who wait stay away
            raise
        else:
            asking.set_result(file)
            return file
        finally:
            del self._asking[origin]

    async def _ask(self, origin: str) -> RobotsFile:
        entry = self._memory.robots(origin)
        if entry is None:
            answer = await self._follow(f"{origin}/robots.txt")
            now = self._clock()
            file = parse_robots(answer.status, answer.body)
            life = LIFE if file.rules is not None else UNREACHABLE_LIFE
            entry = RobotsEntry(
                origin=origin,
                status=answer.status,
                body=answer.body[: MAX_BYTES + 1],
                fetched_at=now,
                expires_at=now + life,
            )
            self._memory.save_robots(entry)
        else:
            file = parse_robots(entry.status, entry.body)
        if len(self._files) >= MAX_REMEMBERED:
            self._files.pop(next(iter(self._files)))
        self._files[origin] = (file, entry.expires_at)
        return file

    async def _follow(self, url: str) -> RobotsAnswer:
        """Follow up to five redirects; more, or a target that is none, counts as 404."""
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._fetch(url)
            if answer.status not in _REDIRECTS:
                return answer
            if not answer.location:
                break
            try:
                url = urljoin(url, answer.location.strip())
            except ValueError:
                break
        return RobotsAnswer(status=404)
