"""Real ``scrapy`` processes against a small web on loopback."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.demo.answers import Answer, html
from crawler.demo.server import DemoServer

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPHS = (
    "The harbour council voted on Tuesday evening to keep the old swing bridge open to walkers "
    "while engineers replace the bearings beneath its eastern pier.",
    "Residents had packed the town hall, and several speakers told the members that a closed "
    "bridge would cut the fish market off from half of its customers for a whole season.",
    "The work is to begin in March and will cost four million, most of which the regional "
    "transport fund has agreed to pay under a plan that was drawn up two years ago.",
)


def article(title="Bridge stays open", extra=""):
    """A plain article page; ``extra`` makes its text its own."""
    body = "".join(f"<p>{text} {extra}</p>" for text in PARAGRAPHS)
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return html(page)


def feed(*urls):
    """An RSS feed of ``urls``."""
    items = "".join(f"<item><title>{url}</title><link>{url}</link></item>" for url in urls)
    xml = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
    )
    return Answer(body=xml.encode(), content_type="application/rss+xml")


class Web:
    """Answers by URL; what is not listed is 404. An exception stands for a dead host."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.times = []  # of asked: monotonic seconds

    def answer(self, host, target):
        url = f"http://{host}{target}"
        self.asked.append(url)
        self.times.append(time.monotonic())
        found = self.answers.get(url)
        if found is not None:
            return found
        return html("<p>no such page</p>", status=404)

    def site(self, host, pages=3):
        """Put up a host with a feed of ``pages`` articles."""
        urls = [f"http://{host}/news/2026/the-{host.split('.')[0]}-story-{n}" for n in range(pages)]
        for number, url in enumerate(urls):
            self.answers[url] = article(f"Story {number} of {host}", f"Part {number} of {host}.")
        self.answers[f"http://{host}/feed.xml"] = feed(*urls)
        return urls


@pytest.fixture
def web():
    return Web()


@pytest.fixture
def scrapy(web, tmp_path):
    """Run ``scrapy ARGS`` in a folder of its own against ``web``; see ``Runner``."""
    with DemoServer(web) as server:
        yield Runner(server.proxy, tmp_path)


class Runner:
    """Starts scrapy processes of the project, with corpus, state and sites below ``folder``."""

    def __init__(self, proxy, folder):
        self.proxy = proxy
        self.folder = folder
        self.corpus = folder / "corpus"
        self.state = folder / "state"
        self.sites = folder / "sites"
        self.sites.mkdir()

    def site_file(self, name, host, **keys):
        keys = {"feeds": f'["http://{host}/feed.xml"]', **keys}
        lines = [f'name = "{name}"', f'domains = ["{host}"]']
        lines += [f"{key} = {value}" for key, value in keys.items()]
        (self.sites / f"{name}.toml").write_text("\n".join(lines) + "\n")

    def command(self, *args, settings=()):
        fixed = {
            "CORPUS_DIR": self.corpus,
            "STATE_DIR": self.state,
            "SITES_DIR": self.sites,
            "DOWNLOAD_DELAY": "0",
            "RETRY_TIMES": "0",
            "RETRY_WAIT_S": "0",
            "TDM_WELL_KNOWN": "0",
        }
        flags = [f"--set={key}={value}" for key, value in {**fixed, **dict(settings)}.items()]
        return [sys.executable, "-m", "scrapy", *map(str, args), *flags]

    def environment(self):
        return {
            **os.environ,
            "http_proxy": self.proxy,
            "https_proxy": self.proxy,
            "SCRAPY_SETTINGS_MODULE": "crawler.settings",
            "PYTHONPATH": str(ROOT),
            "NO_COLOR": "1",
        }

    def start(self, *args, settings=(), **popen):
        return subprocess.Popen(
            self.command(*args, settings=settings),
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            **{"stderr": subprocess.PIPE, "env": self.environment(), **popen},
        )

    def __call__(self, *args, settings=(), **popen):
        return self.end(self.start(*args, settings=settings, **popen))

    def end(self, process):
        """Wait for a process that was started."""
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def records(self):
        files = [p for p in self.corpus.rglob("*.jsonl*") if p.name != "manifest.jsonl"]
        return [
            json.loads(line) for path in sorted(files) for line in path.read_text().splitlines()
        ]

    def wait_for(self, condition, timeout_s=60.0):
        deadline = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true"
            time.sleep(0.05)


@pytest.fixture
def make_article():
    return article


@pytest.fixture
def make_feed():
    return feed
