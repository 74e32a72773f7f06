"""What a block of a page is by where it stands: containers, neighbours, look-alikes, claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.node import HtmlBlock
from cleaners.blocks.vocabulary import vocabulary
from cleaners.judges.base import Document
from cleaners.model.page import Columns, Ints, columns
from cleaners.model.text_features import TEXT_NAMES, text_features

_FAR: Final = 15  # distance to what is not there
_LEVELS: Final = 5  # containers around the block that are summed up
_SHARES: Final = (400, 600, 800)  # per mille of the page's running text in a best container
_NEAR: Final = (-3, -2, -1, 1, 2, 3)
_WINDOWS: Final = (3, 8, 20)
_CUT: Final = 400  # distances in blocks are cut here
_WORD: Final = re.compile(r"\w+")


def _ratio(part: Ints, whole: Ints) -> Ints:
    """Return per mille, 0 of nothing."""
    result: Ints = 1000 * part // np.maximum(whole, 1)
    return result


class _Table:
    """Columns under names, as they are computed."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.values: list[Ints] = []

    def add(self, name: str, values: Ints) -> None:
        self.names.append(name)
        self.values.append(values)


def html_features(document: Document) -> tuple[list[str], Ints]:
    blocks: Sequence[HtmlBlock] = document.blocks
    text = text_features(blocks)
    t = _Table()
    for i, name in enumerate(TEXT_NAMES):
        t.add(name, text[:, i])
    tokens = text[:, 1]
    stops = text[:, TEXT_NAMES.index("stop_count")]
    page = columns(blocks, tokens, stops)
    _own(t, blocks, page)
    _distances(t, blocks, page)
    _containers(t, page)
    best(t, blocks, page)
    _groups(t, blocks, page)
    _neighbours(t, blocks, page, text)
    _position(t, blocks, page)
    _claims(t, document, text)
    _duplicates(t, blocks)
    _page(t, blocks, page)
    return t.names, np.stack(t.values, axis=1)


def _own(t: _Table, blocks, page) -> None:
    t.add("link_share", _ratio(page.b_links, page.b_chars))
    t.add("links", np.array([len(b.links) for b in blocks]))
    t.add("bold_share", _ratio(np.array([b.bold_chars for b in blocks]), page.b_chars))
    t.add("after_break", np.array([b.after_break for b in blocks], dtype=np.int64))
    t.add("hidden", np.array([b.node.hidden for b in blocks], dtype=np.int64))
    t.add("depth", page.n_depth[page.b_node])
    t.add("good", page.b_good)


def _bits(words, roles, nw, nr):
    w = np.array(words, dtype=np.int64)[:, None] >> np.arange(nw) & 1
    r = np.array(roles, dtype=np.int64)[:, None] >> np.arange(nr) & 1
    return np.concatenate((w, r), axis=1).astype(bool)


def _distances(t, blocks, page) -> None:
    nodes = page.nodes
    nw = len(vocabulary())
    nr = len(ROLE_BIT)
    width = nw + nr
    own = _bits([n.words for n in nodes], [n.roles for n in nodes], nw, nr)
    dist = np.full((len(nodes), width), _FAR, dtype=np.int64)
    dist[own] = 1
    depth = page.n_depth
    order = np.argsort(depth, kind="stable")
    bounds = np.searchsorted(depth[order], np.arange(depth.max() + 2))
    for d in range(1, len(bounds) - 1):
        rows = order[bounds[d] : bounds[d + 1]]
        dist[rows] = np.minimum(dist[rows], dist[page.n_parent[rows]] + 1)
    dist = np.minimum(dist, _FAR)
    out = dist[page.b_node]
    out[_bits([b.inner_words for b in blocks], [b.inner_roles for b in blocks], nw, nr)] = 0
    names = [f"to_{e.name}" for e in vocabulary()] + [f"to_role_{r}" for r in ROLE_BIT]
    for i, name in enumerate(names):
        t.add(name, out[:, i])


def _cum(values: Ints) -> Ints:
    out = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=out[1:])
    return out


def _containers(t, page) -> None:
    good, chars, links = _cum(page.b_good), _cum(page.b_chars), _cum(page.b_links)
    goods = _cum(page.b_good > 0)
    total = max(1, int(good[-1]))
    node = page.b_node
    for level in range(_LEVELS):
        first, end = page.n_first[node], page.n_end[node]
        g = good[end] - good[first]
        c = chars[end] - chars[first]
        n = end - first
        t.add(f"c{level}_good_page", 1000 * g // total)
        t.add(f"c{level}_good", _ratio(g, c))
        t.add(f"c{level}_goods", _ratio(goods[end] - goods[first], n))
        t.add(f"c{level}_ngoods", goods[end] - goods[first])
        t.add(f"c{level}_links", _ratio(links[end] - links[first], c))
        t.add(f"c{level}_blocks", n)
        t.add(f"c{level}_mean", c // np.maximum(n, 1))
        node = page.n_parent[node]


def best(t, blocks, page) -> None:
    good = _cum(page.b_good)
    total = max(1, int(good[-1]))
    n = len(blocks)
    place = np.arange(n)
    inside = good[page.n_end] - good[page.n_first]
    for share in _SHARES:
        enough = inside * 1000 >= total * share
        enough[0] = True
        rows = np.flatnonzero(enough)
        b = int(rows[np.argmax(page.n_depth[rows])])
        lca = np.zeros(n, dtype=np.int64)
        chain = []
        k = b
        while True:
            chain.append(k)
            if page.n_parent[k] == k:
                break
            k = int(page.n_parent[k])
        for k in reversed(chain):
            lca[page.n_first[k] : page.n_end[k]] = page.n_depth[k]
        first, end = int(page.n_first[b]), int(page.n_end[b])
        t.add(f"best{share}_up", page.n_depth[b] - lca)
        t.add(f"best{share}_down", page.n_depth[page.b_node] - lca)
        t.add(
            f"best{share}_off",
            np.where(
                place < first,
                np.maximum(place - first, -_CUT),
                np.where(place >= end, np.minimum(place - end + 1, _CUT), 0),
            ),
        )
        t.add(f"best{share}_at", np.clip(1000 * (place - first) // max(1, end - first), -1, 1001))
        t.add(f"best{share}_left", np.clip(end - place, -1, _CUT))


def _groups(t, blocks, page) -> None:
    n = len(blocks)
    total = max(1, int(page.b_good.sum()))
    keys = (
        ("tag", lambda b: (b.node.tag, b.node.name)),
        (
            "near",
            lambda b: (
                b.node.tag,
                b.node.name,
                b.node.parent and (b.node.parent.tag, b.node.parent.name),
            ),
        ),
        ("far", _far),
    )
    for name, key in keys:
        ids: dict = {}
        g = np.array([ids.setdefault(key(b), len(ids)) for b in blocks])
        count = np.bincount(g)

        def s(v):
            return np.bincount(g, weights=v).astype(np.int64)

        chars, links, good = s(page.b_chars), s(page.b_links), s(page.b_good)
        goods = s(page.b_good > 0)
        t.add(f"g_{name}_count", count[g])
        t.add(f"g_{name}_good_page", (1000 * good // total)[g])
        t.add(f"g_{name}_good", _ratio(good, chars)[g])
        t.add(f"g_{name}_goods", _ratio(goods, count)[g])
        t.add(f"g_{name}_links", _ratio(links, chars)[g])
        t.add(f"g_{name}_mean", (chars // count)[g])


def _far(b):
    out = []
    node = b.node
    for _ in range(5):
        if node is None:
            break
        out.append((node.tag, node.name))
        node = node.parent
    return tuple(out)


def _shift(v: Ints, k: int, fill: int = -1) -> Ints:
    out = np.full_like(v, fill)
    if abs(k) >= len(v):
        return out
    if k > 0:
        out[:-k] = v[k:]
    else:
        out[-k:] = v[:k]
    return out


def _neighbours(t, blocks, page, text) -> None:
    n = len(blocks)
    link = _ratio(page.b_links, page.b_chars)
    node = page.b_node
    parent = page.n_parent[node]
    kind = text[:, TEXT_NAMES.index("kind")]
    last = text[:, TEXT_NAMES.index("last_sort")]
    for k in _NEAR:
        t.add(f"at{k}_chars", _shift(page.b_chars, k))
        t.add(f"at{k}_link", _shift(link, k))
        t.add(f"at{k}_good", _shift(page.b_good, k))
        t.add(f"at{k}_kind", _shift(kind, k))
        t.add(f"at{k}_last", _shift(last, k))
        t.add(
            f"at{k}_same_parent",
            (_shift(parent, k) == parent).astype(np.int64) + (_shift(node, k) == node),
        )
    good, chars = _cum(page.b_good), _cum(page.b_chars)
    i = np.arange(n)
    for w in _WINDOWS:
        lo, hi = np.maximum(i - w, 0), np.minimum(i + 1 + w, n)
        t.add(f"w{w}_before", _ratio(good[i] - good[lo], chars[i] - chars[lo]))
        t.add(f"w{w}_after", _ratio(good[hi] - good[i + 1], chars[hi] - chars[i + 1]))
    isgood = page.b_good > 0
    prev = np.maximum.accumulate(np.where(isgood, i, -_CUT))
    nxt = np.minimum.accumulate(np.where(isgood, i, n + _CUT)[::-1])[::-1]
    prevx = np.concatenate(([-_CUT], prev[:-1]))
    nxtx = np.concatenate((nxt[1:], [n + _CUT]))
    t.add("since_good", np.minimum(i - prevx, _CUT))
    t.add("until_good", np.minimum(nxtx - i, _CUT))
    head = kind == 1
    prevh = np.maximum.accumulate(np.where(head, i, -_CUT))
    level = text[:, TEXT_NAMES.index("level")]
    t.add("since_heading", np.minimum(i - prevh, _CUT))
    t.add("heading_level", np.where(prevh >= 0, level[np.maximum(prevh, 0)], 0))
    for name, bits in (("same_node", node), ("same_parent", parent)):
        ids = bits
        c = np.bincount(ids, minlength=len(page.nodes))
        t.add(f"{name}_count", c[ids])


def _position(t, blocks, page) -> None:
    n = len(blocks)
    good, chars = _cum(page.b_good), _cum(page.b_chars)
    i = np.arange(n)
    t.add("place", np.minimum(i, _CUT))
    t.add("place_end", np.minimum(n - i, _CUT))
    t.add("place_share", 1000 * i // n)
    t.add("good_before", 1000 * good[i] // max(1, int(good[-1])))
    t.add("good_after", 1000 * (good[-1] - good[i + 1]) // max(1, int(good[-1])))
    t.add("chars_before", 1000 * chars[i] // max(1, int(chars[-1])))


def _words(text: str | None) -> set[str]:
    return set(_WORD.findall((text or "").lower()))


def _claims(t, document, text) -> None:
    blocks = document.blocks
    n = len(blocks)
    title = _words(document.title)
    desc = _words(document.description)
    of_title = np.zeros(n, dtype=np.int64)
    in_title = np.zeros(n, dtype=np.int64)
    of_desc = np.zeros(n, dtype=np.int64)
    in_desc = np.zeros(n, dtype=np.int64)
    for i, b in enumerate(blocks):
        if len(b.text) > 600 or not (title or desc):
            continue
        words = set(_WORD.findall(b.text.lower()))
        if not words:
            continue
        a = len(words & title)
        if a:
            of_title[i] = 1000 * a // len(title)
            in_title[i] = 1000 * a // len(words)
        a = len(words & desc)
        if a:
            of_desc[i] = 1000 * a // len(desc)
            in_desc[i] = 1000 * a // len(words)
    t.add("of_title", of_title)
    t.add("in_title", in_title)
    t.add("of_description", of_desc)
    t.add("in_description", in_desc)
    kind = text[:, TEXT_NAMES.index("kind")]
    level = text[:, TEXT_NAMES.index("level")]
    score = np.minimum(of_title, in_title) + np.where(kind == 1, 300 - 20 * level, 0)
    at = int(np.argmax(score)) if n and score.max() > 500 else -1
    i = np.arange(n)
    t.add("from_title", np.clip(i - at, -_CUT, _CUT) if at >= 0 else np.full(n, -_CUT - 1))
    body = " ".join((document.article_body or "").split())
    found = np.full(n, -1, dtype=np.int64)
    if len(body) > 200:
        for i, b in enumerate(blocks):
            x = b.text
            if len(x) < 20:
                found[i] = 3 if x in body else 0
            else:
                k = len(x) // 2 - 10
                found[i] = (x[:20] in body) + (x[k : k + 20] in body) + (x[-20:] in body)
    t.add("in_article_body", found)
    c = _cum(np.maximum(found, 0) >= 2)
    t.add("claimed_before", c[np.arange(n)])
    t.add("claimed_after", c[-1] - c[np.arange(n) + 1])


def _duplicates(t, blocks) -> None:
    count: dict[str, int] = {}
    nth = []
    for b in blocks:
        k = count.get(b.text, 0)
        nth.append(k)
        count[b.text] = k + 1
    t.add("nth", np.array(nth))
    t.add("same", np.array([count[b.text] for b in blocks]))


def _page(t, blocks, page) -> None:
    n = len(blocks)
    for name, v in (
        ("page_blocks", n),
        ("page_chars", int(page.b_chars.sum())),
        ("page_good", int(page.b_good.sum())),
        ("page_goods", int((page.b_good > 0).sum())),
        ("page_links", 1000 * int(page.b_links.sum()) // max(1, int(page.b_chars.sum()))),
    ):
        t.add(name, np.full(n, v, dtype=np.int64))
