"""Faults that are drawn to judge tests by."""

import ast
import textwrap

import pytest

from eprimo.devtools import mutants


def _faulty(source: str, number: int) -> str:
    tree = ast.parse(textwrap.dedent(source))
    mutants.faults_of(tree)[number].make()
    return ast.unparse(tree)


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("return a < b", ["return a <= b"]),
        ("return a and not b", ["return a or not b"]),
        ("return 2", ["return 3"]),
        ("return True", ["return False"]),
        ("save(a)", ["None"]),
        ("if a in b:\n        pass", ["if not a in b:\n        pass", "if a not in b:\n        pass"]),
    ],
)
def test_each_fault_of_a_function_is_made_by_itself(body: str, faults: list[str]) -> None:
    source = f"X = 1\ndef f(a, b):\n    {body}\n"
    tree = ast.parse(source)
    assert len(mutants.faults_of(tree)) == len(faults)
    for number, wanted in enumerate(faults):
        assert _faulty(source, number) == f"X = 1\n\ndef f(a, b):\n    {wanted}"


def test_a_seed_draws_the_same_faults() -> None:
    over = ["eprimo/foundation/content/things"]
    first = mutants.drawn(over, 20, 28)
    assert len(set(first)) == 20
    assert mutants.drawn(over, 20, 28) == first
    assert mutants.drawn(over, 20, 29) != first
    assert all(path.startswith("eprimo/foundation/content/things/") for path, _ in first)
