import msgspec
import pytest

from cleaners.memory.limits import Limits, limits


def test_every_limit_has_its_reason():
    for name in Limits.__struct_fields__:
        limit = getattr(limits(), name)
        assert len(limit.why) > 30, name


def test_a_template_travels_in_few_bytes():
    found = limits()
    assert found.learned.value * 100 <= 20_000
    assert found.days.value * found.pages_a_day.value >= found.undated_pages.value


@pytest.mark.parametrize("wrong", ["[days]\nvalue = 0\nwhy = 'none'", "[weeks]\nvalue = 1"])
def test_a_wrong_file_is_refused(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(wrong, type=Limits)
