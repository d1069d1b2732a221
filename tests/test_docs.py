"""What the documentation names is there: files, functions, and pages that it leads to."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"])
_PLACE = re.compile(r"`((?:eprimo|tests|bench|deploy|docs|frontend)/[\w./-]+?)(?:::(\w+))?`")
_WAY = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
LONGEST_ARCHITECTURE = 1_800
# What `docs/add-a-service.md` makes before the eyes of who reads it.
EXAMPLE = "services/recipes"


def faults(page: Path, text: str) -> list[str]:
    """What a page names and is not there."""
    found = []
    for place, name in _PLACE.findall(text):
        path = ROOT / place
        if EXAMPLE in place:
            continue
        if not path.exists():
            found.append(place)
        elif name and name not in names_of(path):
            found.append(f"{place}::{name}")
    found += [
        way for way in _WAY.findall(text) if "://" not in way and not way.startswith("mailto:")
        and not (page.parent / way).exists()
    ]  # fmt: skip
    return found


def names_of(path: Path) -> set[str]:
    """Functions, classes and values of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    values = (target for one in tree.body if isinstance(one, ast.Assign) for target in one.targets)
    return named | {one.id for one in values if isinstance(one, ast.Name)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_what_is_there(page: Path) -> None:
    assert faults(page, page.read_text(encoding="utf-8")) == []


def test_what_is_not_there_is_found() -> None:
    said = "`eprimo/none.py`, `tests/test_docs.py::nobody`, `tests/test_docs.py::faults`, [x](none.md), [y](README.md)"
    assert faults(ROOT / "README.md", said) == ["eprimo/none.py", "tests/test_docs.py::nobody", "none.md"]


def test_the_architecture_is_read_at_one_sitting() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert len(text.split()) <= LONGEST_ARCHITECTURE
    assert text.count("```mermaid") >= 4
