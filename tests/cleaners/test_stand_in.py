"""Ours stands in a library's place for the time of a call, whatever happens in it."""

from types import ModuleType

import pytest

from cleaners.stand_in import standing_in


def library():
    module = ModuleType("library")
    module.answer, module.other = "theirs", "theirs too"
    return module


def test_ours_stands_there_meanwhile_and_theirs_after():
    module = library()
    with standing_in([(module, "answer", "ours")]):
        assert (module.answer, module.other) == ("ours", "theirs too")
    assert module.answer == "theirs"


def test_theirs_are_put_back_after_an_error():
    module = library()
    with pytest.raises(KeyError), standing_in([(module, "answer", 1), (module, "other", 2)]):
        raise KeyError
    assert (module.answer, module.other) == ("theirs", "theirs too")


def test_a_name_that_the_library_no_longer_has_is_an_error():
    with pytest.raises(AttributeError), standing_in([(library(), "gone", None)]):
        pass
