"""What `import_aaf` asks before it takes many away, and what it shows: bar, sentences, JSON by school."""

import io
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from eprimo.foundation.directory.models import Affiliation
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    SCHOOL,
    UAI,
    Delivery,
    empty_schools,
    family,
    import_aaf,
    messages,
    run_aaf,
)

pytestmark = pytest.mark.django_db


def _academy(first: int, second: int) -> Delivery:
    """Two schools with so many pupils each, besides the family; no guardian leaves with them."""
    said = family().school(OTHER, OTHER_UAI)
    for school, number, start in ((SCHOOL, first, 71_000), (OTHER, second, 72_000)):
        for n in range(number):
            said.pupil(str(start + n), first=f"Enfant {n}", school=school, by=[])
    return said


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        # Of 104 people of the academy 10 leave, of a school of 60: one in six of it.
        pytest.param(50, 40, ["l’académie"], id="more than one in twenty of the academy"),
        # Of 104, 5 leave: less than ten people are never asked about.
        pytest.param(60 - 5, 40, [], id="few people"),
        # All ten of a school of ten.
        pytest.param(60, 0, ["l’académie", OTHER_UAI], id="a whole school"),
        pytest.param(60, 40, [], id="nobody"),
    ],
)  # fmt: skip
def test_closing_many_waits_for_a_yes(tmp_path: Path, first: int, second: int, asked: list[str]) -> None:
    empty_schools()
    import_aaf(_academy(60, 40).write(tmp_path / "before"))
    live = Affiliation.objects.filter(ends=None, profile="pupil").count()
    folder = _academy(first, second).write(tmp_path / "after")
    code, said = run_aaf(folder)
    questions = [one["message"] for one in said["problems"] if "--yes" in one["message"]]
    assert (code, len(questions)) == (1 if asked else 0, len(asked))
    assert all(any(where in question for question in questions) for where in asked)
    if asked:
        assert Affiliation.objects.filter(ends=None, profile="pupil").count() == live
        import_aaf(folder, "--yes")
    left = Affiliation.objects.filter(ends=None, profile="pupil").count()
    assert left == live - (60 - first) - (40 - second)


def test_the_json_tells_each_school(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(_academy(2, 3).write(tmp_path / "one"))
    said = import_aaf(_academy(3, 3).write(tmp_path / "two"))
    assert set(said["schools"]) == {UAI, OTHER_UAI}
    assert said["schools"][UAI]["pupils"] == {"created": 1, "updated": 0, "unchanged": 4, "left": 0}
    assert said["schools"][OTHER_UAI]["pupils"] == {"created": 0, "updated": 0, "unchanged": 3, "left": 0}
    assert (said["academy"], said["mode"], messages(said)) == ("17", "full", "")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_where_the_import_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_schools()
    folder = _academy(1, 1).write(tmp_path)
    terminal, out = _Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    call_command("import_aaf", str(folder), "--academy", "17", "--batch", "1", stdout=out)
    shown = terminal.getvalue()
    # Four files, then two batches of one school.
    for words in (
        "Lecture des fichiers [",
        "] 4/4",
        "Qui est qui…",
        "Liens…",
        "Écriture, école par école [",
        "] 2/2",
    ):
        assert words in shown
    assert "█" in shown
    assert (
        "Écoles qui changent\N{NO-BREAK SPACE}: 2\N{NO-BREAK SPACE}; qui restent comme elles sont\N{NO-BREAK SPACE}: 0."
        in out.getvalue()
    )


def test_nothing_is_drawn_elsewhere_than_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_schools()
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    call_command("import_aaf", str(family().write(tmp_path)), "--academy", "17", stdout=io.StringIO())
    assert written.getvalue() == ""
