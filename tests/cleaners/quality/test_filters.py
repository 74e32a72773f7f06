from dataclasses import fields

import msgspec
import pytest

from cleaners.quality.filters import (
    Check,
    Filter,
    UnknownFilterError,
    load,
    named,
    refusal,
    signals,
)
from cleaners.quality.measure import measure
from cleaners.quality.types import Quality

KNOWN = {field.name for field in fields(Quality)} | {"access", "opt_out"}
SENTENCES = (
    "The harbour council voted on Tuesday to keep the old swing bridge open to walkers.",
    "Engineers will replace the bearings beneath its eastern pier before the autumn storms.",
    "Residents had filled the hall, and several of them spoke for the fish market.",
    "A closed bridge would cut its stalls off from half of their customers, they said.",
    "The regional transport fund pays most of the four million that the work will cost.",
    "Its plan was drawn up two years ago, when divers found the first cracks.",
    "Until March a ferry takes over on the days when the crane needs the roadway.",
    "The mayor, who had wanted a new bridge, called the vote a victory of patience.",
)
ARTICLE = "\n\n".join(SENTENCES)


def refused(text, *names, language="en", **claims):
    quality = measure(text, language=language, **claims)
    return refusal(signals(quality, access="unknown", opt_out=False), named(names))


def test_an_article_passes_every_filter():
    assert refused(ARTICLE, *load(), page_language="en", site_language="en") is None


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("gopher", "Too short to be read.", "filter-gopher-words-few"),
        ("gopher", "a b c d e " * 20, "filter-gopher-word-short"),
        ("gopher", "incomprehensibilities " * 60, "filter-gopher-word-long"),
        ("gopher", "more to come #news # # " * 20, "filter-gopher-symbols"),
        ("gopher", "\n".join(f"• item {n} of the long list" for n in range(20)),
         "filter-gopher-bullets"),
                ("gopher", "\n".join(f"{SENTENCES[n]} And so on…" for n in range(8)),
         "filter-gopher-ellipsis"),
        ("gopher", "Bearcats 31 Lionesses 24 " * 25, "filter-gopher-alphabetic"),
        ("gopher", "bridge harbour council market " * 20, "filter-gopher-stopwords"),
        ("gopher-repetition", "\n".join(["Read on."] * 4 + list(SENTENCES[:2])),
         "filter-gopher-repetition-lines"),
        ("c4", "One sentence. And a second one.", "filter-c4-sentences"),
        ("c4", f"{ARTICLE} Lorem ipsum dolor.", "filter-c4-placeholder"),
        ("c4", f"{ARTICLE} if (x) {{ y }}", "filter-c4-curly-bracket"),
        ("fineweb", "Home\nNews\nSport\nWeather", "filter-fineweb-punctuation"),
        ("fineweb", f"{ARTICLE}\n\n{SENTENCES[0]}\n\n{SENTENCES[1]}",
         "filter-fineweb-line-characters"),
        ("fineweb", "\n".join(f"It is {n}." for n in range(30)), "filter-fineweb-short-lines"),
        ("short", "\n\n".join(SENTENCES[:3]), "filter-short-words"),
    ],
)  # fmt: skip
def test_a_filter_names_the_check_that_fails(name, text, reason):
    assert refused(text, name) == reason


def test_languages_that_differ():
    assert refused(ARTICLE, "language", page_language="fr") == "filter-language-page"
    assert refused(ARTICLE, "language", site_language="fr") == "filter-language-site"
    assert refused(ARTICLE, "language") is None  # nobody claims anything


@pytest.mark.parametrize("access", ["paywalled", "metered", "truncated"])
def test_access(access):
    quality = measure(ARTICLE, language="en")
    values = signals(quality, access=access, opt_out=None)
    assert refusal(values, ["access"]) == f"filter-access-{access}"
    assert refusal(signals(quality, access="free", opt_out=None), ["access"]) is None


def test_an_opt_out_is_only_what_is_known_to_be_one():
    for opt_out, reason in ((True, "filter-opt-out-reserved"), (False, None), (None, None)):
        values = signals(None, access="unknown", opt_out=opt_out)
        assert refusal(values, ["opt-out"]) == reason


def test_without_names_nothing_is_dropped():
    assert refused("Short.") is None


def test_the_first_filter_that_was_named_gives_the_reason():
    assert refused("Short.", "short", "gopher") == "filter-short-words"
    assert refused("Short.", "gopher", "short") == "filter-gopher-words-few"


def test_an_unknown_name_is_told_with_those_there_are():
    with pytest.raises(UnknownFilterError, match=r"'gofer'.*gopher, gopher-repetition, c4"):
        named(["short", "gofer"])
    assert named([" short", "short", ""]) == ("short",)


@pytest.mark.parametrize("name", load())
def test_a_filter_asks_for_signals_that_there_are_and_says_why(name):
    assert load()[name].why
    for check in load()[name].checks.values():
        assert check.signal in KNOWN
        assert check.why


@pytest.mark.parametrize("bounds", [{}, {"least": 1, "most": 2}, {"least": 1, "values": ["a"]}])
def test_a_check_has_one_bound(bounds):
    with pytest.raises(msgspec.ValidationError, match="exactly one"):
        msgspec.convert({"signal": "words", "why": "x", **bounds}, Check)


def test_an_unknown_key_is_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({"why": "x", "checks": {}, "cheks": {}}, Filter)
