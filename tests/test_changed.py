"""What is asked in turn, and what is asked when something of its own changed."""

import ast
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eprimo.devtools.changes import changed, landed
from tests import changed as asked
from tests.contract.things import IN_TURN, KEYS
from tests.sizes import FULL

KINDS = ("a", "b", "c", "toy")


def test_the_first_and_one_by_the_day_are_asked_and_all_have_their_day() -> None:
    days = [asked.chosen(KINDS, "toy", [], day) for day in range(3)]
    assert days == [["a", "toy"], ["b", "toy"], ["c", "toy"]]
    assert asked.chosen(KINDS, "toy", [], 3) == days[0]


def test_the_one_of_the_day_is_among_those_that_changed() -> None:
    assert asked.chosen(KINDS, "toy", ["c", "elsewhere"], 0) == ["c", "toy"]
    days = [asked.chosen(KINDS, "toy", ["a", "c", "toy"], day) for day in range(2)]
    assert days == [["a", "toy"], ["c", "toy"]]
    assert asked.chosen(("toy",), "toy", [], 5) == ["toy"]


def test_of_many_each_has_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    names, met = [f"route {number}" for number in range(90)], []
    for day in range(7, 10):
        monkeypatch.setattr(asked, "_settled", lambda day=day: {"day": day, "files": []})
        met.append({name for name in names if asked.is_of_the_day(name, 3)})
    assert set.union(*met) == {*names}
    assert FULL or sum(map(len, met)) == len(names)


def test_kinds_of_the_day_are_few_and_the_drill_has_all() -> None:
    assert {"toy"} < set(IN_TURN) <= set(KEYS)
    assert not FULL or IN_TURN == KEYS


# --- tools of the workshop -------------------------------------------------------------------------------------------


def _tool(*paths: str) -> Any:
    mark = pytest.mark.when_changed(*paths).mark
    root = Path("/house")
    return SimpleNamespace(
        path=root / "tests/devtools/programs/test_a.py", config=SimpleNamespace(rootpath=root),
        get_closest_marker=lambda name: mark if name == "when_changed" else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ([], True),
        (["eprimo/devtools/backup.py", "eprimo/services/news/views.py"], True),
        (["eprimo/devtools/postgres/place.py"], False),
        (["eprimo/devtools/postgresql.py"], True),
        (["tests/devtools/programs/test_a.py"], False),
        # It cannot be told: all are asked.
        (None, False),
    ],
)
def test_a_tool_is_asked_when_something_of_its_own_changed(
    monkeypatch: pytest.MonkeyPatch, files: list[str] | None, left: bool
) -> None:
    monkeypatch.setattr(asked, "_settled", lambda: {"day": 0, "files": files})
    tool = _tool("eprimo/devtools/postgres", "requirements")
    assert asked.left_as_it_was(tool, [], full=False) is left
    assert asked.left_as_it_was(tool, [], full=True) is False
    # Somebody asks for it, or for its folder; what is asked for with all others is not.
    for named in ("tests/devtools/programs", "tests/devtools/programs/test_a.py"):
        assert asked.left_as_it_was(tool, [Path("/house") / named], full=False) is False
    assert asked.left_as_it_was(tool, [Path("/house/tests/devtools")], full=False) is left


def test_every_tool_names_what_there_is() -> None:
    """A path that was moved would never change again."""
    root = Path(__file__).parents[1]
    programs = [*root.glob("tests/devtools/programs/test_*.py"), *root.glob("tests/bench/measured/test_*.py")]
    assert len(programs) >= 6
    for file in programs:
        marks = [
            node.value for node in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and ast.unparse(node).startswith("pytestmark = pytest.mark.when_changed(")
        ]  # fmt: skip
        assert len(marks) == 1, file.name
        assert isinstance(marks[0], ast.Call)
        named = [ast.literal_eval(one) for one in marks[0].args]
        assert [name for name in named if not (root / name).exists()] == [], file.name


# --- git -------------------------------------------------------------------------------------------------------------


class Repository:
    """A house of its own, with commits of given days."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, at: datetime | None = None) -> None:
        when = (at or datetime(2026, 11, 1, tzinfo=UTC)).isoformat()
        said = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "A"), ("EMAIL", "a@b.fr"), ("DATE", when))
        }
        environment = {"PATH": os.environ["PATH"], **said}
        subprocess.run(["git", *words], cwd=self.root, env=environment, check=True, capture_output=True)

    def commit(self, name: str, at: datetime) -> None:
        (self.root / name).write_text(f"{at}")
        self.git("add", name)
        self.git("commit", "-q", "-m", name, at=at)


@pytest.fixture
def house(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


DAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_on_main_what_landed_in_two_days_may_not_have_been_judged(house: Repository) -> None:
    house.commit("old", DAY - timedelta(days=9))
    assert landed(house.root) is None
    house.commit("yesterday", DAY - timedelta(days=1))
    house.commit("today", DAY)
    assert landed(house.root) == ["today", "yesterday"]
    (house.root / "typed").write_text("just now")
    assert landed(house.root) == ["today", "typed", "yesterday"]


def test_on_a_branch_what_differs_from_where_it_left_main(house: Repository) -> None:
    house.commit("old", DAY - timedelta(days=9))
    house.commit("yesterday", DAY - timedelta(days=1))
    house.git("checkout", "-q", "-b", "mine")
    house.commit("mine", DAY)
    assert landed(house.root) == changed(root=house.root) == ["mine"]


def test_without_git_nothing_can_be_told(tmp_path: Path) -> None:
    assert landed(tmp_path / "nowhere") is None
    assert landed(tmp_path) is None
