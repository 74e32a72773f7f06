"""Articles whose sentences look like boilerplate: they are left whole, in text and in HTML."""

import html
import tomllib
from pathlib import Path

import pytest

from cleaners import clean_html, clean_text

ARTICLES = tomllib.loads((Path(__file__).parents[1] / "data/lookalikes.toml").read_text())
LEAST_SURVIVING = 0.995
MENU = "".join(f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("news", "sport"))


def plain(lines: list[str]) -> str:
    return "\n\n".join(lines)


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def page(language: str, lines: list[str]) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Oxby</title>'
        f"</head><body><nav><ul>{MENU}</ul></nav><main><article><h1>Oxby</h1>{paragraphs(lines)}"
        "</article></main><footer><p>Follow us on Facebook</p></footer></body></html>"
    )


def lost_of_text(lines: list[str]) -> list[str]:
    kept = {block.text for block in clean_text(plain(lines)).blocks}
    return [line for line in lines if line not in kept]


def lost_of_page(language: str, lines: list[str]) -> list[str]:
    kept = {block.text for block in clean_html(page(language, lines)).blocks}
    return [line for line in lines if line not in kept]


@pytest.mark.parametrize("mode", ["text", "page"])
def test_nearly_every_sentence_survives(mode):
    total, lost = 0, []
    for name, article in ARTICLES.items():
        lines = article["lines"]
        total += len(lines)
        gone = lost_of_text(lines) if mode == "text" else lost_of_page(article["language"], lines)
        lost += [(name, line) for line in gone]
    assert 1 - len(lost) / total >= LEAST_SURVIVING, lost


@pytest.mark.parametrize("name", ARTICLES)
def test_a_footer_takes_none_of_them_along(name):
    lines = ARTICLES[name]["lines"]
    footer = ["Follow us on Facebook and Twitter: @oxbypost", "Email: news@oxbypost.example"]
    cleaned = clean_text(plain([*lines, *footer]))
    assert [block.text for block in cleaned.blocks] == lines
