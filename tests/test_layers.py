"""The packages stand on each other as ARCHITECTURE says, in a venv without Scrapy too."""

import ast
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SITE_PACKAGES = Path(sysconfig.get_paths()["purelib"])
# What a machine without Scrapy does not have: Scrapy, what it runs on, and our own install.
ABSENT = (
    "scrapy",
    "twisted",
    "itemadapter",
    "itemloaders",
    "queuelib",
    "cleanwire",
    "__editable__",
)
FORBIDDEN = {
    "cleaners": {"scrapy", "twisted", "crawler", "output"},
    "output": {"scrapy", "twisted", "crawler", "cleaners"},
}

CLEAN_AND_STORE = """
import pkgutil, importlib, sys
import cleaners, output
for package in (cleaners, output):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name.rpartition(".")[2] not in {"__main__", "train", "crossval"}:
            importlib.import_module(module.name)
page = "<article><h1>Ferry</h1>" + "<p>The ferry to the island runs again from May.</p>" * 9
print(cleaners.clean_html(page + "<p>Follow us on Facebook</p></article>").text[:9])
print(sorted(name for name in sys.modules if name.split(".")[0] in {"scrapy", "twisted"}))
"""


def imported(package: str) -> set[str]:
    """The top-level names that the package's modules import."""
    names: set[str] = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_library_never_imports_what_stands_above_it(package: str) -> None:
    names = imported(package)
    assert names & {"msgspec", "dataclasses"}
    assert not names & FORBIDDEN[package]


@pytest.mark.slow
def test_cleaners_and_output_work_in_a_venv_without_scrapy(tmp_path) -> None:
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    where = [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    library = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    for entry in SITE_PACKAGES.iterdir():
        if not entry.name.lower().startswith(ABSENT):
            (library / entry.name).symlink_to(entry)
    for package in ("cleaners", "output"):
        (library / package).symlink_to(ROOT / package)
    no_scrapy = subprocess.run([python, "-c", "import scrapy"], capture_output=True, check=False)
    assert b"No module named 'scrapy'" in no_scrapy.stderr
    done = subprocess.run(
        [python, "-I", "-c", CLEAN_AND_STORE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["The ferry", "[]"]
