"""Articles with footers of invented outlets, composed at random: in text, in six makes of HTML."""

import html
import random
import tomllib
from pathlib import Path

import pytest

from cleaners import clean_html, clean_text
from cleaners.errors import CleaningError

PARTS = tomllib.loads((Path(__file__).parents[1] / "data/footers.toml").read_text())
NAMES = ["Harbour Post", "Nordkai Courier", "Delta Mirror", "Vela Gazette", "Kosta Daily"]
DOCUMENTS = 12  # of each language
LEAST_PERFECT = 0.95


def compose(language: str, number: int) -> tuple[list[str], list[str]]:
    """Return (article lines, footer lines); the same for the same arguments."""
    draw = random.Random(f"{language}/{number}")
    name = draw.choice(NAMES)
    squashed = name.replace(" ", "").lower()
    values = {
        "name": name,
        "handle": f"@{squashed}",
        "mail": f"news@{squashed}.example",
        "phone": f"0{draw.randint(20, 99)} 555 0{draw.randint(100, 199)}",
        "site": f"www.{squashed}.example",
    }
    parts = PARTS[language]
    article = list(parts["article"])
    if draw.random() < 0.5:
        article.insert(2, parts["heading"])
    footer = [line.format(**values) for line in parts["footer"]]
    footer += [f"Facebook: {values['handle']}", values["mail"], f"Instagram {values['handle']}"]
    return article, draw.sample(footer, draw.randint(4, len(footer)))


def unlike(language: str, number: int) -> str | None:
    """Return what is wrong with the cleaned text, or None where it is the article exactly."""
    article, footer = compose(language, number)
    cleaned = clean_text("\n\n".join([*article, *footer]))
    if cleaned.text == "\n\n".join(article):
        return None
    kept = {block.text for block in cleaned.blocks}
    lost = [line for line in article if line not in kept]
    return f"lost {lost}, leaked {sorted(kept - set(article))}"


@pytest.mark.parametrize("language", PARTS)
def test_text(language):
    wrong = [one for number in range(DOCUMENTS) if (one := unlike(language, number))]
    assert not wrong, f"{len(wrong)} of {DOCUMENTS}: {wrong[:3]}"


def semantic(article, footer):
    body = "".join(f"<p>{line}</p>" for line in article)
    after = "".join(f"<p>{line}</p>" for line in footer)
    return f"<main><article>{body}</article></main><footer>{after}</footer>"


def wordpress(article, footer):
    lines = "".join(f"<p>{line}</p>" for line in [*article, *footer])
    content = f'<div class="entry-content">{lines}</div>'
    return f'<div id="primary"><div class="post hentry">{content}</div></div>'


def unnamed(article, footer):
    return "<div>" + "".join(f"<p>{line}</p>" for line in [*article, *footer]) + "</div>"


def amp(article, footer):
    lines = "".join(f"<p>{line}</p>" for line in article)
    after = "".join(f'<p class="amp-x">{line}</p>' for line in footer)
    image = '<amp-img src="a.jpg" width="4" height="3"></amp-img>'
    return f'{image}<div class="amp-wp-article-content">{lines}{after}</div>'


def tables(article, footer):
    rows = "".join(f"<tr><td><p>{line}</p></td></tr>" for line in [*article, *footer])
    return f'<table width="100%" cellpadding="0">{rows}</table>'


def broken(article, footer):
    return "<div>" + "<br><br>".join([*article, *footer]) + "</div>"


MAKES = [semantic, wordpress, unnamed, amp, tables, broken]


def page(make, language: str, number: int) -> str:
    article, footer = ([html.escape(line) for line in lines] for lines in compose(language, number))
    title = html.escape(PARTS[language]["heading"])
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body>{make(article, footer)}</body></html>"
    )


def perfect(make, language: str, number: int) -> bool:
    article, _ = compose(language, number)
    try:
        return clean_html(page(make, language, number)).text == "\n\n".join(article)
    except CleaningError:
        return False


@pytest.mark.parametrize("make", MAKES)
def test_html(make):
    results = {
        (language, number): perfect(make, language, number)
        for language in PARTS
        for number in (0, 1)
    }
    wrong = [key for key, right in results.items() if not right]
    assert 1 - len(wrong) / len(results) >= LEAST_PERFECT, wrong
