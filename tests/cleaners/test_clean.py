"""``clean_html`` as a whole: one page in, one article with its receipt out."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from cleaners import CATEGORIES, CleaningError, Evidence, Options, Page, clean_html, clean_page
from tests.cleaners.hostile_pages import ARTICLE, LAST_WORDS

HTML = f"""<!doctype html><html lang="en"><head><title>The ninth bridge | Harbour Post</title>
<meta property="og:site_name" content="Harbour Post"><meta property="og:locale" content="en_GB">
<meta property="article:published_time" content="2024-05-03T08:00:00+01:00">
<link rel="canonical" href="https://harbour.example/bridge"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main>{ARTICLE}<div class="share"><a href="#">Share on Facebook</a> <a href="#">Tweet</a></div>
<div class="promo-box">A box of the house</div></main>
<div class="newsletter"><p>Sign up for our newsletter and never miss a story.</p></div>
<footer>© 2024 Harbour Post. All rights reserved.</footer></body></html>"""
URL = "https://harbour.example/bridge?from=feed"


def test_the_article_and_its_receipt() -> None:
    cleaned = clean_html(HTML, url=URL)
    assert cleaned.text.endswith(f"{LAST_WORDS}.")
    assert "Share on" not in cleaned.text
    assert "\n\n".join(block.text for block in cleaned.blocks) == cleaned.text
    categories = {one.text: one.category for one in cleaned.removed}
    assert set(categories.values()) <= set(CATEGORIES)
    assert categories["© 2024 Harbour Post. All rights reserved."] == "copyright"
    assert categories["Sign up for our newsletter and never miss a story."] == "newsletter"
    assert cleaned.language == "en"
    assert (cleaned.title, cleaned.site_name) == ("The ninth bridge", "Harbour Post")
    assert cleaned.published == datetime.fromisoformat("2024-05-03T08:00:00+01:00")
    assert (cleaned.claims.html_lang, cleaned.claims.og_locale) == ("en", "en_GB")


def test_kept_and_removed_share_one_reading_order() -> None:
    cleaned = clean_html(HTML, url=URL)
    for pieces in (cleaned.blocks, cleaned.removed):
        places = [piece.index for piece in pieces]
        assert places == sorted(places)


def test_an_article_that_the_page_holds_twice_is_kept_once() -> None:
    single = clean_html(HTML, url=URL)
    words = single.text.replace("\n\n", " ")
    copied = HTML.replace("</main>", f"<div><p>{words}</p></div></main>")
    twice = clean_html(copied, url=URL)
    assert twice.text == single.text
    assert [one.text for one in twice.removed if one.rule == "duplicate"] == [words]


def test_bytes_and_text_give_the_same_article() -> None:
    by_bytes = clean_html(HTML.encode("cp1252"), url=URL, content_type="text/html; charset=latin1")
    assert by_bytes.text == clean_html(HTML, url=URL).text
    assert (by_bytes.claims.charset, by_bytes.claims.charset_conflict) == ("cp1252", False)


def test_a_page_from_the_crawl() -> None:
    page = Page(
        url=URL, final_url=URL, status=200, body=HTML.encode("utf-16-le"),
        headers=(("content-type", "text/html; charset=utf-16"),), fetched_at=datetime.now(UTC),
    )  # fmt: skip
    cleaned = clean_page(page, Evidence(source="feed", language="en-GB"))
    assert LAST_WORDS in cleaned.text
    assert cleaned.claims.feed_language == "en-GB"


@pytest.mark.parametrize(
    "options",
    [
        Options(drop_selectors=(".promo-box", "article > p:last-child")),
        Options(drop_texts=(f"The mayor cut the ribbon in the rain, {LAST_WORDS}.",)),
    ],
)
def test_the_site_files_own_removals(options: Options) -> None:
    cleaned = clean_html(HTML, url=URL, options=options)
    assert LAST_WORDS not in cleaned.text
    by_site = [one for one in cleaned.removed if one.judge == "site"]
    assert any(LAST_WORDS in one.text and one.category == "template" for one in by_site)


def test_trafilatura_mode_accounts_for_every_block_too() -> None:
    cleaned = clean_html(HTML, url=URL, options=Options(extractor="trafilatura"))
    assert LAST_WORDS in cleaned.text
    assert "Share on" not in cleaned.text
    assert any("All rights reserved" in one.text for one in cleaned.removed)
    assert cleaned.title == "The ninth bridge"


def test_strict_keeps_no_more() -> None:
    strict = clean_html(HTML, options=Options(strict=True))
    assert len(strict.text) <= len(clean_html(HTML).text)


def test_an_unknown_extractor_is_named() -> None:
    with pytest.raises(ValueError, match="unknown extractor 'magic'"):
        Options(extractor="magic")  # type: ignore[arg-type]


def test_errors_and_results_cross_process_borders() -> None:
    cleaned = clean_html(HTML, url=URL)
    assert pickle.loads(pickle.dumps(cleaned)) == cleaned
    with pytest.raises(CleaningError) as caught:
        clean_html(b"%PDF-1.7")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.cause, again.detail) == ("not-html", "a PDF")


_IN_A_PROCESS = """
import json, sys
from dataclasses import asdict
from cleaners import clean_html
pages = json.load(sys.stdin)
print(json.dumps([asdict(clean_html(page)) for page in pages], default=str))
"""


def test_no_order_process_hash_seed_or_locale_shows_in_a_result() -> None:
    pages = [HTML, HTML.replace("Tuesday", "Friday"), HTML.replace("article", "section")]
    answers = []
    for seed, locale, turned in (("0", "C", False), ("4711", "C.UTF-8", True)):
        given = pages[::-1] if turned else pages
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", _IN_A_PROCESS], input=json.dumps(given), env=env,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        answer = json.loads(done.stdout)
        answers.append(answer[::-1] if turned else answer)
    assert answers[0] == answers[1]
