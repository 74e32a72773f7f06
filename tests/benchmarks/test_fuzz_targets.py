"""The fuzz targets accept their seeds, and mutations of them, without the fuzzer."""

from __future__ import annotations

import random

import pytest

from benchmarks import fuzz, fuzz_targets


def mutated(seed: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + chance.randrange(8)] = b""
            case 1:
                data[at:at] = chance.randbytes(chance.randrange(6))
            case 2:
                data[at:at] = bytes(data[: chance.randrange(40)])
            case 3:
                data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data)


@pytest.mark.parametrize("name", fuzz_targets.TARGETS)
def test_seeds_and_their_mutations_raise_nothing(name: str) -> None:
    chance = random.Random(name)
    for seed in fuzz_targets.SEEDS[name]:
        fuzz_targets.TARGETS[name](seed)
        for _ in range(40):
            fuzz_targets.TARGETS[name](mutated(seed, chance))


def test_every_target_can_be_named() -> None:
    assert set(fuzz._TARGETS) == set(fuzz_targets.TARGETS) == set(fuzz_targets.SEEDS)


def test_a_broken_promise_is_a_finding() -> None:
    with pytest.raises(fuzz_targets.BrokenPromiseError, match="control"):
        fuzz_targets._check_text("a\u2028b")
    with pytest.raises(UnicodeEncodeError):
        fuzz_targets._check_text("a\ud800")
    with pytest.raises(fuzz_targets.BrokenPromiseError, match="file:"):
        fuzz_targets._check_url("file:///etc/passwd")
