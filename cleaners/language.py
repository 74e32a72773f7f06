"""Language of a text by langdetect: deterministic, bounded, None where it is not sure.

langdetect reads 55 profiles once a process (about half a second) at the first call.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

SEED = 0  # langdetect draws n-grams at random: seeded for each text alone
SAMPLE_CHARS = 1_500  # from the middle: openings and ends hold datelines, names and credits
MINIMUM_LETTERS = 60  # below this, langdetect guesses
MINIMUM_CONFIDENCE = 0.80

_LETTER = re.compile(r"[^\W\d_]")


def detect(text: str) -> tuple[str | None, float | None]:
    """Return (ISO 639-1 code, confidence 0..1), or (None, None) when the text does not tell.

    Chinese is ``zh-cn`` or ``zh-tw``. The answer depends on ``text`` alone.
    """
    sample = _sample(text)
    if len(_LETTER.findall(sample)) < MINIMUM_LETTERS:
        return None, None
    return _ask(sample)


def _sample(text: str) -> str:
    if len(text) <= SAMPLE_CHARS:
        return text
    start = (len(text) - SAMPLE_CHARS) // 2
    return text[start : start + SAMPLE_CHARS]


def _ask(sample: str) -> tuple[str | None, float | None]:

    detector = _factory().create()
    detector.seed = SEED
    detector.append(sample)
    try:
        best = detector.get_probabilities()
    except LangDetectException:  # no known letter sequence in the sample
        return None, None
    if not best or best[0].prob < MINIMUM_CONFIDENCE:
        return None, None
    return best[0].lang, round(best[0].prob, 4)


@cache
def _factory() -> Any:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
