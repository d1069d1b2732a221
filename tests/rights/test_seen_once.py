"""Who sees a thing is said in `content` alone: nothing beside reads its shares, or the audiences of who asks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Where shares are made and read, and where audiences are computed and kept.
HOME = ("foundation/content/", "foundation/access/", "foundation/kernel/actor.py")
TABLES = ("content_share", "access_audience")
AUDIENCES = {"audience_ids", "work_audience_ids", "family_audience_ids", "delegate_audience_ids", "shares"}
# What is not about seeing a thing.
OTHERS = {
    "foundation/notifications/family_notices.py": "whom the shares of a thing name, to tell them",
    "foundation/notifications/policies.py": "notices, each by the audience it came by",
    "foundation/notifications/queries.py": "notices",
    "foundation/notifications/counts.py": "notices",
    "foundation/conversations/policies.py": "seats, of people or of audiences; under a thing, who sees it is asked",
    "foundation/conversations/models.py": "an exchange with one person alone, who is made one with another row",
    "services/liaison/queries/statements/audiences_of_class.sql": "where a page begins; who sees a note is asked there",
    "services/liaison/queries/statements/reached_at.sql": "when a note that somebody sees reached the family",
    "foundation/notifications/live/badges.py": "whether anybody could be told anything",
}


def _says(tree: ast.AST) -> Iterator[str]:
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from (table for table in TABLES if table in node.value)
            # A lookup of the ORM: « resource__shares__audience ».
            yield from (part for part in node.value.split("__") if part == "shares")
        elif isinstance(node, ast.Attribute) and node.attr in AUDIENCES:
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg and "shares" in node.arg.split("__"):
            yield node.arg
        elif isinstance(node, ast.ImportFrom) and node.module == "eprimo.foundation.content.models":
            yield from (name.name for name in node.names if name.name == "Share")


def _said_in(file: Path) -> set[str]:
    text = file.read_text(encoding="utf-8")
    return set(_says(ast.parse(text))) if file.suffix == ".py" else {one for one in TABLES if one in text}


def _found() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    sources = ROOT / "eprimo"
    for file in sorted([*sources.rglob("*.py"), *sources.rglob("statements/*.sql")]):
        name = file.relative_to(sources).as_posix()
        beside = not name.startswith((*HOME, "devtools/")) and "/migrations/" not in name
        if beside and (said := _said_in(file)):
            found[name] = said
    return found


def test_nothing_else_says_who_sees_a_thing() -> None:
    found = _found()
    assert not {name: said for name, said in found.items() if name not in OTHERS}
    # What is written down here and is no more would hide the next one.
    assert set(OTHERS) == set(found)


@pytest.mark.parametrize(
    "text",
    [
        'SQL = "SELECT FROM content_share h WHERE h.resource_id = n.id"',
        "from eprimo.foundation.content.models import Resource, Share",
        "rows.filter(shares__audience__in=found)",
        'Q(**{"resource__shares__audience": 1})',
        "rows = [one for one in things if one.audience in actor.work_audience_ids]",
        'JOIN = f"JOIN access_audience a ON a.id = {name}.audience_id"',
    ],
)
def test_a_second_definition_is_found(text: str) -> None:
    assert list(_says(ast.parse(text)))


def test_its_home_still_holds_it() -> None:
    for name in HOME:
        place = Path(ROOT / "eprimo" / name)
        files = place.rglob("*.py") if place.is_dir() else [place]
        assert any(list(_says(ast.parse(file.read_text(encoding="utf-8")))) for file in files), name
