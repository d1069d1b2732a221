"""Names and words of the house are plain: modules are nouns, docstrings are sentences, SQL stands in files of its own.

The words that name no module, and the paths of what is not mended yet, stand in `test_plain_house.toml`. A list of
paths only shrinks: what is mended is struck off it.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
HELD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

# --- names of modules ------------------------------------------------------------------------------------------------

# Participles, adverbs, prepositions and the like: none of them says what a module holds.
NO_NAMES = frozenset(HELD["no_names"].split())
# Not mended yet.
ODD_MODULES = frozenset(HELD["odd_modules"].split())

# --- docstrings ------------------------------------------------------------------------------------------------------

# The packages whose docstrings are sentences; others are to come.
SENTENCES = (
    "eprimo/foundation/access",
    "eprimo/foundation/accounts",
    "eprimo/foundation/classroom",
    "eprimo/foundation/content",
    "eprimo/foundation/conversations",
    "eprimo/foundation/directory",
    "eprimo/foundation/factors",
    "eprimo/foundation/files",
    "eprimo/foundation/kernel",
    "eprimo/foundation/notifications",
    "eprimo/foundation/occasions",
    "eprimo/foundation/presence",
    "eprimo/foundation/privacy",
    "eprimo/services/agenda",
    "eprimo/services/attendance",
    "eprimo/services/events",
    "eprimo/services/homework",
    "eprimo/services/liaison",
    "eprimo/services/links",
    "eprimo/services/messages",
    "eprimo/services/news",
    "eprimo/services/partners",
    "eprimo/services/timetable",
)
FRAGMENT = re.compile(
    r"(?:Of|The same|Those|These|That|One statement|None|Nothing|As|With|Without|By|For|From|Also|And|Not|No|Whom|Whose"
    r"|What|Who|Its|Their|All|At|In|On|To|Until|Since|When|Where|Which|Why|How|Inside|Before|After|Beside|Whether|Once"
    r"|Only|Same|Else|Both|Beyond|Among)\b|«"
)

# --- SQL -------------------------------------------------------------------------------------------------------------

SQL = re.compile(r"\b(?:SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM|WITH \w+ AS \()", re.DOTALL)
# Statements that still stand in Python.
SQL_IN_PYTHON = frozenset(HELD["sql_in_python"].split())


def modules(root: Path, *folders: str) -> Iterator[Path]:
    """Modules of these folders of the product; migrations tell what was, under the names of then."""
    for folder in folders:
        yield from (file for file in sorted((root / folder).rglob("*.py")) if "migrations" not in file.parts)


def odd_names(paths: Iterable[str]) -> set[str]:
    return {path for path in paths if Path(path).stem in NO_NAMES}


def fragments(source: str) -> list[str]:
    """Public functions and classes whose docstring begins without a subject and a verb."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ) or node.name.startswith("_"):
            continue
        said = ast.get_docstring(node)
        if said is not None and FRAGMENT.match(said):
            found.append(f"{node.lineno} {node.name}: {said.splitlines()[0]}")
    return found


def statements(source: str) -> list[int]:
    """Lines of strings that hold a statement of SQL; a docstring tells, it is not run."""
    tree = ast.parse(source)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [node.lineno for node in ast.walk(tree) if id(node) not in told and SQL.search(_text(node))]


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "x" for one in node.values)  # type: ignore[misc]
    return ""


def _relative(files: Iterable[Path]) -> set[str]:
    return {str(file.relative_to(ROOT / "eprimo")) for file in files}


def test_modules_are_named_by_nouns() -> None:
    found = odd_names(_relative(modules(ROOT, "eprimo")))
    assert found - ODD_MODULES == set(), "Name the module by what it holds."
    assert ODD_MODULES - found == set(), "Mended: strike it off the list."


def test_docstrings_are_sentences() -> None:
    found = {
        str(file.relative_to(ROOT)): told
        for file in modules(ROOT, *SENTENCES)
        if (told := fragments(file.read_text(encoding="utf-8")))
    }
    assert found == {}, "Begin with a verb, or with a subject and a verb."


def test_services_keep_their_sql_in_files() -> None:
    found = _relative(
        file for file in modules(ROOT, "eprimo/services") if statements(file.read_text(encoding="utf-8"))
    )
    assert found - SQL_IN_PYTHON == set(), "Statements stand in `statements/NAME.sql`, beside the module."
    assert SQL_IN_PYTHON - found == set(), "Mended: strike it off the list."


def test_each_of_them_finds_what_it_looks_for() -> None:
    assert odd_names(["eprimo/a/told.py", "eprimo/a/notices.py", "eprimo/told/rows.py"]) == {
        "eprimo/a/told.py"
    }
    source = '''
def a() -> None:
    """Of a line that was kept."""

class B:
    """A line of an invoice."""

    def c(self) -> None:
        """The same of an order."""

def d() -> None:
    """Return the lines of an order."""

def _e() -> None:
    """Of nobody else."""
'''
    assert fragments(source) == ["2 a: Of a line that was kept.", "8 c: The same of an order."]
    source = '''
"""SELECT a FROM b: told, not run."""
ONE = "SELECT a FROM b"
TWO = f"UPDATE {ONE} SET c = 1"
THREE = "Choisissez qui le verra."
'''
    assert statements(source) == [3, 4]
