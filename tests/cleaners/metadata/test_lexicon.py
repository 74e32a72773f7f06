"""The data files: they load, each entry has its reason, and they do not contradict each other."""

from collections import defaultdict

import msgspec
import pytest

from cleaners.metadata import lexicon
from cleaners.metadata.byline_words import words_for

TABLES = (lexicon.fields, lexicon.names, lexicon.titles, lexicon.dates, lexicon.classes)


def reasons(value):
    """Yield each `why` in a table."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name == "why":
                yield inner
            else:
                yield from reasons(inner)
    elif isinstance(value, tuple):
        for item in value:
            yield from reasons(item)


@pytest.mark.parametrize("table", TABLES)
def test_each_entry_says_why(table):
    found = list(reasons(table()))
    assert found
    assert all(why.strip() for why in found)


def test_unknown_keys_are_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(b'[[separators]]\ntext="|"\nwhy="x"\nother=1', type=lexicon.Titles)


def test_bylines_are_known_in_many_languages():
    codes = [language.code for language in lexicon.names().languages]
    assert len(codes) == len(set(codes)) >= 25
    assert all(language.prefixes for language in lexicon.names().languages)


def test_words_for_one_language_only_are_words_of_that_language():
    for language in lexicon.names().languages:
        listed = {
            w for n in ("prefixes", "conjunctions", "desks", "tails") for w in getattr(language, n)
        }
        listed.update(language.particle_prefixes, language.weak_conjunctions)
        assert set(language.local) <= listed, language.code


def test_words_compare_in_small_letters():
    words = [w for lang in lexicon.names().languages for w in (*lang.roles, *lang.desks)]
    assert [word for word in words if word != word.casefold() and word != word.lower()] == []


def test_each_alias_names_one_agency():
    owners = defaultdict(set)
    for agency in lexicon.names().agencies:
        for alias in agency.aliases:
            owners[alias.casefold()].add(agency.name)
    assert {alias: names for alias, names in owners.items() if len(names) > 1} == {}


def test_each_language_has_twelve_months():
    for language in lexicon.dates().months:
        assert len(language.names) == 12, language.code
        assert all(language.names)


def test_months_of_one_language_are_told_apart():
    for language in lexicon.dates().months:
        spellings = [spelling for names in language.names for spelling in names]
        assert len(spellings) == len({s.casefold() for s in spellings}), language.code


def test_confidences_are_shares():
    fields = lexicon.fields()
    assert all(0 < entry.confidence <= 1 for entry in (*fields.published, *fields.modified))


def test_meta_names_are_in_lower_case_and_named_once():
    for name in lexicon.Fields.__struct_fields__:
        entries = [entry.name for entry in getattr(lexicon.fields(), name)]
        assert entries == [entry.lower() for entry in entries]
        assert len(entries) == len(set(entries)), name


@pytest.mark.parametrize("tag", ["de", "de-AT", "nb", "zh-Hant", "en", "xx", "", None])
def test_every_tag_gives_words(tag):
    assert words_for(tag).prefix.match("By Ada")
