"""Every regular expression of the product takes a time that grows with the text, and no faster."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import eprimo
from eprimo.foundation.content import subjects
from eprimo.foundation.content.phrasebook import translation
from eprimo.foundation.transport import tokens
from tests.expressions import blow_up

ROOT = Path(eprimo.__file__).parent
_SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}
_WHOLE = {"fullmatch"}
_FUNCTIONS = {"compile", "match", *_SEARCHES, *_WHOLE}
_FIELDS = {"RegexField", "RegexValidator"}

# Read by nobody but us: texts that come with the program, or that a developer wrote.
OURS = {
    "eprimo.foundation.printing.schematron": "the rules of a standard, from a package",
    "eprimo.foundation.printing.fonts": "names of files of a package",
    "eprimo.foundation.kernel.statements": "statements written in the program",
    "eprimo.foundation.kernel.prepared_queries": "statements written in the program",
    "eprimo.foundation.printing.verdicts": "the rules of a standard, and 2,000 letters of what the reader of XML says",
    "eprimo.foundation.printing.schema_verdicts": "2,000 letters of what the reader of XML says, in a child",
    # What is quoted is read once, by possessive repeats that the automaton does not know; the others are bounded.
    "eprimo.foundation.files.confined.formulas": "a cell, in the sandbox",
    "eprimo.ui.pictures": "pictures that come with the program",
    # Atomic groups throughout, which the automaton does not know: each part is read once, or given up at once.
    "eprimo.foundation.intake.aaf.plain": "a delivery of the academy, by the operator",
}


@dataclass(frozen=True)
class Expression:
    where: str
    pattern: str | bytes
    flags: int
    uses: frozenset[str]


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" in inside or inside[0] == "devtools" or inside[:2] == ("config", "settings"):
            continue
        yield ".".join(("eprimo", *inside)).removesuffix(".__init__"), ast.parse(path.read_text())


def expressions() -> tuple[list[Expression], list[str]]:
    """All of them, and where one could not be read."""
    trees = list(_modules())
    methods: dict[str, set[str]] = {}
    for _, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                methods.setdefault(node.value.id, set()).add(node.attr)
    found: list[Expression] = []
    unread: list[str] = []
    for name, tree in trees:
        if name in OURS:
            continue
        own: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                own.setdefault(node.value.id, set()).add(node.attr)
        named = {
            node.value: target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            call = _expression_call(node)
            if not call or not isinstance(node, ast.Call):
                continue
            where = f"{name}:{node.lineno}"
            variables = vars(importlib.import_module(name))
            try:
                pattern = _value(node.args[0], variables)
                flags = _flags(node, call, variables)
            except NameError:
                unread.append(where)
                continue
            uses = {call}
            if call == "compile":
                variable = named.get(node, "")
                known = own if variable.startswith("_") else methods
                uses = known.get(variable, set()) & _FUNCTIONS or {"search"}
            elif call in _FIELDS:
                uses = {"search"}
            found.append(Expression(where, pattern, flags, frozenset(uses)))
    return found, unread


def _expression_call(node: ast.AST) -> str:
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re":
        return called.attr if called.attr in _FUNCTIONS else ""
    name = (
        called.attr
        if isinstance(called, ast.Attribute)
        else called.id
        if isinstance(called, ast.Name)
        else ""
    )
    return name if name in _FIELDS else ""


def _value(node: ast.expr, variables: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(node), "expression", "eval"), dict(variables))


def _flags(node: ast.Call, call: str, variables: dict[str, Any]) -> int:
    given = [one.value for one in node.keywords if one.arg == "flags"]
    if call == "compile" and len(node.args) > 1:
        given.append(node.args[1])
    return int(_value(given[0], variables)) if given else 0


FOUND, UNREAD = expressions()


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.where)
def test_an_expression_is_linear(one: Expression) -> None:
    if one.uses & _SEARCHES:
        assert not blow_up(one.pattern, one.flags), one.pattern
    if one.uses - _SEARCHES:
        whole = bool(one.uses & _WHOLE)
        assert not blow_up(one.pattern, one.flags, anywhere=False, whole=whole), one.pattern


def _made() -> dict[str, list[tuple[str, int, bool]]]:
    """Those that are made while running: pattern, flags, and whether it is searched for anywhere."""
    anywhere, found, _ = subjects._lexicon()
    return {
        "eprimo.foundation.content.subjects": [(anywhere.pattern, 0, True), (found.pattern, 0, False)],
        "eprimo.foundation.content.phrasebook.translation": [
            (pattern.pattern, 0, False) for pattern, _ in translation._with_slots()
        ],
        "eprimo.foundation.transport.tokens": [
            (rf"rebonds\+({tokens._FORM})@example\.org(?![\w.-])", re.IGNORECASE, True)
        ],
    }


def test_those_made_while_running_are_linear() -> None:
    made = _made()
    assert {where.rpartition(":")[0] for where in UNREAD} == set(made)
    for where, several in made.items():
        for pattern, flags, anywhere in several:
            assert not blow_up(pattern, flags, anywhere=anywhere, whole=not anywhere), (where, pattern)


@pytest.mark.parametrize(
    ("pattern", "asked", "verdict"),
    [
        (r"(a*)*b", {}, "exponential"),
        (r"(\w+\s?)*\Z", {"anywhere": False}, "exponential"),
        (r"(a|ab|b)*c", {"anywhere": False}, "exponential"),
        (r"\s+\Z", {}, "quadratic"),
        (r"\[(?:\\.|[^\\\]])+\]\(", {}, "quadratic"),
        (r"a*a*b", {"anywhere": False}, "quadratic"),
        (r"[a-z]+", {}, ""),
        (r"\b\d+\b", {}, ""),
        (r"(?<!\s)\s*,\s*", {}, ""),
        (r"a*b", {"anywhere": False}, ""),
        (r"(?:a{1,3}){1,4}b", {}, ""),
    ],
)
def test_the_automaton_knows_what_is_slow(pattern: str, asked: dict[str, bool], verdict: str) -> None:
    assert blow_up(pattern, **asked) == verdict
