"""From the exceptions of Scrapy and Twisted to a ``Failure``."""

from __future__ import annotations

from datetime import UTC, datetime

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from service_identity.exceptions import VerificationError
from twisted.internet import error as tx
from twisted.python.failure import Failure as TxFailure
from twisted.web._newclient import ParseError, ResponseFailed

from crawler.fetch.reasons import Failure, FetchError, failure, failure_of_status
from crawler.fetch.retry_after import parse_retry_after

# In order: the first class that fits decides.
_BY_CLASS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "dns"),
    (tx.DNSLookupError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (tx.TCPTimedOutError, "timeout"),
    (tx.TimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "refused"),
    (tx.ConnectionRefusedError, "refused"),
    (tx.NoRouteError, "unreachable"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too-large"),  # Scrapy cancels for DOWNLOAD_MAXSIZE only
    (TunnelError, "proxy"),
    (SSL.Error, "tls"),
    (tx.CertificateError, "tls"),
    (VerificationError, "tls"),
    (ParseError, "protocol"),
    (tx.ConnectionLost, "reset"),
    (tx.ConnectionDone, "reset"),
    (tx.ConnectionAborted, "reset"),
    (tx.ConnectError, "unreachable"),
    (UnsupportedURLSchemeError, "egress"),
    (NotSupported, "egress"),  # no download handler for the scheme
)
MAX_DETAIL_CHARS = 300


def classify(error: BaseException) -> Failure:
    """Return the failure that the exception stands for; "unknown" for what is not known."""
    if isinstance(error, FetchError):
        return error.failure
    detail = printable(f"{type(error).__name__}: {error}")
    for cause in _causes(error):
        for kind, reason in _BY_CLASS:
            if isinstance(cause, kind):
                return failure(reason, detail)
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return failure("too-large", detail)
    return failure("reset" if isinstance(error, DownloadFailedError) else "unknown", detail)


def failure_of_response(response: Response) -> Failure | None:
    """Return what the response's status and Retry-After say, None for 2xx and 304."""
    header = response.headers.get("Retry-After")
    value = header.decode("latin-1") if header else None
    return failure_of_status(response.status, parse_retry_after(value, datetime.now(UTC)))


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error, then the reasons inside it: Twisted wraps lists of failures."""
    found: list[BaseException] = [error]
    cause = error.__cause__
    if isinstance(cause, ResponseFailed):
        inner = [one.value for one in cause.reasons if isinstance(one, TxFailure) and one.value]
        # A certificate's refusal also loses the connection: the certificate is the reason.
        found.extend(
            sorted(inner, key=lambda one: not isinstance(one, SSL.Error | VerificationError))
        )
    elif cause is not None:
        found.append(cause)
    return found


def printable(text: str) -> str:
    """Return the text on one line, without control characters, cut to a bounded length."""
    kept = "".join(char if char.isprintable() else " " for char in text[: MAX_DETAIL_CHARS * 2])
    return " ".join(kept.split())[:MAX_DETAIL_CHARS]
