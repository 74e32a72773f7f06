"""Tells a run's verdict to a chat room, an alerting service or a dead man's switch.

One HTTP POST of JSON. ``text`` is what Slack, Mattermost, Rocket.Chat and Zulip's
compatible webhooks show; the other keys are for machines.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.exits import ConfigError, Exit
from crawler.operate.history import Alarm

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 10.0
WHEN = ("trouble", "always")
_MOST_ALARMS = 20


class WebhookError(Exception):
    """The verdict could not be delivered; says why without the address's secret part."""


def message(summary: Mapping[str, Any], alarms: Iterable[Alarm]) -> dict[str, Any]:
    """Return what is posted."""
    listed = list(alarms)[:_MOST_ALARMS]
    code = int(summary.get("exit_code", 0))
    lines = [f"Cleanwire run {summary['run']}: {summary.get('sentence', '')} (exit {code})"]
    return {
        "text": "\n".join([*lines, *(f"- {alarm}" for alarm in listed)]),
        "run": summary["run"],
        "exit_code": code,
        "sentence": summary.get("sentence", ""),
        "counts": dict(summary.get("counts", {})),
        "alarms": [
            {"site": a.site, "kind": a.kind, "cause": a.cause, "evidence": a.evidence}
            for a in listed
        ],
    }


def check(url: str, when: str) -> None:
    """Check the settings WEBHOOK_URL and WEBHOOK_WHEN; raises ConfigError."""
    if when not in WHEN:
        raise ConfigError(f"WEBHOOK_WHEN={when}: choose one of {', '.join(WHEN)}")
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ConfigError("WEBHOOK_URL is not an http or https URL with a host")


def is_wanted(when: str, exit_code: int, alarms: Iterable[Alarm]) -> bool:
    """Tell whether this run is to be told of."""
    return when == "always" or exit_code != Exit.FINE or any(True for _ in alarms)


def post(
    url: str, payload: Mapping[str, Any], *, transport: httpx.BaseTransport | None = None
) -> None:
    """Deliver a message, with one more try; raises WebhookError.

    No redirect is followed: a webhook's address is a secret that leads nowhere else.
    """
    import httpx  # noqa: PLC0415 - as heavy as Scrapy, and most runs tell nobody

    # httpx logs the whole address of each request at INFO, and this one is a secret.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    host = urlsplit(url).hostname
    trouble = ""
    with httpx.Client(timeout=TIMEOUT_S, transport=transport, follow_redirects=False) as client:
        for _attempt in range(2):
            try:
                answer = client.post(url, json=dict(payload))
            except httpx.HTTPError as error:
                trouble = type(error).__name__
                continue
            if answer.is_success:
                return
            trouble = f"it answered {answer.status_code}"
            if answer.is_client_error:
                break
    raise WebhookError(f"the webhook at {host} was not told: {trouble}")
