"""A crawl that is measured asks the replay server, whatever the caller's environment says."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import crawl

# What urllib makes of the environment, and what those do that read it by themselves.
TELLS = """
import json, os, sys, urllib.request
with open(sys.argv[1], "w") as told:
    direct = [os.environ.get(name) for name in ("no_proxy", "NO_PROXY")]
    bypassed = bool(urllib.request.proxy_bypass("paper.example"))
    json.dump([urllib.request.getproxies()["https"], direct, bypassed], told)
"""


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_no_host_is_asked_past_the_replay_server(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "*")
    told = tmp_path / "told.json"
    contender = crawl.Contender(
        name="tells",
        command=lambda _folder, _urls: [sys.executable, "-c", TELLS, str(told)],
        count=lambda _folder: 0,
    )
    found = crawl.crawl(contender, tmp_path, ["http://paper.example/"], "http://127.0.0.1:9")
    assert found.finished
    assert json.loads(told.read_text("utf-8")) == ["http://127.0.0.1:9", ["", ""], False]
