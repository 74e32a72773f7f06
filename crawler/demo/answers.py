"""What the demo server may answer with."""

from __future__ import annotations

from dataclasses import dataclass, field

HTML = "text/html; charset={}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer."""

    body: bytes
    content_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())
    drip_s: float = 0.0  # the time over which the body is spread


def html(text: str, *, charset: str = "utf-8", status: int = 200) -> Answer:
    """Answer with a page; what the charset lacks is written as references."""
    body = text.encode(charset, "xmlcharrefreplace")
    return Answer(body=body, content_type=HTML.format(charset), status=status)
