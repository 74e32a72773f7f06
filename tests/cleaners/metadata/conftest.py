"""Builds invented pages for the metadata tests."""

import json

import lxml.html
import pytest


def _page(head="", body="", *, lang="en", ld=None):
    """Return the tree of a page with this head and body, and JSON-LD of ``ld``."""
    script = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    return lxml.html.document_fromstring(
        f'<html lang="{lang}"><head>{head}{script}</head><body>{body}</body></html>'
    )


def _meta(**contents):
    """Return meta elements; `__` in a name stands for a colon, `_` stays."""
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">'
        for name, content in contents.items()
    )


@pytest.fixture
def page():
    """Return the builder of pages."""
    return _page


@pytest.fixture
def meta():
    """Return the builder of meta elements."""
    return _meta
