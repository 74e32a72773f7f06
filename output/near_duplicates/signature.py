"""From a text to its shingles, its MinHash signature and the signature's bands.

Everything here is fixed for the life of an index: ``SCHEME`` names it, and an index that was
made by another scheme is refused rather than compared with.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rensa

# The low 16 bits of 128 hashes, little-endian: two different ones agree once in 65,536.
Low = npt.NDArray[np.uint16]

_HASHES = 128  # a similarity of 0.5 is then told to within 0.045 (one standard deviation)
_SEED = 20_260_101
# 32 bands of 4 hashes find a pair of similarity 0.4 in 56 %, 0.5 in 87 %, 0.6 in 98.8 %, 0.7 in
# 99.98 % of cases: 1 - (1 - s**4)**32. Bands of 3 would find more, and let too many strangers meet:
# among ten million articles, thousands for each look-up.
BANDS, _ROWS = 32, 4
_WORDS, _CHARACTERS = 3, 5  # a shingle's length
# Below so many shingles two texts may be alike by chance: a notice, a stub, a caption.
_FEWEST_SHINGLES = 24
# Where this share of the letters is of scripts that do not separate words.
_UNSEPARATED_SHARE = 0.3

SCHEME = (
    f"rensa{rensa.RMinHash.ALGORITHM_VERSION} n{_HASHES} seed{_SEED} b{BANDS}x{_ROWS} "
    f"w{_WORDS} c{_CHARACTERS} f{_FEWEST_SHINGLES} u2"
)

_WORD = re.compile(r"\w+")
# Texts of Western European letters, and of punctuation that only parts words, are cut as bytes.
_NOT_PLAIN = re.compile("[^\x00-\xff–—‘’‚‛“”„‟†•‹›⁄←→■►▶−€]")
_PLAIN_PARTS = "".join(char if _WORD.match(char) else " " for char in map(chr, range(256))).encode(
    "latin-1"
)
# Han, kana, Thai, Lao, Burmese and Khmer. (Hangul separates its words.)
_UNSEPARATED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_BAND_KEY_BYTES = 6  # 320 million keys in 2**47: a chance meeting costs one comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """An article as the index sees it."""

    low: Low
    band_keys: tuple[int, ...]  # see band_keys()

    def packed(self) -> bytes:
        """Return the bytes to store: 256."""
        return self.low.tobytes()


def unpack(data: bytes) -> Low:
    """Return what ``packed`` stored."""
    return np.frombuffer(data, dtype="<u2")


def similarity(one: Low, other: Low) -> float:
    """Return the estimated share of common shingles of two signatures, 0 to 1."""
    return float((one == other).mean())


def sign(text: str) -> Signature | None:
    """Return a text's signature, or None for a text too short to be compared."""
    shingles = set(shingle(text))
    if len(shingles) < _FEWEST_SHINGLES:
        return None
    minhash = rensa.RMinHash(num_perm=_HASHES, seed=_SEED)
    minhash.update(list(shingles))  # of each hash the least: the order makes no difference
    low = np.asarray(minhash.digest(), dtype="<u4").astype("<u2")  # the low halves
    return Signature(low=low, band_keys=band_keys(low))


def shingle(text: str) -> Iterator[str]:
    """Yield runs of 3 words, or of 5 characters where words are not separated.

    Case, punctuation, white space and compatibility forms make no difference.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = _plain_words(folded)
    words = _WORD.findall(folded) if plain is None else plain
    if plain is not None or _separates_words(words):
        yield from map(" ".join, zip(*(words[start:] for start in range(_WORDS)), strict=False))
    else:
        letters = "".join(words)
        for start in range(len(letters) - _CHARACTERS + 1):
            yield letters[start : start + _CHARACTERS]


def _plain_words(folded: str) -> list[str] | None:
    """Return what ``_WORD`` finds, quicker; None for a text with other letters than Latin-1's."""
    if _NOT_PLAIN.search(folded):
        return None
    return folded.encode("latin-1", "replace").translate(_PLAIN_PARTS).decode("latin-1").split()


def _separates_words(words: list[str]) -> bool:
    letters = "".join(words)
    return len(_UNSEPARATED.findall(letters)) <= len(letters) * _UNSEPARATED_SHARE


def band_keys(low: Low) -> tuple[int, ...]:
    """Return the keys under which a signature stands in the index: 32 integers of 47 bits."""
    packed, size = low.tobytes(), _ROWS * low.itemsize
    return tuple(_band_key(band, packed[band * size : (band + 1) * size]) for band in range(BANDS))


def _band_key(band: int, rows: bytes) -> int:
    digest = hashlib.blake2b(rows, digest_size=_BAND_KEY_BYTES, salt=bytes([band])).digest()
    # 47 bits: SQLite then stores the signed integer in six bytes.
    return int.from_bytes(digest, "big") >> 1
