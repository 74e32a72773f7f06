"""The report and the inspector as a browser shows them."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from crawler.demo.newsroom import Newsroom
from crawler.operate.inspection import inspect_html
from crawler.operate.inspector import inspection_page
from crawler.operate.publish import write_report

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\x1b]0;x\x07\u202eevil"
AXE = files("axe_playwright_python") / "axe.min.js"  # axe-core, as that package ships it
BOTH_LIGHTS = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
BOTH_WIDTHS = pytest.mark.parametrize("width", [390, 1200])


@pytest.fixture(scope="session")
def inspection(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("inspection") / "page.html"
    body = Newsroom().answer("nordufer-kurier.test", "/lokales/stadtbad-1001.html").body
    path.write_text(inspection_page(inspect_html(body, name=f"http://a.test/{HOSTILE}")))
    return path


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "state" / "runs").mkdir(parents=True)
    site = {
        "found": 9, "new": 9, "stored": 7, "filtered": {"no-article": 2}, "sources_read": 1,
        "text_chars_total": 20_000, "removed_chars": {"social": 4000}, "latency_ms_p95": 300.0,
        "slowest": [{"url": f"https://a.example/{'long' * 60}", "ms": 800.0}],
    }  # fmt: skip
    names = ["one", "a-site-with-a-rather-long-name", HOSTILE]
    told = {
        "run": "r1", "started_at": "2026-11-01T04:00:00+00:00", "exit_code": 6,
        "ended_at": "2026-11-01T04:05:00+00:00", "sentence": HOSTILE,
        "sites": dict.fromkeys(names, site), "removed_chars": {"social": 12_000},
        "states": {"stored": 21},
        "alarms": [{"site": HOSTILE, "kind": "text", "cause": "paywall", "evidence": "short"}],
    }  # fmt: skip
    (folder / "state" / "runs" / "r1.json").write_text(json.dumps(told))
    return write_report(folder / "state", folder / "corpus", None, folder / "report.html")


@pytest.fixture(params=["report", "inspection"])
def page(request) -> Path:
    return request.getfixturevalue(request.param)


@BOTH_LIGHTS
@BOTH_WIDTHS
def test_a_page_opens_quietly_and_fits(show, page, width, dark) -> None:
    tab = show(page, width=width, dark=dark)
    assert tab.complaints == []
    assert [url for url in tab.requests if not url.startswith("data:")] == [page.as_uri()]
    assert tab.run("document.documentElement.scrollWidth") <= width


def test_hostile_words_stay_words(show, page) -> None:
    tab = show(page)
    assert tab.run("document.scripts.length + document.images.length") == 0
    shown = tab.run("document.body.innerText")
    assert "<script>alert(1)</script>" in shown
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}


def test_the_policy_forbids_scripts(show, page) -> None:
    policy = 'meta[http-equiv="Content-Security-Policy"]'
    told = show(page).run(f"document.querySelector('{policy}').content")
    assert told.startswith("default-src 'none'")
    assert "script-src" not in told


@BOTH_LIGHTS
def test_the_ground_follows_the_readers_choice(show, page, dark) -> None:
    ground = show(page, dark=dark).run("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 26)" if dark else "rgb(255, 255, 255)")


def test_tables_that_scroll_can_be_reached_by_keyboard(show, page) -> None:
    assert show(page, width=390).run(
        "[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0"
        " && e.getAttribute('aria-label'))"
    )


def test_the_first_key_leads_past_the_header(show, page) -> None:
    tab = show(page)
    tab.page.keyboard.press("Tab")
    assert tab.run("document.activeElement.textContent") == "Skip to the content"
    tab.page.keyboard.press("Enter")
    assert tab.run("location.hash") == "#main"


def test_a_page_prints_in_full(show, page) -> None:
    tab = show(page)
    tab.page.emulate_media(media="print")
    assert tab.run(
        "[...document.querySelectorAll('.scroll')].every("
        "e => getComputedStyle(e).overflowX === 'visible')"
    )


@BOTH_LIGHTS
def test_every_text_has_enough_contrast(show, page, dark) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, measured on every element that shows text."""
    assert json.loads(show(page, dark=dark).run(CONTRAST)) == []


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1200, True)])
def test_axe_finds_nothing(show, page, width, dark) -> None:
    tab = show(page, width=width, dark=dark)
    tab.run(AXE.read_text(encoding="utf-8") + ";0")
    rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
    found = tab.run(
        f"axe.run({{runOnly: {rules}}}).then(r => ({{"
        "violations: r.violations.map(v => [v.id, v.nodes[0].html]),"
        "passes: r.passes.map(v => v.id)}))"
    )
    assert found["violations"] == []
    assert {"color-contrast", "document-title", "html-has-lang"} <= set(found["passes"])


CONTRAST = """
(() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('svg') && e.tagName !== 'text') continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e);
    const text = parse(e.tagName === 'text' ? style.fill : style.color);
    const [a, b] = [light(text), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([e.outerHTML.slice(0, 80), ratio]);
  }
  return JSON.stringify(poor);
})()
"""
