"""Who asks: the user agent of everything that fetches."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from cleaners.version import CLEANER_VERSION
from crawler.exits import ConfigError


def user_agent(settings: BaseSettings) -> str:
    """Return the user agent: with CONTACT_URL in it, where that is set.

    A USER_AGENT of the command line goes before it. Raises ConfigError for a CONTACT_URL that
    is no http or https URL.
    """
    contact = str(settings.get("CONTACT_URL") or "").strip()
    if contact and not _is_url(contact):
        raise ConfigError(f"CONTACT_URL={contact!r}: give an http or https URL")
    priority = settings.getpriority("USER_AGENT") or 0
    if not contact or priority > SETTINGS_PRIORITIES["project"]:
        return str(settings["USER_AGENT"])
    return f"Cleanwire/{CLEANER_VERSION} (+{contact})"


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname)
