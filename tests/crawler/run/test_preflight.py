"""The checks before the first request."""

import os

import pytest

from crawler.exits import DiskError, Exit
from crawler.run.preflight import require_writable


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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DiskError, match="permissions"):
        require_writable(tmp_path)


def test_too_little_space_is_said_in_numbers(tmp_path):
    with pytest.raises(DiskError, match="MiB free"):
        require_writable(tmp_path, least_free_bytes=2**62)
