"""The egress guard: where requests may go. Pure; the resolver and a middleware apply it.

Only http and https, to allowed ports, without credentials, to addresses of the public
Internet. A host written as an address is judged in every spelling that a resolver
would accept; a name is judged by what it resolves to (``crawler.fetch.resolver``).
"""

from __future__ import annotations

import re
import socket
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import unquote, urlsplit

from crawler.exits import ConfigError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Beyond what Python's ``is_global`` already refuses (IANA special-purpose registries).
FORBIDDEN = tuple(
    ip_network(text)
    for text in (
        "192.88.99.0/24",  # 6to4 relay anycast, deprecated (RFC 7526)
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "ff00::/8",  # multicast
        "fec0::/10",  # site-local, deprecated (RFC 3879)
        "100::/64",  # discard-only (RFC 6666)
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing (RFC 9602)
        "168.63.129.16/32",  # a cloud platform's host service, on a public address
    )
)
NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
COMPATIBLE = ip_network("::/96")  # IPv4-compatible, deprecated (RFC 4291)
ISATAP = re.compile(r"^(?:[0-9a-f]{4}:){4}(?:0000|0200):5efe:")

# Names that mean this machine or its network, whatever a proxy's resolver would say.
LOCAL_NAMES = re.compile(
    r"(^|\.)(localhost|localdomain|local|internal|intranet|lan|home\.arpa|corp|home|private)$"
    r"|^(ip6-localhost|ip6-loopback|broadcasthost|kubernetes|metadata)$"
)
DEFAULT_PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
MAX_HOST_CHARS = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressPolicy:
    """What the guard lets through."""

    allow_private: tuple[Network, ...] = ()  # ranges that ALLOW_PRIVATE opens
    ports: frozenset[int] = ALLOWED_PORTS  # opened ranges may use any port

    @classmethod
    def from_ranges(
        cls, ranges: Iterable[str], ports: Iterable[int] = ALLOWED_PORTS
    ) -> EgressPolicy:
        """Read ranges such as ``127.0.0.0/8`` or ``10.1.2.3``; raises ConfigError."""
        networks = []
        for text in ranges:
            try:
                networks.append(ip_network(text.strip(), strict=False))
            except ValueError as error:
                raise ConfigError(
                    f"ALLOW_PRIVATE: {text!r} is no address range like '127.0.0.0/8': {error}"
                ) from error
        return cls(allow_private=tuple(networks), ports=frozenset(ports))

    def opens(self, address: Address) -> bool:
        """Tell whether ALLOW_PRIVATE names the address."""
        return any(
            address in network
            for network in self.allow_private
            if network.version == address.version
        )

    def refuses_address(self, address: Address) -> str | None:
        """Return why the address is refused, None when requests may go there."""
        for seen, how in _meanings(address):
            if not self.opens(seen) and (not seen.is_global or _is_forbidden(seen)):
                return f"{how}{_kind(seen)} address {address}"
        return None

    def refuses_url(self, url: str) -> str | None:
        """Return why the URL is refused, None when it may be requested.

        Names are not resolved here: that is the resolver's part.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            return f"not a URL: {error}"
        if parts.scheme not in DEFAULT_PORTS:
            return f"scheme {parts.scheme or 'none'!r}: only http and https are fetched"
        if "@" in parts.netloc:
            return "credentials in the URL"
        if not host:
            return "no host"
        return self._refuses_host(host, port or DEFAULT_PORTS[parts.scheme])

    def _refuses_host(self, host: str, port: int) -> str | None:
        address = literal_address(host)
        if address is not None:
            opened = any(self.opens(seen) for seen, _ in _meanings(address))
            return self.refuses_address(address) or self._refuses_port(port, opened=opened)
        name = canonical_host(host)
        if not _HOST.fullmatch(name) or len(name) > MAX_HOST_CHARS:
            return f"host {host[:80]!r} is no host name"
        local = LOCAL_NAMES.search(name) is not None or "." not in name
        opened = local and bool(self.allow_private)
        if local and not opened:
            return f"local name {name!r}"
        return self._refuses_port(port, opened=opened)

    def _refuses_port(self, port: int, *, opened: bool) -> str | None:
        return None if opened or port in self.ports else f"port {port} is not allowed"


def canonical_host(host: str) -> str:
    """Return the host as resolvers see it: decoded, compatibility forms folded, no last dot."""
    folded = unicodedata.normalize("NFKC", unquote(host)).lower().replace("。", ".").rstrip(".")
    try:
        return folded if folded.isascii() else folded.encode("idna").decode("ascii")
    except UnicodeError:
        return folded


def literal_address(host: str) -> Address | None:
    """Return the address that the host is a spelling of, None for a name.

    Counts as a spelling: dotted, short, decimal, octal and hexadecimal IPv4
    (``127.1``, ``2130706433``, ``0x7f.0.0.1``), any IPv6 with or without zone.
    """
    text = canonical_host(host).strip("[]").partition("%")[0]
    try:
        return ip_address(text)
    except ValueError:
        pass
    if not re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", text):
        return None
    try:
        return IPv4Address(socket.inet_aton(text))
    except OSError:
        return IPv4Address(0)  # numbers that are no address: refused as unspecified


def _meanings(address: Address) -> list[tuple[Address, str]]:
    """Return the address and the IPv4 addresses that it stands for behind a translator."""
    meanings: list[tuple[Address, str]] = []
    if isinstance(address, IPv6Address):
        low = IPv4Address(int(address) & 0xFFFFFFFF)
        if address.ipv4_mapped is not None:
            return [(address.ipv4_mapped, "mapped ")]
        if any(address in network for network in NAT64):
            meanings.append((low, "NAT64 "))
        elif address.sixtofour is not None:
            meanings.append((address.sixtofour, "6to4 "))
        elif address.teredo is not None:
            meanings.append((address.teredo[1], "Teredo "))
        elif ISATAP.match(address.exploded):
            meanings.append((low, "ISATAP "))
    return [(address, ""), *meanings]


def _is_forbidden(address: Address) -> bool:
    translated = isinstance(address, IPv6Address) and (
        address.sixtofour is not None
        or address.teredo is not None
        or address in COMPATIBLE
        or any(address in network for network in NAT64)
    )
    return translated or any(
        address in network for network in FORBIDDEN if network.version == address.version
    )


_KINDS = (
    ("is_unspecified", "unspecified"),
    ("is_loopback", "loopback"),
    ("is_link_local", "link-local"),
    ("is_multicast", "multicast"),
    ("is_reserved", "reserved"),
    ("is_private", "private"),
)


def _kind(address: Address) -> str:
    return next((name for test, name in _KINDS if getattr(address, test)), "special-purpose")
