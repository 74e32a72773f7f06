"""Failures: every exception and status has one reason of the closed list."""

from __future__ import annotations

import pytest
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
)
from twisted.internet import error as tx
from twisted.python.failure import Failure as TxFailure
from twisted.web._newclient import ResponseFailed

from crawler.fetch.classify import MAX_DETAIL_CHARS, classify, printable
from crawler.fetch.reasons import FetchError, breaks_host, failure_of_status, reasons


def failed(*inner: Exception) -> DownloadFailedError:
    error = DownloadFailedError("failed")
    error.__cause__ = ResponseFailed([TxFailure(one) for one in inner])
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (CannotResolveHostError("x"), "dns"),
        (DownloadTimeoutError("x"), "timeout"),
        (tx.TCPTimedOutError(), "timeout"),
        (DownloadConnectionRefusedError("x"), "refused"),
        (tx.NoRouteError(), "unreachable"),
        (ResponseDataLossError("x"), "truncated"),
        (DownloadCancelledError("x"), "too-large"),
        (IgnoreRequest("body exceeded DOWNLOAD_MAXSIZE (5 B)"), "too-large"),
        (IgnoreRequest("something else"), "unknown"),
        (TunnelError("x"), "proxy"),
        (NotSupported("scheme"), "egress"),
        (failed(tx.ConnectionLost()), "reset"),
        (failed(tx.ConnectionLost(), SSL.Error([])), "tls"),
        (failed(), "reset"),
        (FetchError("robots"), "robots"),
        (RuntimeError("x"), "unknown"),
    ],
)
def test_exceptions(error, reason):
    found = classify(error)
    assert found.reason == reason
    assert found.retry == reasons()[reason].retry


@pytest.mark.parametrize(
    ("status", "retry"),
    [(400, "never"), (403, "never"), (404, "never"), (408, "later"), (410, "never"), (425, "later"),
     (429, "later"), (451, "never"), (500, "later"), (501, "never"), (503, "later"), (599, "later"),
     (301, "never"), (999, "later")],
)  # fmt: skip
def test_statuses(status, retry):
    found = failure_of_status(status, 5.0)
    assert (found.reason, found.retry, found.retry_after_s) == (f"http-{status}", retry, 5.0)
    assert found.final is (retry == "never")


@pytest.mark.parametrize("status", [200, 201, 206, 299, 304])
def test_successes_are_no_failures(status):
    assert failure_of_status(status) is None


def test_the_vocabulary_is_sound_data():
    assert all(entry.why for entry in reasons().values())
    assert breaks_host("timeout")
    assert not breaks_host("robots")
    assert breaks_host("http-503")
    assert not breaks_host("http-404")
    with pytest.raises(KeyError):
        FetchError("made-up")


def test_details_are_one_printable_line():
    text = printable("a\x1b[31m\r\nb\u202ec\x00" + "x" * 5_000)
    assert text.startswith("a [31m b c x")
    assert len(text) <= MAX_DETAIL_CHARS
