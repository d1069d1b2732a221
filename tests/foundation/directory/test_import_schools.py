"""`import_schools`: the list of the open directory, told by line, twice the same."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.models import Commune, Entitlement, Epci, School, SchoolSettings
from eprimo.foundation.directory.uai import letter_of

pytestmark = pytest.mark.django_db

HEADER = (
    "uai;nom;niveau;secteur;adresse;code_postal;ville;departement;code_insee;code_insee_commune_actuelle;"
    "siren_commune;siren_epci;latitude;longitude;rentree_effectif"
)
ONE = "0440001M;École des Vignes;primaire;Public;1 rue des Vignes;44990;Anetz;44;44004;;;244400644;47.1;-1.2;"
TWO = "0530002P;École privée du Lac;maternelle;Privé;;;Laval;53;53130;53130;;;;;"


def lettered(number: int) -> str:
    return f"{number:07}{letter_of(f'{number:07}')}"


def run(folder: Path, *lines: str, encoding: str = "utf-8", yes: bool = False) -> tuple[int, dict[str, Any]]:
    file = folder / "ecoles.csv"
    file.write_bytes("\n".join(lines).encode(encoding))
    out = StringIO()
    try:
        call_command("import_schools", str(file), "--json", yes=yes, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_schools_communes_and_groupings_are_made_once(tmp_path: Path) -> None:
    code, said = run(tmp_path, HEADER, ONE, TWO)
    assert (code, said["schools"], said["communes"]) == (
        0, {"created": 2, "updated": 0, "unchanged": 0}, {"created": 2},
    )  # fmt: skip
    school = School.objects.get(uai="0440001M")
    assert (school.kind, school.sector, school.academy.code) == ("primaire", "public", "17")
    # The commune of today, where a former one was declared.
    assert (school.commune.insee, school.commune.name, school.commune.department.code) == (
        "44163",
        "Vair-sur-Loire",
        "44",
    )
    assert Epci.objects.get(siren="244400644").name == "CA de la Région Nazairienne et de l'Estuaire (CARENE)"
    assert (school.latitude, school.longitude) == (47.1, -1.2)
    private = School.objects.get(uai="0530002P")
    # Which contract is not in the file: it stays not known.
    assert (private.kind, private.sector) == ("maternelle", "prive")
    assert SchoolSettings.objects.count() == 2
    assert not Entitlement.objects.exists()
    code, said = run(tmp_path, HEADER, ONE, TWO)
    assert said["schools"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert Commune.objects.count() == 2


def test_a_change_is_taken_and_nothing_else(tmp_path: Path) -> None:
    run(tmp_path, HEADER, ONE, TWO)
    School.objects.filter(uai="0530002P").update(sector="prive-association", rpi="RPI du Lac")
    _, said = run(tmp_path, HEADER, ONE.replace("des Vignes;primaire", "des Treilles;primaire"), TWO)
    assert said["schools"]["updated"] == 1
    assert School.objects.get(uai="0440001M").name == "École des Treilles"
    private = School.objects.get(uai="0530002P")
    # A contract that is known is not undone by a file that does not know it.
    assert (private.sector, private.rpi) == ("prive-association", "RPI du Lac")


@pytest.mark.parametrize("place", ["91;0", "47,1;loin", "0;0", ";-1.2"])
def test_a_place_that_is_on_no_map_is_told_and_the_school_kept(tmp_path: Path, place: str) -> None:
    code, said = run(tmp_path, HEADER, ONE.replace("47.1;-1.2", place))
    assert (code, [one["column"] for one in said["problems"]]) == (0, ["latitude"])
    assert School.objects.get().latitude is None


def test_a_place_that_is_known_stays_when_a_file_does_not_tell_it(tmp_path: Path) -> None:
    run(tmp_path, HEADER, ONE.replace("47.1;-1.2", "47,1;-1,2"))
    _, said = run(tmp_path, HEADER, ONE.replace("47.1;-1.2", ";"))
    assert said["schools"]["unchanged"] == 1
    assert School.objects.get().latitude == 47.1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (ONE.replace("0440001M", "44001X"), "uai"),
        (ONE.replace("0440001M", "0440001X"), "uai"),
        (ONE.replace("École des Vignes", " "), "nom"),
        (ONE.replace("primaire", "lycée"), "niveau"),
        (ONE.replace("Public", "?"), "secteur"),
        (ONE.replace("44004", "99999"), "code_insee"),
        (ONE + "\n" + ONE, "uai"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_left_out(tmp_path: Path, line: str, column: str) -> None:
    code, said = run(tmp_path, HEADER, line, TWO)
    # One line in two or three: nothing is changed without a yes.
    assert (code, School.objects.exists()) == (1, False)
    assert "plus d’une sur dix" in said["problems"][0]["message"]
    code, said = run(tmp_path, HEADER, line, TWO, yes=True)
    assert code == 0
    told = [problem for problem in said["problems"] if problem["line"]]
    assert [problem["column"] for problem in told] == [column]
    assert told[0]["line"] in {2, 3}
    assert School.objects.filter(uai="0530002P").exists()


@pytest.mark.parametrize("case", ["columns", "encoding", "absent"])
def test_another_file_is_refused(tmp_path: Path, case: str) -> None:
    if case == "columns":
        code, said = run(tmp_path, "nom;prenom", "a;b")
    elif case == "encoding":
        code, said = run(tmp_path, HEADER, ONE, encoding="iso-8859-1")
    else:
        out = StringIO()
        with pytest.raises(SystemExit) as stop:
            call_command("import_schools", str(tmp_path / "nowhere.csv"), "--json", stdout=out)
        code, said = int(stop.value.code or 0), json.loads(out.getvalue())
    assert code == 1
    assert said["problems"]
    assert not School.objects.exists()


def test_statements_do_not_grow_with_the_file(tmp_path: Path) -> None:
    numbers = []
    for size in (3, 300):
        lines = [TWO.replace("0530002P", lettered(530000 + size * 1000 + i)) for i in range(size)]
        with CaptureQueriesContext(connection) as captured:
            run(tmp_path, HEADER, *lines)
        numbers.append(len(captured))
    # The first file also makes the academy, the department and the commune.
    assert numbers[1] <= numbers[0]
