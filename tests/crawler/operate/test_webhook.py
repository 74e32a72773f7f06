import json
import logging

import httpx
import pytest

from crawler.exits import ConfigError
from crawler.operate import webhook
from crawler.operate.history import Alarm

URL = "https://chat.example.com/hooks/s3cr3t"
ALARM = Alarm(site="one", kind="text", cause="paywall", evidence="short articles")
SUMMARY = {
    "run": "r1",
    "exit_code": 6,
    "sentence": "3 articles stored, but …",
    "counts": {"new": 3},
}


def server(*statuses):
    answers, seen = iter(statuses), []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        status = next(answers)
        if isinstance(status, Exception):
            raise status
        return httpx.Response(status, headers={"Location": "https://elsewhere.example/"})

    return httpx.MockTransport(answer), seen


def test_the_verdict_is_posted() -> None:
    transport, seen = server(200)
    webhook.post(URL, webhook.message(SUMMARY, [ALARM]), transport=transport)
    (posted,) = seen
    assert posted["exit_code"] == 6
    assert posted["alarms"][0]["site"] == "one"
    assert posted["text"].splitlines() == [
        "Cleanwire run r1: 3 articles stored, but … (exit 6)",
        "- one: paywall (short articles)",
    ]


def test_a_server_that_stumbles_is_asked_once_more() -> None:
    transport, seen = server(httpx.ConnectTimeout("slow"), 204)
    webhook.post(URL, {"text": "x"}, transport=transport)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("statuses", "tries", "told"),
    [
        ((500, 502), 2, "answered 502"),
        ((404,), 1, "answered 404"),
        ((302, 302), 2, "answered 302"),
        ((httpx.ConnectError("no"), httpx.ConnectError("no")), 2, "ConnectError"),
    ],
)
def test_what_cannot_be_delivered_is_said_without_the_secret(statuses, tries, told) -> None:
    transport, seen = server(*statuses)
    with pytest.raises(webhook.WebhookError, match=told) as caught:
        webhook.post(URL, {"text": "x"}, transport=transport)
    assert len(seen) == tries
    assert "s3cr3t" not in str(caught.value)


def test_the_secret_is_in_no_log(caplog) -> None:
    caplog.set_level(logging.INFO)
    transport, _ = server(200)
    webhook.post(URL, {"text": "x"}, transport=transport)
    assert "s3cr3t" not in caplog.text


@pytest.mark.parametrize(
    ("when", "code", "alarms", "wanted"),
    [
        ("always", 0, [], True),
        ("trouble", 0, [], False),
        ("trouble", 6, [], True),
        ("trouble", 0, [ALARM], True),
    ],
)
def test_when_it_is_posted(when, code, alarms, wanted) -> None:
    assert webhook.is_wanted(when, code, alarms) is wanted


@pytest.mark.parametrize(
    ("url", "when", "named"),
    [
        (URL, "sometimes", "WEBHOOK_WHEN=sometimes"),
        ("ftp://example.com/x", "always", "WEBHOOK_URL"),
        ("https://[bad/s3cr3t", "always", "WEBHOOK_URL"),
    ],
)
def test_wrong_settings_are_named(url, when, named) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        webhook.check(url, when)
    assert "s3cr3t" not in str(caught.value)


def test_no_webhook_is_fine() -> None:
    webhook.check("", "trouble")
