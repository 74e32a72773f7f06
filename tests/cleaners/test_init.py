import subprocess
import sys

import pytest

import cleaners


@pytest.mark.parametrize("name", cleaners.__all__)
def test_every_name_of_the_package_is_there(name: str) -> None:
    assert getattr(cleaners, name) is not None
    assert name in dir(cleaners)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="clean_pdf"):
        _ = cleaners.clean_pdf


def test_the_version_is_known_without_loading_the_cleaning() -> None:
    told = "import sys, cleaners.version; print(sorted({'lxml', 'numpy'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", told], text=True).strip() == "[]"
