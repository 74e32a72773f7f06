"""Settings that choose from a list: what there is not is named, with what there is."""

import pytest

from crawler.exits import ConfigError
from crawler.run.choices import filters_of, masks_of, options_of


def test_the_projects_own_settings_choose_nothing_special(settings):
    options = options_of(settings)
    assert (options.extractor, options.mask) == ("blocks", ())


@pytest.mark.parametrize("given", ["phone,email", ["email", "phone"], " email , phone,email"])
def test_masks_are_a_list_in_any_form(settings, given):
    settings.set("MASK", given)
    assert options_of(settings).mask == ("email", "phone")


def test_filters_keep_their_order_and_stand_once():
    assert filters_of(["short,gopher", " short"]) == ("short", "gopher")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EXTRACTOR", "magic", "EXTRACTOR=magic: choose one of blocks, trafilatura"),
        ("MASK", "email,iban", "MASK=email,iban: choose of email, phone"),
    ],
)
def test_what_there_is_not_is_named(settings, name, value, said):
    settings.set(name, value)
    with pytest.raises(ConfigError, match=said):
        options_of(settings)


def test_masks_and_filters_of_the_command_line():
    assert masks_of([]) == ()
    with pytest.raises(ConfigError, match="no filter 'x'"):
        filters_of(["x"])
