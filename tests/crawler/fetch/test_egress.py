"""The egress guard: every spelling of a forbidden address is seen through."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.exits import ConfigError
from crawler.fetch.egress import EgressPolicy, literal_address
from crawler.fetch.hosts import RefusedHosts
from crawler.fetch.resolver import GuardedResolver

POLICY = EgressPolicy()

FORBIDDEN_HOSTS = (
    # loopback, in all spellings that getaddrinfo or a proxy may accept
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "127.255.255.254",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    "localhost",
    "LOCALHOST.",
    "printer.localhost",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    # an IPv4 address inside an IPv6 one
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::10.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[fe80::5efe:127.0.0.1]",
    # unspecified, broadcast, private, link-local, shared, documentation, benchmarks
    "0.0.0.0",
    "0",
    "[::]",
    "255.255.255.255",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "0300.0250.1.1",
    "169.254.1.1",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.7",
    "192.88.99.1",
    "224.0.0.1",
    "240.0.0.1",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[100::1]",
    # metadata services
    "169.254.169.254",
    "2852039166",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "168.63.129.16",
    "metadata.google.internal",
    "metadata",
    # names of this network
    "intranet",
    "nas.local",
    "router.home.arpa",
    "db.internal",
    "999999999999",
    "256.1.1.1",
)


@pytest.mark.parametrize("host", FORBIDDEN_HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_forbidden_hosts_are_refused(host, scheme):
    assert POLICY.refuses_url(f"{scheme}://{host}/latest/meta-data/") is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/a?b=c",
        "http://www.paper.example:8080/",
        "https://paper.example./",
        "https://bücher.example/",
        "https://xn--bcher-kva.example/",
        "http://93.184.215.14/",
        "https://[2606:4700::1111]/",
        "https://localhost.paper.example/",
        "https://a_b.paper.example/",
    ],
)
def test_public_addresses_and_names_pass(url):
    assert POLICY.refuses_url(url) is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "scheme 'file'"),
        ("ftp://paper.example/", "scheme 'ftp'"),
        ("data:text/html,x", "scheme 'data'"),
        ("s3://bucket/key", "scheme 's3'"),
        ("gopher://paper.example/", "scheme 'gopher'"),
        ("javascript:x", "scheme"),
        ("/relative", "scheme"),
        ("https://user:secret@paper.example/", "credentials"),
        ("https://user@paper.example/", "credentials"),
        ("https://@paper.example/", "credentials"),
        ("https://paper.example:22/", "port 22"),
        ("https://paper.example:6379/", "port 6379"),
        ("https://paper.example:99999/", "not a URL"),
        ("https:///path", "no host"),
        ("http://[::1", "not a URL"),
        ("http://pa per.example/", "no host name"),
        ("http://paper.example\x00.evil.test/", "no host name"),
        ("http://" + "a" * 300 + ".example/", "no host name"),
    ],
)
def test_everything_else_about_a_url(url, says):
    assert says in POLICY.refuses_url(url)


def test_a_refusal_never_repeats_the_secret():
    assert "secret" not in POLICY.refuses_url("https://user:secret@paper.example/")


def test_allow_private_opens_what_it_names_and_no_more():
    policy = EgressPolicy.from_ranges(["127.0.0.0/8", "10.1.2.3"])
    for host in ("127.0.0.1", "127.1", "[::ffff:127.0.0.1]", "10.1.2.3", "localhost"):
        assert policy.refuses_url(f"http://{host}:5000/") is None, host
    for host in ("10.1.2.4", "192.168.0.1", "169.254.169.254", "[::1]"):
        assert policy.refuses_url(f"http://{host}/") is not None, host
    assert "port 5000" in policy.refuses_url("http://paper.example:5000/")


@pytest.mark.parametrize("text", ["10.0.0.0/99", "everything", ""])
def test_a_wrong_range_is_a_configuration_error(text):
    with pytest.raises(ConfigError, match="ALLOW_PRIVATE"):
        EgressPolicy.from_ranges([text])


@given(st.ip_addresses())
def test_addresses_are_judged_by_their_value_not_their_spelling(address):
    spelled = f"[{address.exploded}]" if address.version == 6 else str(int(address))
    assert literal_address(spelled) == address
    by_url = POLICY.refuses_url(f"http://{spelled}/")
    assert (by_url is None) == (POLICY.refuses_address(address) is None)


@given(st.ip_addresses(v=4))
def test_what_is_not_global_never_passes_in_any_dress(address):
    if POLICY.refuses_address(address) is None:
        return
    for dress in ("::ffff:{}", "64:ff9b::{}", "::{}"):
        assert POLICY.refuses_address(ip_address(dress.format(address))) is not None


@given(st.text(max_size=60))
def test_any_text_gets_a_verdict(text):
    POLICY.refuses_url(text)
    POLICY.refuses_url(f"http://{text}/")


class FakeResolver:
    """Answers a name with the next of the prepared lists of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver, host, port=0, types=None, semantics="TCP"):  # noqa: N802
        receiver.resolutionBegan(None)
        for text in self.answers.pop(0):
            kind = IPv6Address if ":" in text else IPv4Address
            receiver.addressResolved(kind("TCP", text, port))
        receiver.resolutionComplete()


class FakeReactor:
    def __init__(self, resolver: FakeResolver) -> None:
        self.nameResolver = resolver


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution) -> None:  # noqa: N802
        pass

    def addressResolved(self, address) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


def resolve(resolver: GuardedResolver, host: str, port: int = 80) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, host, port)
    assert receiver.complete
    return receiver.addresses


def guarded(*answers: list[str], trusted=()) -> tuple[GuardedResolver, RefusedHosts]:
    refused = RefusedHosts()
    reactor = FakeReactor(FakeResolver(*answers))
    return GuardedResolver(reactor, POLICY, refused, frozenset(trusted)), refused


def test_the_resolver_hands_on_public_addresses_only():
    resolver, refused = guarded(
        ["127.0.0.1", "93.184.215.14", "::1", "2606:4700::1111", "10.0.0.1"]
    )
    assert resolve(resolver, "paper.example") == ["93.184.215.14", "2606:4700::1111"]
    assert refused.why("PAPER.example.") == "private address 10.0.0.1"


def test_a_name_that_is_rebound_is_refused_the_second_time():
    resolver, refused = guarded(["93.184.215.14"], ["127.0.0.1"])
    assert resolve(resolver, "rebind.example") == ["93.184.215.14"]
    assert refused.why("rebind.example") is None
    assert resolve(resolver, "rebind.example") == []
    assert refused.why("rebind.example") == "loopback address 127.0.0.1"


def test_only_the_configured_proxys_host_and_port_are_trusted():
    answers = [["10.0.0.9"]] * 4
    resolver, _ = guarded(*answers, trusted=[("proxy.example", 3128)])
    assert resolve(resolver, "proxy.example", 3128) == ["10.0.0.9"]
    assert resolve(resolver, "proxy.example", 0) == ["10.0.0.9"]  # by way of CONNECT
    assert resolve(resolver, "proxy.example", 80) == []
    assert resolve(resolver, "paper.example", 3128) == []
