"""The Scrapy settings that make fetching safe and polite."""

from __future__ import annotations

from typing import Any

FETCH_SETTINGS: dict[str, Any] = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
}
