"""robots.txt by RFC 9309: each row of the matrix is one test."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fetch.context import TransientMemory
from crawler.fetch.robots import (
    MAX_BYTES,
    RobotsAnswer,
    RobotsPolicy,
    ai_agents,
    decode_robots,
    origin_of,
    parse_robots,
)

AGENT = "Cleanwire"
URL = "https://paper.example/news/a"
FORBID = b"User-agent: *\nDisallow: /news/\n"
OPEN, SHUT = True, False


def allows(status: int, body: bytes, url: str = URL) -> bool:
    return parse_robots(status, body).allows(url, AGENT)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, FORBID, SHUT),
        (200, b"", OPEN),
        (200, b"User-agent: *\nDisallow: /\nAllow: /news/\n", OPEN),
        (204, b"", OPEN),
        (400, FORBID, OPEN),
        (401, FORBID, OPEN),
        (403, FORBID, OPEN),
        (404, FORBID, OPEN),
        (410, FORBID, OPEN),
        (451, FORBID, OPEN),
        (429, b"", SHUT),
        (408, b"", SHUT),
        (500, b"", SHUT),
        (502, b"", SHUT),
        (503, b"", SHUT),
        (599, b"", SHUT),
        (0, b"", SHUT),  # timeout, reset, refused, no address
        (100, b"", SHUT),
        (999, b"", SHUT),
        (304, b"", SHUT),  # never asked for
    ],
)
def test_statuses(status, body, expected):
    assert allows(status, body) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /news/", SHUT),
        (FORBID.decode().encode("utf-16"), SHUT),
        (FORBID.decode().encode("utf-16-le"), SHUT),
        (FORBID.decode().encode("utf-16-be"), SHUT),
        (b"User-agent: *\r\nDisallow: /news/\r\n", SHUT),
        (b"User-agent: *\rDisallow: /news/\r", SHUT),
        (b"user-AGENT:*\ndisallow:/news/", SHUT),
        (b"User-agent: Cleanwire\nDisallow: /\n\nUser-agent: *\nAllow: /", SHUT),
        (b"User-agent: cleanwire\nAllow: /\n\nUser-agent: *\nDisallow: /", OPEN),
        (b"User-agent: Other\nDisallow: /", OPEN),
        (b"User-agent: *\nDisallow: /*/a$", SHUT),
        (b"User-agent: *\nDisallow: /*.pdf$", OPEN),
        (b"User-agent: *\nDisallow: /" + b"*a" * 40 + b"\n", OPEN),  # 40 stars: no explosion
        (b"User-agent: *\nDisallow: /NEWS/", OPEN),  # paths are case-sensitive
        (b"User-agent: *\nDisallow:", OPEN),
        (b"<html><body>Not found</body></html>", OPEN),
        (b"\xff\xfe\x00", OPEN),
        (b"\x00" * 100, OPEN),
        (b"User-agent: *\nDisallow: /news/ # not for robots", SHUT),
        # No line ends at U+2028: what follows is still the comment.
        ("User-agent: *\nDisallow: /news/\n# x\u2028Allow: /news/a".encode(), SHUT),
    ],
)
def test_bodies(body, expected):
    assert allows(200, body) is expected


def test_only_the_first_512_kib_are_read_and_no_half_line():
    filler = b"# filler line\n" * (MAX_BYTES // 14)
    assert allows(200, filler[:98_000] + FORBID + filler) is SHUT
    assert allows(200, filler + b"#" * (MAX_BYTES - len(filler)) + b"\n" + FORBID) is OPEN
    head = b"User-agent: *\n" + b"# x\n" * 10
    cut = head + b"#" * (MAX_BYTES - len(head) - 12) + b"\nDisallow: /news/only/this"
    assert len(cut) > MAX_BYTES
    assert allows(200, cut) is OPEN


def test_sitemaps_are_absolute_and_many():
    file = parse_robots(
        200, b"Sitemap: /s.xml\nsitemap: https://cdn.example/t.xml\nSitemap: ftp:x\n"
    )
    assert file.sitemaps(URL) == ("https://paper.example/s.xml", "https://cdn.example/t.xml")
    assert parse_robots(500, b"").sitemaps(URL) == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Crawl-delay: 3", 3.0), ("Crawl-delay: 0.5", 0.5), ("Crawl-delay: 9999", 60.0),
     ("Crawl-delay: soon", None), ("Crawl-delay: -5", None), ("Crawl-delay: nan", None), ("", None)],  # noqa: E501
)  # fmt: skip
def test_crawl_delay_is_honoured_and_capped(line, expected):
    delay = parse_robots(200, f"User-agent: *\n{line}\n".encode()).crawl_delay_s(AGENT)
    assert delay == expected or (expected is None and delay == 0.0)


def test_ai_agents_that_are_forbidden_are_named():
    file = parse_robots(
        200,
        b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: ClaudeBot\nDisallow: /x/\n"  # noqa: E501
        b"\nUser-agent: *\nDisallow: /x/\n",
    )
    assert file.refused_ai_agents(URL) == ("CCBot", "GPTBot")
    assert file.allows(URL, AGENT)
    shut = parse_robots(200, b"User-agent: *\nDisallow: /\n")
    assert shut.refused_ai_agents(URL) == ()  # nobody is named


def test_content_signals_are_read():
    file = parse_robots(
        200, b"User-agent: *\nContent-Usage: train-ai=n\nContent-Signal: a=yes, ai-train=no\n"
    )
    assert file.content_signals() == (
        ("content-usage", "train-ai=n"),
        ("content-signal", "a=yes, ai-train=no"),
    )


def test_the_list_of_ai_agents_is_sound():
    agents = ai_agents()
    assert len({agent.lower() for agent in agents}) == len(agents) > 20


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Paper.Example/a", "https://paper.example"),
        ("https://paper.example:443/a", "https://paper.example"),
        ("http://paper.example:8080/a", "http://paper.example:8080"),
        ("http://[2606:4700::1]/a", "http://[2606:4700::1]"),
    ],
)
def test_origins(url, origin):
    assert origin_of(url) == origin


class Server:
    """Answers by URL; counts what it is asked."""

    def __init__(self, answers: dict[str, RobotsAnswer]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def __call__(self, url: str) -> RobotsAnswer:
        self.asked.append(url)
        await asyncio.sleep(0)
        return self.answers.get(url, RobotsAnswer(status=404))


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


HOST = "https://paper.example"


def chain(hops: int, last: RobotsAnswer) -> dict[str, RobotsAnswer]:
    """robots.txt behind `hops` redirects, each to another host."""
    answers = {}
    url = f"{HOST}/robots.txt"
    for hop in range(hops):
        target = f"https://hop{hop}.example/robots.txt"
        answers[url] = RobotsAnswer(status=301 + hop % 2, location=target)
        url = target
    return answers | {url: last}


@pytest.mark.parametrize(
    ("hops", "last", "expected"),
    [
        (1, RobotsAnswer(status=200, body=FORBID), SHUT),
        (5, RobotsAnswer(status=200, body=FORBID), SHUT),
        (5, RobotsAnswer(status=503), SHUT),
        (5, RobotsAnswer(status=0), SHUT),
        (5, RobotsAnswer(status=404), OPEN),
        (6, RobotsAnswer(status=200, body=FORBID), OPEN),  # RFC 9309, 2.3.1.2: unavailable
        (1, RobotsAnswer(status=302), OPEN),  # a redirect without a target
        (1, RobotsAnswer(status=302, location="http://[::1"), OPEN),
    ],
)
def test_redirects(hops, last, expected):
    server = Server(chain(hops, last))
    policy = RobotsPolicy(TransientMemory(), server)
    file = asyncio.run(policy.file_for(URL))
    assert file.allows(URL, AGENT) is expected
    assert len(server.asked) <= 6


def test_a_redirect_loop_ends():
    target = f"{HOST}/robots.txt"
    server = Server({target: RobotsAnswer(status=301, location=target)})
    asyncio.run(RobotsPolicy(TransientMemory(), server).file_for(URL))
    assert len(server.asked) == 6


def test_concurrent_questions_are_one_request():
    server = Server({f"{HOST}/robots.txt": RobotsAnswer(status=200, body=FORBID)})
    policy = RobotsPolicy(TransientMemory(), server)

    async def ask() -> list:
        return await asyncio.gather(*(policy.file_for(f"{HOST}/{n}") for n in range(20)))

    assert len(set(map(id, asyncio.run(ask())))) == 1
    assert len(server.asked) == 1


def test_an_answer_is_kept_for_24_hours_across_runs():
    server = Server({f"{HOST}/robots.txt": RobotsAnswer(status=200, body=FORBID)})
    memory, clock = TransientMemory(), Clock()
    for _ in range(3):  # three runs
        policy = RobotsPolicy(memory, server, clock)
        assert not asyncio.run(policy.file_for(URL)).allows(URL, AGENT)
    assert len(server.asked) == 1
    assert memory.robots(HOST).expires_at == clock.now + timedelta(hours=24)
    clock.now += timedelta(hours=24, seconds=1)
    memory._robots.clear()
    asyncio.run(policy.file_for(URL))
    assert len(server.asked) == 2


def test_no_answer_is_asked_again_soon():
    server = Server({f"{HOST}/robots.txt": RobotsAnswer(status=503)})
    memory, clock = TransientMemory(), Clock()
    policy = RobotsPolicy(memory, server, clock)
    assert asyncio.run(policy.file_for(URL)).rules is None
    assert asyncio.run(policy.file_for(URL)).rules is None
    assert len(server.asked) == 1
    clock.now += timedelta(minutes=2)
    memory._robots.clear()
    server.answers.clear()
    assert asyncio.run(policy.file_for(URL)).allows(URL, AGENT)


def test_a_broken_fetch_keeps_those_who_wait_away():
    class Broken(Server):
        async def __call__(self, url: str) -> RobotsAnswer:
            await asyncio.sleep(0)
            raise RuntimeError("a fault of ours")

    policy = RobotsPolicy(TransientMemory(), Broken({}))

    async def ask() -> list:
        return await asyncio.gather(
            *(policy.file_for(URL) for _ in range(3)), return_exceptions=True
        )

    first, *others = asyncio.run(ask())
    assert isinstance(first, RuntimeError)
    assert all(other.rules is None for other in others)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_survived(body):
    decode_robots(body)
    file = parse_robots(200, body)
    file.allows(URL, AGENT)
    file.sitemaps(URL)
    file.refused_ai_agents(URL)
    file.crawl_delay_s(AGENT)
