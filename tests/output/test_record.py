import hashlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.errors import CorpusDamage
from output.record import Article, RemovedText, decode, encode, text_hash
from output.schema import PATH, as_text, record_schema

KEYS = [
    "schema", "id", "url", "canonical_url", "site", "title", "authors", "published", "modified",
    "language", "language_confidence", "section", "tags", "description", "image", "text",
    "markup", "removed", "content_hash", "revision", "previous_hash", "duplicate_of",
    "duplicate_kind", "duplicate_similarity", "syndicated_from", "access", "access_reasons",
    "rights", "quality", "masked_emails", "masked_phones", "flags", "fetched_at", "run", "cleaner",
    "checksum",
]  # fmt: skip
ANY_TEXT = st.text(alphabet=st.characters())  # surrogates and controls, too


def article(text="The bridge is closed.", **fields) -> Article:
    return Article(
        id="0" * 31 + "1", url="https://news.example/a", site="news", text=text,
        content_hash=text_hash(text), fetched_at=datetime(2031, 5, 4, 12, tzinfo=UTC), run="r1",
        cleaner="0", **fields,
    )  # fmt: skip


def test_every_key_is_there_in_order():
    assert list(json.loads(encode(article()))) == KEYS


def test_unknown_is_null_or_empty_and_types_are_stable():
    row = json.loads(encode(article()))
    empty = {key for key, value in row.items() if value is None}
    assert empty == {
        "canonical_url", "title", "published", "modified", "language", "language_confidence",
        "section", "description", "image", "previous_hash", "duplicate_of", "duplicate_kind",
        "duplicate_similarity", "syndicated_from", "quality",
    }  # fmt: skip
    lists = [row[key] for key in ("authors", "tags", "markup", "removed", "rights")]
    assert lists == [[], [], [], [], []]


def test_times_keep_their_zone():
    moment = datetime(2031, 5, 4, 12, 30, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    line = encode(article(published=moment))
    assert json.loads(line)["published"] == "2031-05-04T12:30:00+05:45"
    assert decode(line).published == moment


@given(text=ANY_TEXT, title=ANY_TEXT, removed=ANY_TEXT)
def test_any_text_is_one_line_of_utf8_for_every_reader(text, title, removed):
    entry = RemovedText(category="other", judge="rules", rule="r", text=removed)
    line = encode(article(text, title=title, removed=[entry]))
    whole = line.decode("utf-8")  # strict: a lone surrogate would raise
    assert len(whole.splitlines()) == len(whole.rstrip("\n").split("\n")) == 1
    read = decode(line)
    assert read.content_hash == text_hash(read.text)
    assert encode(read) == line
    lone = re.compile("[\ud800-\udfff]")
    if not lone.search(text + title + removed):
        assert (read.text, read.title, read.removed[0].text) == (text, title, removed)


def test_a_surrogate_pair_becomes_its_character_and_a_lone_one_a_replacement():
    read = decode(encode(article("a \ud83d\ude00 b \ud800 c")))
    assert read.text == "a \U0001f600 b \ufffd c"


def test_the_checksum_can_be_computed_as_documented():
    line = encode(article()).decode().rstrip("\n")
    found = re.fullmatch(r'(.*),"checksum":"([0-9a-f]{64})"\}', line)
    assert hashlib.sha256((found[1] + "}").encode()).hexdigest() == found[2]


def test_each_flipped_bit_is_noticed():
    line = encode(article("Ünïcode", title="x"))[:-1]
    for position in range(len(line)):
        for bit in range(8):
            broken = bytearray(line)
            broken[position] ^= 1 << bit
            with pytest.raises(CorpusDamage, match="file:7"):
                decode(bytes(broken), where="file:7")


def test_each_cut_is_noticed():
    line = encode(article())
    for length in range(len(line) - 1):
        with pytest.raises(CorpusDamage):
            decode(line[:length])


def test_schema_json_is_current():
    assert PATH.read_text(encoding="utf-8") == as_text(), "run: python -m output.schema"


def test_schema_json_takes_records_and_refuses_others():
    validator = jsonschema.Draft202012Validator(record_schema())
    row = json.loads(encode(article(authors=["A. Writer"], language="en")))
    validator.validate(row)
    for broken in ({**row, "text": None}, {**row, "extra": 1}, {**row, "schema": 2}):
        assert not validator.is_valid(broken)
    del row["title"]
    assert not validator.is_valid(row)
