from __future__ import annotations

import gzip

import pytest

from cleaners import gate
from cleaners.errors import CleaningError
from cleaners.limits import limits

PAGE = b"<!doctype html><html><body><p>Text</p></body></html>"


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 ...", "not-html"),
        (gzip.compress(PAGE, mtime=0), "not-html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not-html"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "not-html"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "not-html"),
        (bytes(range(256)) * 20, "not-html"),
        (bytes(500), "not-html"),
        (b"a" * (limits().raw_bytes.value + 1), "too-large"),
    ],
)
def test_bytes_that_are_no_page(body: bytes, cause: str) -> None:
    with pytest.raises(CleaningError) as caught:
        gate.check_bytes(body)
    assert caught.value.cause == cause


@pytest.mark.parametrize(
    "body",
    [PAGE, "市議会は".encode("cp932"), "<p>Мост</p>".encode("utf-16-le"), "a".encode("utf-16")],
)
def test_pages_in_any_charset_pass(body: bytes) -> None:
    gate.check_bytes(body)


def test_another_type_is_refused_unless_the_body_is_a_page() -> None:
    with pytest.raises(CleaningError):
        gate.check_bytes(b'{"a": 1}', content_type="application/json")
    gate.check_bytes(PAGE, content_type="application/octet-stream")
    gate.check_bytes(b"just words", content_type="text/plain")


def test_a_tag_with_too_many_attributes() -> None:
    most = limits().attributes.value
    many = "<div " + " ".join(f'a{n}="1"' for n in range(most + 10)) + ">"
    with pytest.raises(CleaningError) as caught:
        gate.check_text(many)
    assert caught.value.cause == "too-complex"


def test_comparisons_in_a_script_are_no_attributes() -> None:
    script = "<script>for(i=0;i<n ;i++){" + "a = b + c; " * 2000 + "}</script><p>text"
    gate.check_text(script)


def test_scripts_full_of_comparisons_cost_linear_time() -> None:
    crowded = "<b " + "a " * 1_100
    gate.check_text(f"<script>{crowded * 1_000}</script><p>text")
    with pytest.raises(CleaningError, match="too-complex"):
        gate.check_text(f"<script>{crowded}</script>{crowded}>")


def test_words_before_the_first_tag_are_no_attributes() -> None:
    gate.check_text("a word " * (limits().attributes.value + 10) + "<p>text")


def test_one_huge_value_is_one_attribute() -> None:
    gate.check_text(f'<img alt="{"many words " * 3000}">')


def test_one_huge_node_counts_as_its_limit() -> None:
    gate.check_text("<script>" + "x" * 11_000_000 + "</script><p>text")
    gate.check_text("<p>" + "word " * 2_200_000 + "</p>")


def test_many_large_nodes_are_too_large() -> None:
    with pytest.raises(CleaningError) as caught:
        gate.check_text(("<p>" + "word " * 100_000) * 11)
    assert caught.value.cause == "too-large"


def test_each_limit_has_its_reason() -> None:
    for name in limits().__struct_fields__:
        limit = getattr(limits(), name)
        assert limit.value > 0
        assert len(limit.why) > 40


def test_plain_text_of_too_many_lines_or_characters_is_too_large() -> None:
    gate.check_plain("a line\n" * 20_000)
    for text in ("x\n" * 20_001, "x\r" * 20_001, "x" * 5_000_001):
        with pytest.raises(CleaningError, match="too-large"):
            gate.check_plain(text)
