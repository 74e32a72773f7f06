"""Kills the reading of an archive at random moments and compares the corpus with that of one run.

    python -m tests.faults.kill_archive FILE [--kills 20] [--longest-s 60] [--seed 0] [--folder DIR]

Both corpora must hold the same lines, byte for byte after sorting; nothing is left out of the
comparison, for a record of an archive depends on the archive alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from output.verify import verify
from tests.faults.crawls import killed_after

SETTINGS = ("-sCOMMIT_SECONDS=0.5", "-sCOMMIT_RECORDS=20", "-sSITES_DIR=/nowhere")


@dataclass(frozen=True, slots=True)
class Reader:
    """One corpus that is made of an archive."""

    folder: Path
    archive: Path
    settings: Sequence[str] = SETTINGS

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def start(self, **extra: str) -> subprocess.Popen:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable, "-m", "scrapy", "crawl", "archive", "-a", f"files={self.archive}",
            f"-sCORPUS_DIR={self.corpus}", f"-sSTATE_DIR={self.folder / 'state'}", *self.settings,
        ]  # fmt: skip
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", **extra}
        with (self.folder / "stderr").open("ab") as errors:
            return subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=errors
            )

    def run(self, **extra: str) -> int:
        return self.start(**extra).wait()

    def kill_after(self, seconds: float) -> bool:
        """Kill a run that long after its first commit; tells whether it was still at work."""
        before = self._committed()
        process = self.start()
        while process.poll() is None and self._committed() == before:
            time.sleep(0.02)  # to begin is no work: a kill there shows nothing
        return killed_after(process, seconds)

    def _committed(self) -> int:
        log = self.folder / "state" / "logs" / "crawl.log"
        return log.read_bytes().count(b" stored http") if log.exists() else 0

    def lines(self) -> list[bytes]:
        """Return all lines of the corpus, sorted."""
        found: list[bytes] = []
        for path in self.corpus.rglob("*.jsonl"):
            if path.name != "manifest.jsonl":
                found.extend(path.read_bytes().splitlines(keepends=True))
        return sorted(found)

    def summaries(self) -> list[dict]:
        paths = sorted((self.folder / "state" / "runs").glob("*.json"))
        return [json.loads(path.read_text()) for path in paths]

    def last_words(self) -> str:
        return (self.folder / "stderr").read_text(errors="replace")[-800:]


def faults(killed: Reader, peaceful: Reader) -> list[str]:
    """Return in what a corpus differs from that of one run: in nothing, it is to be hoped."""
    found = [f"{problem.where}: {problem.what}" for problem in verify(killed.corpus).problems]
    ours, theirs = killed.lines(), peaceful.lines()
    if ours != theirs:
        only, missing = len(set(ours) - set(theirs)), len(set(theirs) - set(ours))
        found.append(f"{len(ours)} lines of {len(theirs)}: {only} others, {missing} missing")
    states, expected = killed.summaries()[-1]["states"], peaceful.summaries()[-1]["states"]
    if states != expected:
        found.append(f"the frontier has {states}, not {expected}")
    return found


def kill_often(reader: Reader, kills: int, longest_s: float, chance: random.Random) -> int:
    """Kill ``kills`` runs that were at work, or as many as the archive lasts for."""
    done = 0
    while done < kills and reader.kill_after(chance.uniform(0.2, longest_s)):
        done += 1
    return done


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--longest-s", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="kill-archive-"))
    readers = Reader(folder / "peaceful", args.archive), Reader(folder / "killed", args.archive)
    peaceful, killed = readers
    began = time.monotonic()
    code = peaceful.run()
    words = peaceful.last_words().splitlines()[-1]
    took_s = time.monotonic() - began
    print(f"one run: exit {code}, {len(peaceful.lines()):,} records, {took_s:.0f} s; {words}")
    kills = kill_often(killed, args.kills, args.longest_s, random.Random(args.seed))
    last = killed.run()
    found = faults(killed, peaceful)
    print(f"killed {kills} times, then exit {last}: {len(killed.lines()):,} records")
    print("\n".join(found) or "byte for byte the same after sorting")
    return 1 if found or code != last else 0


if __name__ == "__main__":
    sys.exit(main())
