"""``scrapy clean --learn``: what recurs on the pages of one site is taken out of all of them."""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.site_memory.sites import make_site
from cleaners import CleaningError, Options, clean_html
from cleaners.inputs import InputDocument
from cleaners.normalize import fold
from crawler.cleaning.learning import open_memory, site_of
from crawler.exits import ConfigError, DamageError

ROOT = Path(__file__).parents[3]
EVERYWHERE = "memory:8-of-8-pages-since-2025-03-01"  # the rule of a line on all eight pages


def options(*inputs, learn=False, memory=None):
    return argparse.Namespace(inputs=list(inputs), learn=learn, memory=memory)


def document(page, **changed):
    fields = {"id": page.url, "source": page.url, "body": page.html, "url": page.url}
    return InputDocument(**{**fields, "form": "html", **changed})


@pytest.fixture(scope="module")
def cleaned():
    """Eight pages of a site, as they are cleaned without a memory."""
    return [(document(page), clean_html(page.html, url=page.url)) for page in make_site("de", 8)]


def learned(folder, done, order=1):
    path = folder / f"{order}.sqlite"
    with open_memory(options(learn=True, memory=str(path)), Options()) as memory:
        memory.learn(done[::order])
        return memory.options_of(done[0][0]).template, memory.sentence()


def test_templates_are_learned_of_all_documents(tmp_path, cleaned):
    template, sentence = learned(tmp_path, cleaned)
    assert EVERYWHERE in {rule for _, rule in template.exact}
    assert sentence == "; learned from 8 of them"


def test_the_order_makes_no_difference(tmp_path, cleaned):
    assert learned(tmp_path, cleaned) == learned(tmp_path, cleaned, order=-1)


def test_a_document_of_another_site_is_left_alone(tmp_path, cleaned):
    with open_memory(options(learn=True), Options()) as memory:
        memory.learn(cleaned)
        other = replace(cleaned[0][0], url="https://elsewhere.example/a")
        assert memory.options_of(other) == Options()


def test_documents_without_address_take_no_part(cleaned):
    text = InputDocument(id=1, source="a.txt", body="A line.", form="text")
    with open_memory(options(learn=True), Options()) as memory:
        memory.learn([*cleaned, (text, cleaned[0][1]), (text, CleaningError("empty", ""))])
        assert memory.options_of(text) == Options()
        assert memory.sentence() == (
            "; learned from 8 of them (2 name no address and belong to no site)"
        )


def test_what_is_kept_is_used_and_added_to(tmp_path, cleaned):
    file = str(tmp_path / "kept.sqlite")
    for part in (cleaned[:4], cleaned[4:]):
        with open_memory(options(learn=True, memory=file), Options()) as memory:
            memory.learn(part)
    with open_memory(options("-", memory=file), Options(strict=True)) as memory:
        found = memory.options_of(cleaned[0][0])
        assert EVERYWHERE in {rule for _, rule in found.template.exact}
        assert found.strict
        assert memory.sentence() == ""


@pytest.mark.parametrize(
    ("head", "site"),
    [
        ("<link rel='canonical' href='https://deich.example/a'>", "deich.example"),
        ("<link href=https://deich.example/a rel=canonical>", "deich.example"),
        ('<meta property="og:url" content="http://deich.example">', "deich.example"),
        ('<meta content="https://a.deich.example/x" property="og:url">', "a.deich.example"),
        ('<link rel="stylesheet" href="https://deich.example/a.css">', None),
        ('<link rel="canonical" href="/a">', None),
    ],
)
@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_page_names_its_own_site(head, site, as_bytes):
    page = f"<html><head>{head}</head><body>ä</body></html>"
    body = page.encode() if as_bytes else page
    assert site_of(InputDocument(id=1, source="a.html", body=body, form="html")) == site


def test_a_hostile_head_is_looked_at_quickly():
    body = "<link rel=canonical " * 5_000 + "<meta og:url " * 5_000
    assert site_of(InputDocument(id=1, source="a.html", body=body, form="html")) is None


def test_an_address_that_is_none():
    broken = InputDocument(id=1, source="a.html", body="", form="html", url="http://[")
    assert site_of(broken) is None


def test_what_cannot_be_done_is_refused(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for wrong, said in (
        (options("-", learn=True), "- can be read only once"),
        (options(str(tmp_path / "fifo"), learn=True), "can be read only once"),
        (options("a.html", memory=str(tmp_path / "none")), "no such file: make it with --learn"),
    ):
        with pytest.raises(ConfigError, match=said), open_memory(wrong, Options()):
            pass
    foreign = tmp_path / "foreign.sqlite"
    foreign.write_bytes(b"not a database" * 100)
    with pytest.raises(DamageError), open_memory(options(memory=str(foreign)), Options()):
        pass


@pytest.mark.slow
def test_the_command_gives_the_same_at_any_number_of_workers(tmp_path):
    pages = [page for language in ("en", "ja") for page in make_site(language, 10)]
    rows = tmp_path / "pages.jsonl"
    rows.write_text(
        "".join(json.dumps({"url": page.url, "html": page.html}) + "\n" for page in pages)
    )
    outs = []
    for workers in (1, 2):
        out = tmp_path / f"{workers}.jsonl"
        command = [sys.executable, "-m", "scrapy", "clean", "--learn", rows, "-o", out]
        command += ["--workers", str(workers)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stderr.endswith("; learned from 20 of them\n")
        outs.append(out.read_bytes())
    assert outs[0] == outs[1]
    by_url = {row["url"]: row for row in map(json.loads, outs[0].splitlines())}
    for page in pages:
        text, removed = by_url[page.url]["text"], by_url[page.url]["removed"]
        assert fold(page.furniture[0]) not in text, page.url  # the one that is on every page
        taken = {one["text"] for one in removed if one["judge"] == "memory"}
        assert taken
        assert not taken & set(map(fold, page.article)), page.url
