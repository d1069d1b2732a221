"""The register of attacks names tests that exist, and says of what it does not hold since when."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REGISTER = (ROOT / "docs/security/attacks.md").read_text(encoding="utf-8")
CHAPTERS = {"A": 24, "B": 17, "C": 16, "D": 22, "E": 18}
ENTRY = re.compile(
    r"^- \*\*(?P<code>[A-E]\d\d)\*\* .*?\*(?P<state>Held|Held in part|Not there)\.\* (?P<rest>.*)$",
    re.MULTILINE,
)
NAMED = re.compile(r"`(tests/[^`]+\.py)::(test_\w+)`")
ENTRIES = {found["code"]: found for found in ENTRY.finditer(REGISTER)}


def test_each_attack_stands_there_once() -> None:
    codes = [f"{chapter}{number:02}" for chapter, last in CHAPTERS.items() for number in range(1, last + 1)]
    assert [found["code"] for found in ENTRY.finditer(REGISTER)] == codes


def test_each_test_that_is_named_exists() -> None:
    named = NAMED.findall(REGISTER)
    functions = {path: _functions(path) for path, _ in named}
    assert [f"{path}::{name}" for path, name in named if name not in functions[path]] == []


def _functions(path: str) -> set[str]:
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


def test_what_is_held_has_a_test_and_what_is_not_has_a_day() -> None:
    assert [found[0] for found in ENTRIES.values() if not _is_whole(found["state"], found["rest"])] == []


def _is_whole(state: str, rest: str) -> bool:
    dated = re.search(r"\(20\d\d-\d\d-\d\d\)", rest) is not None
    tested = NAMED.search(rest) is not None
    return {"Held": tested and "Missing" not in rest, "Held in part": tested and dated, "Not there": dated}[
        state
    ]


def test_the_figures_are_those_of_the_entries() -> None:
    counted = Counter(found["state"] for found in ENTRIES.values())
    said = f"{counted['Held']} held, {counted['Held in part']} held in part, {counted['Not there']} not there"
    assert said in REGISTER
