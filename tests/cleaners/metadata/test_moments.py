"""Points in time in the forms that pages use."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import moments

EAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2024-03-05T10:20:30Z", None, "2024-03-05T10:20:30+00:00"),
        ("2024-03-05T10:20:30.123456+02:00", None, "2024-03-05T10:20:30+02:00"),
        ("2024-03-05T10:20:30+0200", None, "2024-03-05T10:20:30+02:00"),
        ("05/03/2024, 10:20 (GMT+7)", "vi", "2024-03-05T10:20:00+07:00"),
        ("5 March 2024 10:20 UTC+3", "en", "2024-03-05T10:20:00+03:00"),
        ("5 March 2024 10:20 GMT+05:30", "en", "2024-03-05T10:20:00+05:30"),
        ("Erschienen 05.03.2024 Geändert 13.11.2024", "de", "2024-03-05T00:00:00+00:00"),
        ("10:20, 5 March 2024 | Updated: 11:45, 6 March 2024", "en", "2024-03-05T10:20:00+00:00"),
        ("2024-03-05 10:20", None, "2024-03-05T10:20:00+00:00"),
        ("2024-03-05 10:20 CET", None, "2024-03-05T10:20:00+01:00"),
        ("2024/03/05", None, "2024-03-05T00:00:00+00:00"),
        ("20240305T102030Z", None, "2024-03-05T10:20:30+00:00"),
        ("20240305", None, "2024-03-05T00:00:00+00:00"),
        ("1709634030", None, "2024-03-05T10:20:30+00:00"),
        ("1709634030123", None, "2024-03-05T10:20:30+00:00"),
        ("Tue, 05 Mar 2024 10:20:30 +0200", None, "2024-03-05T10:20:30+02:00"),
        ("Tue, 05 Mar 2024 10:20:30 GMT", None, "2024-03-05T10:20:30+00:00"),
        ("March 5, 2024 at 3:20 pm EST", "en", "2024-03-05T15:20:00-05:00"),
        ("Published 12:05 a.m. March 5, 2024", "en", "2024-03-05T00:05:00+00:00"),
        ("5. März 2024, 10:20 Uhr", "de", "2024-03-05T10:20:00+00:00"),
        ("5 de marzo de 2024", "es", "2024-03-05T00:00:00+00:00"),
        ("le 5 février 2024 à 10h20", "fr", "2024-02-05T10:20:00+00:00"),
        ("5 marca 2024", "pl", "2024-03-05T00:00:00+00:00"),
        ("5 listopada 2024", "pl", "2024-11-05T00:00:00+00:00"),
        ("5. listopada 2024", "hr", "2024-10-05T00:00:00+00:00"),
        ("5 марта 2024, 10:20", "ru", "2024-03-05T10:20:00+00:00"),
        ("5 Mart 2024", "tr", "2024-03-05T00:00:00+00:00"),
        ("2024年3月5日 10:20", "ja", "2024-03-05T10:20:00+00:00"),
        ("2024년 3월 5일", "ko", "2024-03-05T00:00:00+00:00"),
        ("5 मार्च 2024", "hi", "2024-03-05T00:00:00+00:00"),
        ("05.03.2024", "de", "2024-03-05T00:00:00+00:00"),
        ("05/03/2024", "fr", "2024-03-05T00:00:00+00:00"),
        ("03/05/2024", "en-US", "2024-03-05T00:00:00+00:00"),
        ("03/25/2024", None, "2024-03-25T00:00:00+00:00"),
        ("5.3.24", "de", "2024-03-05T00:00:00+00:00"),
        ("March 5, 2024 3:20 p.m. ET", "en", "2024-03-05T15:20:00-05:00"),
        ("July 5, 2024 3:20 p.m. ET", "en", "2024-07-05T15:20:00-04:00"),
        ("5 July 2024, 9 a.m. PT", "en", "2024-07-05T09:00:00-07:00"),
        ("5 March 2024, 10:20 IST", "en-IN", "2024-03-05T10:20:00+05:30"),
        ("5 March 2024, 10:20 IST", "en", "2024-03-05T10:20:00+00:00"),
        ("5 марта 2024, 10:20 (мск)", "ru", "2024-03-05T10:20:00+03:00"),
        ("2024年3月5日(火) 午後8時30分", "ja", "2024-03-05T20:30:00+00:00"),
        ("2024年3月5日 午前0時5分", "ja", "2024-03-05T00:05:00+00:00"),
        ("2024年3月5日（3時間前）", "ja", "2024-03-05T00:00:00+00:00"),
        ("2024.03.05 3시간 전", "ko", "2024-03-05T00:00:00+00:00"),
        ("2024年3月5日 3点半", "zh", "2024-03-05T03:30:00+00:00"),
        ("5. März 2024, 8 Uhr 30", "de", "2024-03-05T08:30:00+00:00"),
        ("Formel 1 am 5. März 2024", "de", "2024-03-05T00:00:00+00:00"),
        ("Um 15.30 am 05.03.2024", "de", "2024-03-05T15:30:00+00:00"),
        ("5 MARS 2024 À 10H20 ET MIS À JOUR", "fr", "2024-03-05T10:20:00+00:00"),
        ("5 de março de 2024 10:20 MT", "pt-BR", "2024-03-05T10:20:00+00:00"),
        ("2024-03-05 20:30 (北京时间)", "zh", "2024-03-05T20:30:00+08:00"),
        ("2024年3月5日 下午8:30", "zh", "2024-03-05T20:30:00+00:00"),
        ("2024.03.05. (화) 오후 8:30", "ko", "2024-03-05T20:30:00+00:00"),
        ("5 مارس 2024 8:30 م", "ar", "2024-03-05T20:30:00+00:00"),
        ("5 مارس 2024 يوم 8:30", "ar", "2024-03-05T08:30:00+00:00"),
        ("5 Μαρτίου 2024, 8:30 μ.μ.", "el", "2024-03-05T20:30:00+00:00"),
        ("5. März 2024, 20 Uhr", "de", "2024-03-05T20:00:00+00:00"),
        ("5 March 2024 20 pages", "en", "2024-03-05T00:00:00+00:00"),
    ],
)
def test_forms(text, language, expected):
    moment = moments.parse(text, language=language)
    assert moment is not None
    assert moment.value.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "3 hours ago", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "2024-13-45",
     "5 listopada 2024", "page 12 of 20", "99.99.2024", "2024"],
)  # fmt: skip
def test_what_is_no_date(text):
    assert moments.parse(text) is None


def test_zone_and_precision_are_told():
    assert moments.parse("2024-03-05T10:20:30+02:00").zone == "stated"
    assert moments.parse("2024-03-05T10:20:30").zone == "assumed"
    assert moments.parse("2024-03-05").precision == "day"
    assert moments.parse("2024-03-05T10:20").precision == "minute"


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001
def test_iso_dates_come_back(naive):
    value = naive.replace(microsecond=0, tzinfo=EAST)
    assert moments.parse(value.isoformat()).value == value
    assert moments.parse(value.astimezone(UTC).isoformat()).value == value


@given(st.text(alphabet="0123456789-/.: TZ+年月日MarchMärz,", max_size=60))
def test_never_raises(text):
    moment = moments.parse(text, language="en")
    assert moment is None or (moment.value.tzinfo is not None and 1900 <= moment.value.year < 2100)
