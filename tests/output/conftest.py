from datetime import UTC, datetime, timedelta

import pytest

from output.record import Article, RemovedText, text_hash

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def make_article(number: int = 1, text: str | None = None, **fields) -> Article:
    body = f"The bridge over the Elm was closed for the {number}th time." if text is None else text
    values = {
        "id": f"{number:032x}",
        "url": f"https://news.example/a/{number}",
        "site": "news",
        "title": f"Bridge closed ({number})",
        "text": body,
        "removed": [
            RemovedText(category="social", judge="rules", rule="follow-us", text="Follow us")
        ],
        "content_hash": text_hash(body),
        "fetched_at": NOON + timedelta(minutes=number),
        "run": "r1",
        "cleaner": "0",
        **fields,
    }
    return Article(**values)


@pytest.fixture(name="make_article")
def make_article_fixture():
    return make_article
