"""The one error that cleaning raises for what a page holds."""

from __future__ import annotations

from typing import Literal, get_args

Cause = Literal[
    "not-html",  # an image, a PDF, compressed or random bytes
    "empty",  # no bytes, or no visible text
    "too-large",  # over the gate's limit of bytes or tags
    "parser-limit",  # the parsers stopped before the page's end
    "too-complex",  # attributes or nesting over the gate's limit
    "no-article",  # text, but no article
    "too-short",  # an article's shell with too little text
    "consent-wall",
    "bot-wall",
    "paywall-stub",
    "login",
    "soft-404",  # "not found" with status 200
    "section-page",  # a list of teasers
    "media-only",  # a gallery or a video without text
    "http-status",  # not a success
    "truncated",  # the transfer ended early
    "opt-out",  # refused by the publisher's opt-out, where asked to respect it
    "timeout",  # the worker's limits
    "memory",
    "crash",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)


class CleaningError(Exception):
    """A page that cannot be cleaned.

    ``cause`` is one of ``CAUSES``; ``detail`` is one printable sentence for a person.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        if cause not in CAUSES:
            raise ValueError(f"unknown cause {cause!r}")
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause: Cause = cause
        self.detail = detail

    def __reduce__(self) -> tuple[type[CleaningError], tuple[Cause, str]]:
        """Pickle by cause and detail: the error crosses process borders."""
        return (type(self), (self.cause, self.detail))
