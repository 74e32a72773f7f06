"""The documentation names what is there: paths, links, commands, make targets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def tree_paths() -> list[str]:
    """The paths of ARCHITECTURE's tree, joined by their indentation."""
    block = re.search(r"## The tree\n\n```\n(.*?)```", read("ARCHITECTURE.md"), re.DOTALL)
    assert block is not None
    paths, folder = [], ""
    for line in block[1].splitlines():
        name = line.split()[0]
        if line.startswith("  "):
            paths.append(folder + name)
        else:
            folder = name
            paths.append(name)
    return paths


def test_the_tree_is_a_whole_page() -> None:
    assert len(tree_paths()) > 25


@pytest.mark.parametrize("path", tree_paths())
def test_a_path_of_the_tree_exists(path) -> None:
    assert (ROOT / path).exists()
    assert (ROOT / path).is_dir() == path.endswith("/")


def test_every_path_that_the_architecture_names_exists() -> None:
    named = re.findall(
        r"`((?:cleaners|crawler|output|sites|tests)/[\w/.]*)`", read("ARCHITECTURE.md")
    )
    assert named
    for path in named:
        assert (ROOT / path).exists(), path


def test_every_package_of_the_program_stands_in_the_tree() -> None:
    named = set(tree_paths())
    for package in (ROOT / "crawler").iterdir():
        if package.is_dir() and (package / "__init__.py").exists():
            assert f"crawler/{package.name}/" in named, package.name


def test_every_page_stands_in_the_index() -> None:
    index = read("docs/index.md")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index, page.name


def test_the_targets_that_contributing_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    text = read("CONTRIBUTING.md") + read("README.md")
    named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", text))
    assert len(named) > 5
    assert named <= targets


@pytest.mark.parametrize("target", ["demo", "quick", "test", "check", "fix"])
def test_contributing_gives_the_plain_command_of_a_target(target) -> None:
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", read("Makefile"), re.MULTILINE)
    assert recipe is not None
    row = re.search(rf"^\| `make {target}` \|(.*)$", read("CONTRIBUTING.md"), re.MULTILINE)
    assert row is not None
    for line in recipe[1].splitlines():
        command = line.strip().replace("$(BIN)", ".venv/bin").replace(" $(ARGS)", "")
        assert command.removesuffix(" -n 3 --dist loadfile --no-loadscope-reorder") in row[1], (
            command
        )


def test_the_readmes_library_example_runs(capsys) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", read("README.md"), re.DOTALL)
    paragraph = "<p>The council met on Tuesday to decide what becomes of the old bridge.</p>"
    body = f"<article><h1>The bridge</h1>{paragraph * 3}{_more()}</article><p>Leave a Reply</p>"
    exec(compile(example, "README.md", "exec"), {"body": body})
    told = capsys.readouterr().out
    assert "The council met on Tuesday" in told
    assert "comments" in told


def _more() -> str:
    return "".join(
        f"<p>Its {place} pier, said the engineer, has stood for {years} years and needs steel.</p>"
        for place, years in (("northern", 90), ("southern", 70), ("middle", 110))
    )


def test_the_readme_quotes_the_figures_of_the_models_page() -> None:
    row = re.compile(r"^\| (aeb|n4k|fundus), \d+ \|(.*)\|$", re.MULTILINE)
    quoted, full = (
        {name: [cell.strip() for cell in cells.split("|")] for name, cells in row.findall(text)}
        for text in (read("README.md"), read("docs/model.md"))
    )
    assert quoted.keys() == full.keys()
    for name, (ours, theirs, our_leaks, their_leaks) in quoted.items():
        assert [ours, theirs] == [full[name][0], full[name][5]]
        leaks = [f"{float(full[name][at]):.0%}".replace("%", " %") for at in (2, 7)]
        assert [our_leaks, their_leaks] == leaks
