from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.decode import codec_of, decode

WESTERN = (
    "Der Bürgermeister sagte, die Brücke über den Fluss werde „nächstes Jahr“ geöffnet – für alle."
)
RUSSIAN = "Городской совет решил построить новый мост через реку, сообщил мэр во вторник вечером."
JAPANESE = "市議会は火曜日、川に新しい橋を架けることを決めた。市長によると、費用は九百万円である。"
CHINESE = "市议会星期二决定在河上修建一座新桥，市长说费用为九百万元，工程需要三年时间才能完成。"


def page(text: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text[:12]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (WESTERN, "cp1252", "windows-1252"),
        (WESTERN, "cp1252", "iso-8859-1"),  # latin-1 means cp1252 on the web
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", "GBK"),
    ],
)
@pytest.mark.parametrize("where", ["header", "meta"])
def test_a_true_declaration_is_followed(text: str, codec: str, label: str, where: str) -> None:
    header = f"text/html; charset={label}" if where == "header" else None
    body = page(text, label if where == "meta" else None).encode(codec)
    decoded = decode(body, content_type=header)
    assert text in decoded.text
    assert (decoded.source, decoded.conflict) == (where, False)


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        (page(RUSSIAN, "utf-8").encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (page(RUSSIAN, "iso-8859-1").encode(), None, "utf-8"),
        (page(RUSSIAN, "utf-8").encode("cp1251"), "text/html; charset=windows-1251", "cp1251"),
        (page(RUSSIAN, "iso-8859-1").encode("cp1251"), None, "cp1251"),
        (page(JAPANESE, "utf-8").encode("iso2022_jp"), None, "iso2022_jp"),
        (b"\xef\xbb\xbf" + page(RUSSIAN).encode(), "text/html; charset=koi8-r", "utf-8"),
    ],
)
def test_a_false_declaration_is_seen_through_and_reported(
    body: bytes, header: str | None, charset: str
) -> None:
    decoded = decode(body, content_type=header)
    assert RUSSIAN in decoded.text or JAPANESE in decoded.text
    assert (decoded.charset, decoded.conflict) == (charset, True)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False])
def test_utf_16_with_and_without_its_mark(codec: str, mark: bool) -> None:
    body = page(WESTERN).encode(codec)
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    decoded = decode(marks[codec] + body if mark else body)
    assert decoded.text == page(WESTERN)
    assert decoded.charset == codec


@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "cp1251"), (JAPANESE, "cp932")])
def test_undeclared_bytes_are_guessed(text: str, codec: str) -> None:
    decoded = decode(page(text * 3).encode(codec))
    assert text in decoded.text
    assert decoded.source == "guess"


def test_utf_8_with_one_broken_byte_stays_utf_8() -> None:
    body = page(RUSSIAN * 3, "utf-8").encode() + "<p>it\x92s".encode("latin-1")
    decoded = decode(body)
    assert RUSSIAN in decoded.text
    assert decoded.text.endswith("it’s")
    assert decoded.charset == "utf-8"


def test_ascii_under_any_label_is_no_conflict() -> None:
    assert not decode(b"<p>plain", content_type="text/html; charset=koi8-r").conflict


@pytest.mark.parametrize("label", ["utf-7", "base64", "rot13", "unicode_escape", "no-such", "\x00"])
def test_labels_that_no_page_may_choose(label: str) -> None:
    assert codec_of(label) is None


def test_lone_surrogates_of_a_str_are_replaced() -> None:
    assert decode("a\ud800b\ufeff").text == "a\ufffdb\ufeff"


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "shift_jis", "utf-7", "utf-16"]))
def test_any_bytes_become_text_that_can_be_written(body: bytes, label: str | None) -> None:
    header = f"text/html; charset={label}" if label else None
    decode(body, content_type=header).text.encode("utf-8")
