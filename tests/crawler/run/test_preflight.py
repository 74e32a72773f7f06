"""The checks before the first request."""

import os

import pytest

from crawler.exits import ConfigError, DiskError, Exit
from crawler.run.preflight import check_settings, require_writable


def test_a_missing_folder_is_made_and_left_empty(tmp_path):
    folder = tmp_path / "a" / "b"
    require_writable(folder)
    assert list(folder.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path):
    path = tmp_path / "corpus"
    path.write_text("not a folder")
    with pytest.raises(DiskError, match="corpus") as error:
        require_writable(path)
    assert error.value.exit_code is Exit.DISK


@pytest.fixture
def unprivileged(tmp_path):
    """Root may write anywhere: act as nobody, whose number is that of every Linux."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)
    yield
    os.seteuid(before)


@pytest.mark.usefixtures("unprivileged")
def test_a_forbidden_folder_is_named(tmp_path):
    if os.geteuid() != 65_534:
        tmp_path.chmod(0o500)
    with pytest.raises(DiskError, match=r"Permission denied.*mend its permissions"):
        require_writable(tmp_path)


@pytest.mark.parametrize("name", ["CORPUS_DIR", "STATE_DIR", "SITES_DIR"])
@pytest.mark.parametrize("value", ["", " ", None])
def test_an_empty_folder_is_not_the_working_directory(settings, name, value):
    settings.set(name, value, priority="cmdline")
    with pytest.raises(ConfigError, match=f"{name} is empty"):
        check_settings(settings)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TWISTED_DNS_RESOLVER", "no.such.Thing", "cannot be loaded: No module named 'no'"),
        ("TWISTED_DNS_RESOLVER", "nothing", "cannot be loaded"),
        ("ASYNCIO_EVENT_LOOP", "asyncio.NoLoop", "cannot be loaded"),
        ("TWISTED_REACTOR", "twisted.internet.pollreactor.PollReactor", "asyncio reactor"),
        ("TWISTED_REACTOR_ENABLED", "0", "must be 1"),
        ("LOG_LEVEL", "loud", "choose one of DEBUG"),
    ],
)
def test_what_scrapy_cannot_start_with_is_named(settings, name, value, said):
    settings.set(name, value, priority="cmdline")
    with pytest.raises(ConfigError, match=f"{name}.*{said}"):
        check_settings(settings)


def test_the_projects_own_settings_are_good(settings):
    check_settings(settings)


def test_too_little_space_is_said_in_numbers(tmp_path):
    with pytest.raises(DiskError, match="MiB free"):
        require_writable(tmp_path, least_free_bytes=2**62)
