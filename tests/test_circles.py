"""No module of the product imports another that imports it, at the top or inside a function, through however many."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Module and name of each import; those for types alone bind nothing when the program runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, one.name) for one in node.names)
        yield from _imported(node)


def _graph(root: Path, package: str) -> dict[str, set[str]]:
    """Of each module of the package, those that it imports."""
    files = {
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (root / package).rglob("*.py")
    }
    found: dict[str, set[str]] = {}
    for name, file in files.items():
        said = _imported(ast.parse(file.read_text(encoding="utf-8")))
        wanted = {
            f"{module}.{one}" if f"{module}.{one}" in files else module for module, one in said
        }  # fmt: skip
        found[name] = (wanted & files.keys()) - {name}
    return found


def test_modules_import_each_other_in_no_circle() -> None:
    """Twenty-four modules of one service did, through an import inside a function."""
    try:
        TopologicalSorter(_graph(ROOT, "eprimo")).prepare()
    except CycleError as error:
        pytest.fail(f"A circle: {' → '.join(error.args[1])}")


def test_a_circle_is_found_through_a_function(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "one.py").write_text("from house.two import b\n")
    (folder / "two.py").write_text("def b() -> None:\n    from house import one\n")
    with pytest.raises(CycleError):
        TopologicalSorter(_graph(tmp_path, "house")).prepare()
    (folder / "two.py").write_text("if TYPE_CHECKING:\n    from house import one\n")
    TopologicalSorter(_graph(tmp_path, "house")).prepare()
