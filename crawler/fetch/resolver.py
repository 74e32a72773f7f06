"""The resolver that the reactor uses: only answers that the egress guard lets through.

Twisted connects to the addresses that a resolver hands out, so nothing can be rebound
between the check and the connection. The addresses of a configured proxy are trusted.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.fetch.context import context_of, proxies
from crawler.fetch.egress import EgressPolicy, canonical_host, literal_address
from crawler.fetch.hosts import RefusedHosts

logger = logging.getLogger(__name__)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's TWISTED_DNS_RESOLVER: the reactor's own resolver behind the egress guard."""

    def __init__(
        self,
        reactor: ReactorBase,
        policy: EgressPolicy,
        refused: RefusedHosts,
        trusted: frozenset[tuple[str, int]] = frozenset(),
    ) -> None:
        self._reactor = reactor
        self._resolver: Any = reactor.nameResolver  # zope's interfaces carry no types for mypy
        self._policy = policy
        self._trusted = trusted
        self._refused = refused

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Make the resolver with the crawl's policy; log which proxies it trusts."""
        context = context_of(crawler)
        trusted = frozenset(filter(None, map(_endpoint, proxies().values())))
        for host, port in sorted(trusted):
            logger.info(
                "requests go through the configured proxy %s:%d, which is trusted", host, port
            )
        return cls(reactor, context.egress, context.refused, trusted)

    def install_on_reactor(self) -> None:
        """Make every later connection of the reactor ask this resolver."""
        self._reactor.installNameResolver(self)  # type: ignore[arg-type]  # zope's interface

    def resolveHostName(  # noqa: N802 -- Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve the name and hand on the addresses that the policy lets through."""
        receiver = resolutionReceiver
        # A connection by way of CONNECT asks without a port.
        ports = {port for host, port in self._trusted if host == canonical_host(hostName)}
        if not ports or portNumber not in {0, *ports}:
            receiver = _GuardedReceiver(receiver, hostName, self._policy, self._refused)
        return self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


def _endpoint(url: str) -> tuple[str, int] | None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = parts.hostname
    return None if host is None else (canonical_host(host), parts.port or 80)


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    """Hands on the addresses of one resolution that the policy lets through."""

    def __init__(
        self, receiver: Any, host: str, policy: EgressPolicy, refused: RefusedHosts
    ) -> None:
        self._receiver = receiver
        self._host = host
        self._policy = policy
        self._refused = refused

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        parsed = literal_address(str(address.host))
        reason = "no address" if parsed is None else self._policy.refuses_address(parsed)
        if reason is None:
            self._receiver.addressResolved(address)
            return
        self._refused.add(self._host, reason)
        logger.warning("egress guard: %s resolves to a %s", self._host, reason)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
