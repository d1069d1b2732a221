"""Faults drawn by a seed, and whether tests see them: what a cut in the tests is judged by.

    python -m eprimo.devtools.mutants --over eprimo/foundation/content/things --count 20 -- tests/contract

draws twenty of the small faults that may be made in the functions of these files (a comparison turned, `and` for `or`,
a condition denied, a number off by one, a statement left out), and runs the tests once for each, up to the first that
is red. Survivors are printed. The same seed draws the same faults as long as the files are the same.
"""

import argparse
import ast
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# « path#number »: the fault that this process is to be run with.
CHOSEN = "EPRIMO_MUTANT"
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One that can be made in a tree; `make` does it, once."""

    line: int
    what: str
    make: Callable[[], object]


def faults_of(tree: ast.Module) -> list[Fault]:
    """Every fault of the functions of a module, always in the same order."""
    return [
        fault
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for part in function.body
        for node in ast.walk(part)
        for fault in _of_node(node)
    ]


def _of_node(node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.Compare):
        turned = _TURNED[type(node.ops[0])]
        yield Fault(
            node.lineno,
            f"{turned.__name__} in {ast.unparse(node)}",
            lambda: node.ops.__setitem__(0, turned()),
        )
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield Fault(
            node.lineno, f"{type(other).__name__} in {ast.unparse(node)}", lambda: setattr(node, "op", other)
        )
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        denied = ast.UnaryOp(ast.Not(), node.test)
        yield Fault(node.lineno, f"not {ast.unparse(node.test)}", lambda: setattr(node, "test", denied))
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        number = node.value
        yield Fault(node.lineno, f"{number} + 1", lambda: setattr(node, "value", number + 1))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        value = not node.value
        yield Fault(node.lineno, str(value), lambda: setattr(node, "value", value))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        said = ast.unparse(node)
        yield Fault(node.lineno, f"without {said[:60]}", lambda: setattr(node, "value", ast.Constant(None)))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


# --- in the process of the tests -------------------------------------------------------------------------------------


class _Loader(SourceFileLoader):
    """Reads a module with the fault made; nothing of it is kept on disk."""

    def __init__(self, fullname: str, path: str, number: int) -> None:
        super().__init__(fullname, path)
        self._number = number

    def get_code(self, fullname: str) -> CodeType | None:  # noqa: ARG002 - of the loader
        tree = _tree(Path(self.path))
        faults_of(tree)[self._number].make()
        found: CodeType = compile(ast.fix_missing_locations(tree), self.path, "exec")
        return found


class _Finder:
    """Finds the module of the fault before anybody else does."""

    def __init__(self, chosen: str) -> None:
        path, _, number = chosen.rpartition("#")
        self._path, self._number = str(ROOT / path), int(number)

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin != self._path:
            return None
        spec.loader = _Loader(name, self._path, self._number)
        return spec


if chosen := os.environ.get(CHOSEN):
    sys.meta_path.insert(0, _Finder(chosen))


# --- beside it -------------------------------------------------------------------------------------------------------


def drawn(over: Sequence[str], count: int, seed: int) -> list[tuple[str, int]]:
    """(file, number of the fault) of so many, among all of these files and folders."""
    files = [
        file
        for name in over
        for file in ([ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).rglob("*.py")))
        if "migrations" not in file.parts
    ]
    all_ = [
        (str(file.relative_to(ROOT)), number)
        for file in files
        for number in range(len(faults_of(_tree(file))))
    ]
    return random.Random(seed).sample(all_, min(count, len(all_)))


def survives(path: str, number: int, tests: Sequence[str]) -> bool:
    """Whether these tests are green with this fault."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "eprimo.devtools.mutants", "-q", "-x", "-p", "no:randomly", *tests],
        cwd=ROOT, env=os.environ | {CHOSEN: f"{path}#{number}"}, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    words = argparse.ArgumentParser(prog="mutants")
    words.add_argument("--over", action="append", required=True)
    words.add_argument("--count", type=int, default=20)
    words.add_argument("--seed", type=int, default=28)
    words.add_argument("tests", nargs="+")
    asked = words.parse_args(arguments)
    killed = 0
    found = drawn(asked.over, asked.count, asked.seed)
    for path, number in found:
        fault = faults_of(_tree(ROOT / path))[number]
        survived = survives(path, number, asked.tests)
        killed += not survived
        print(f"{'survived' if survived else 'killed  '} {path}:{fault.line} {fault.what}", flush=True)
    print(f"{killed} of {len(found)} killed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
