from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from langdetect.detector import Detector
from langdetect.detector_factory import DetectorFactory

from cleaners import language
from cleaners.langdetect_fast import FastDetector

TEXTS = {
    "en": "The harbour master said on Tuesday that the "
    "old crane would be sold before winter comes.",
    "de": "Der Hafenmeister sagte am Dienstag, dass der "
    "alte Kran noch vor dem Winter verkauft wird.",
    "fr": "Le capitaine du port a déclaré mardi que "
    "la vieille grue serait vendue avant l’hiver prochain.",
    "es": "El capitán del puerto dijo el martes que la "
    "vieja grúa se venderá antes de que llegue el invierno.",
    "ru": "Капитан порта сообщил во вторник, что старый кран будет продан ещё до наступления зимы.",
    "tr": "Liman başkanı salı günü eski vincin kış "
    "gelmeden önce satılacağını ve yerine yenisinin alınacağını söyledi.",
    "ar": "قال مدير الميناء يوم الثلاثاء إن الرافعة القديمة "
    "سوف تباع قبل حلول فصل الشتاء القادم هذا العام.",
    "ko": "항만 관리소장은 화요일에 낡은 크레인이 겨울이 오기 전에 팔릴 것이라고 "
    "말했다. 새 크레인은 내년 봄에 들어올 예정이며 주민들은 반대하고 있다고 한다.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_languages(code: str) -> None:
    found, confidence = language.detect(TEXTS[code])
    assert found == code
    assert confidence is not None
    assert language.MINIMUM_CONFIDENCE <= confidence <= 1
    assert confidence == round(confidence, 4)


@pytest.mark.parametrize("text", ["", "Too short to tell.", "1234567890 " * 50, "— … — " * 100])
def test_what_does_not_tell(text: str) -> None:
    assert language.detect(text) == (None, None)


def test_two_languages_half_and_half_are_not_sure_or_one_of_them() -> None:
    mixed = " ".join(
        a + " " + b for a, b in zip(TEXTS["en"].split(), TEXTS["de"].split(), strict=False)
    )
    found, confidence = language.detect(mixed)
    assert found in {None, "en", "de"}
    assert (found is None) == (confidence is None)


def test_the_answer_does_not_depend_on_what_was_asked_before() -> None:
    alone = [language.detect(text) for text in TEXTS.values()]
    assert [language.detect(text) for text in reversed(TEXTS.values())] == alone[::-1]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(language.detect, list(TEXTS.values()) * 5)) == alone * 5


def test_a_long_text_is_judged_by_its_middle() -> None:
    text = TEXTS["de"] * 5 + " " + (TEXTS["en"] + " ") * 40 + TEXTS["de"] * 5
    assert language.detect(text)[0] == "en"


@cache
def _original() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_json_profile([path.read_text("utf-8") for path in language._profiles()])
    return factory


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("style", ["plain", "capitals", "addresses"])
def test_the_fast_detector_answers_as_langdetect_does(code: str, style: str) -> None:
    text = {
        "plain": TEXTS[code],
        "capitals": TEXTS[code].upper() + " NATO und EU",
        "addresses": f"https://news.example/a?b=c {TEXTS[code]} desk@news.example  x",
    }[style]
    answers = []
    for detector in (Detector(_original()), FastDetector(language._factory())):
        detector.seed = 0
        detector.append(text)
        answers.append([(one.lang, one.prob) for one in detector.get_probabilities()])
    assert answers[0] == answers[1]
