"""A small corpus with all that an export has to carry: two runs, zones, copies, revisions."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from output.record import Article, Link, Markup, RemovedText, Right, text_hash
from output.writer import CorpusWriter

KATHMANDU = timezone(timedelta(hours=5, minutes=45))
MAY = datetime(2031, 5, 4, 12, tzinfo=UTC)
LIST_TEXT = "The ferry runs again\n\nA new shaft\n\nA new screw\n\nWe are glad, said the captain."


def make(number, **fields):
    text = fields.pop("text", f"Story {number}: the ferry “Möwe” ran again.\n\n船が出た。")
    values = {
        "id": f"{number:032x}",
        "url": f"https://isle.example/{number}",
        "site": "isle",
        "title": f"Ferry | {number}",
        "published": MAY + timedelta(days=number % 3),
        "language": "en",
        "language_confidence": 0.99,
        "text": text,
        "content_hash": text_hash(text),
        "access": "free",
        "fetched_at": MAY + timedelta(days=5, minutes=number),
        "run": "r1",
        "cleaner": "1.0",
        **fields,
    }
    return Article(**values)


def articles():
    yield make(
        1,
        text=LIST_TEXT,
        authors=["A. Writer", "B. Writer"],
        published=datetime(2031, 5, 5, 3, 30, tzinfo=KATHMANDU),  # still the 4th in UTC
        markup=[
            Markup(paragraph=0, kind="heading", level=2),
            Markup(paragraph=1, kind="list-item", level=1),
            Markup(paragraph=2, kind="list-item", level=1),
            Markup(
                paragraph=3,
                kind="quote",
                links=[Link(text="the captain", url="https://isle.example/captain")],
            ),
        ],
        removed=[RemovedText(category="social", judge="rules", rule="follow", text="Follow us")],
        rights=[Right(signal="tdm-reservation", value="1", source="header")],
    )
    yield make(2, published=None, title=None)
    yield make(3, language="pt-br", site="porto")
    yield make(4, duplicate_of=f"{1:032x}", duplicate_kind="mirror", duplicate_similarity=0.9)
    yield make(5, language=None, published=datetime(2030, 12, 31, 23, tzinfo=UTC))
    yield make(3, language="pt-br", site="porto", text="Corrected.", revision=2)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora") / "corpus"
    for run, batch in (("r1", list(articles())[:3]), ("r2", list(articles())[3:])):
        writer = CorpusWriter(folder, run, compression="zst" if run == "r2" else "none")
        writer.append(batch)
        writer.close_segment()
    return folder
