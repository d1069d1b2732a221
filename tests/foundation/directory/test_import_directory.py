"""`import_schools` on the ministry's own file (annuaire de l’éducation): its columns, its faults, its changes."""

import contextlib
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory import communes
from eprimo.foundation.directory.models import Circonscription, Epci, School, SchoolCirconscription
from eprimo.foundation.directory.school_lines import is_siret
from eprimo.foundation.directory.uai import is_lettered, letter_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

_LISTED = """
Identifiant_de_l_etablissement Nom_etablissement Type_etablissement Statut_public_prive Adresse_1 Adresse_2
Adresse_3 Code_postal Code_commune Nom_commune Code_departement Code_academie Code_region Ecole_maternelle
Ecole_elementaire Voie_generale Voie_technologique Voie_professionnelle Telephone Fax Web Mail Restauration
Hebergement ULIS Apprentissage Segpa Section_arts Section_cinema Section_theatre Section_sport
Section_internationale Section_europeenne Lycee_Agricole Lycee_militaire Lycee_des_metiers Post_BAC
Appartenance_Education_Prioritaire GRETA SIREN_SIRET Nombre_d_eleves Fiche_onisep position
Type_contrat_prive Libelle_departement Libelle_academie Libelle_region coordX_origine coordY_origine
epsg_origine nom_circonscription latitude longitude precision_localisation date_ouverture date_maj_ligne
etat ministere_tutelle multi_uai rpi_concentre rpi_disperse code_nature libelle_nature
Code_type_contrat_prive PIAL etablissement_mere type_rattachement_etablissement_mere code_circonscription
code_zone_animation_pedagogique libelle_zone_animation_pedagogique code_bassin_formation
libelle_bassin_formation
"""
COLUMNS = _LISTED.split()
FRESH = {
    "Identifiant_de_l_etablissement": "0440001M", "Nom_etablissement": "Ecole primaire des Vignes",
    "Type_etablissement": "Ecole", "Statut_public_prive": "Public", "Adresse_1": "1 rue des Vignes",
    "Adresse_3": "44150 ANETZ", "Code_postal": "44150", "Code_commune": "44004", "Nom_commune": "Anetz",
    "Code_departement": "044", "Code_academie": "17", "Ecole_maternelle": "1", "Ecole_elementaire": "1",
    "SIREN_SIRET": "21440109300015", "Type_contrat_prive": "SANS OBJET", "Libelle_academie": "Nantes",
    "nom_circonscription": "Circonscription d'inspection du 1er degré d'Ancenis", "latitude": "47.38",
    "longitude": "-1.1", "etat": "OUVERT", "code_nature": "151", "rpi_concentre": "0",
}  # fmt: skip


def row(**changed: str) -> str:
    """A line of the file; columns that are not said are empty."""
    told = FRESH | changed
    return ";".join(told.get(name, "") for name in COLUMNS)


def run(folder: Path, *lines: str, header: str = "", options: tuple[str, ...] = ()) -> dict[str, Any]:
    file = folder / "annuaire.csv"
    file.write_text("\n".join([header or ";".join(COLUMNS), *lines]), encoding="utf-8")
    out = StringIO()
    # A file whose only line is left out stops and asks (`test_import_schools`); here it is what it says that counts.
    with contextlib.suppress(SystemExit):
        call_command("import_schools", str(file), "--json", *options, stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def test_the_file_has_seventy_two_columns() -> None:
    assert len(COLUMNS) == 72


def test_a_school_of_the_ministrys_file_comes_whole(tmp_path: Path) -> None:
    said = run(tmp_path, row())
    assert (said["schools"]["created"], said["circonscriptions"], said["problems"]) == (1, {"changed": 1}, [])
    school = School.objects.get()
    assert (school.uai, school.name, school.kind, school.sector) == (
        "0440001M", "Ecole primaire des Vignes", "primaire", "public",
    )  # fmt: skip
    # Anetz is a part of Vair-sur-Loire; the grouping is that of the geographic code: the file has none.
    assert (school.commune.insee, school.commune.name) == ("44163", "Vair-sur-Loire")
    assert (school.commune.epci.siren, school.commune.epci.name) == ("244400552", "CC du Pays d'Ancenis")
    assert (school.latitude, school.longitude) == (47.38, -1.1)
    district = Circonscription.objects.get()
    assert (district.name, district.department.code) == ("Ancenis", "44")


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    lines = (
        row(),
        row(Identifiant_de_l_etablissement="0440002N", Code_commune="44109", nom_circonscription=""),
    )
    run(tmp_path, *lines)
    links = list(SchoolCirconscription.objects.values())
    said = run(tmp_path, *lines)
    assert said["schools"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert (said["circonscriptions"], said["renamed"], said["absent"]) == ({"changed": 0}, [], [])
    assert list(SchoolCirconscription.objects.values()) == links


@pytest.mark.parametrize(
    ("changed", "fact", "value"),
    [
        ({"Ecole_maternelle": "1", "Ecole_elementaire": "0"}, "kind", "maternelle"),
        ({"Ecole_maternelle": "0", "Ecole_elementaire": "1"}, "kind", "elementaire"),
        ({"Ecole_maternelle": "", "Ecole_elementaire": "", "code_nature": "101"}, "kind", "maternelle"),
        ({"Statut_public_prive": "Privé"}, "sector", "prive"),
        (
            {"Statut_public_prive": "Privé", "Type_contrat_prive": "CONTRAT D'ASSOCIATION TOUTES CLASSES"},
            "sector", "prive-association",
        ),
        ({"Statut_public_prive": "Privé", "Type_contrat_prive": "CONTRAT SIMPLE"}, "sector", "prive-simple"),
        ({"Statut_public_prive": "Privé", "Type_contrat_prive": "HORS CONTRAT"}, "sector", "prive"),
    ],
)  # fmt: skip
def test_kinds_and_contracts(tmp_path: Path, changed: dict[str, str], fact: str, value: str) -> None:
    assert run(tmp_path, row(**changed))["problems"] == []
    assert getattr(School.objects.get(), fact) == value


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Circonscription d'inspection du 1er degré de Fresnes", "Fresnes"),
        ("Circonscription d’inspection  du 1er degre d'Orly", "Orly"),
        ("Circonscription d'inspection du 1er degré de La Flèche", "La Flèche"),
        ("Circonscription d'inspection du 1er degré du Pays Malouin", "Pays Malouin"),
        ("Circonscription d'inspection du 1er degré Nantes ASH", "Nantes ASH"),
        ("Saint-Nazaire Est", "Saint-Nazaire Est"),
    ],
)
def test_circonscriptions_by_their_own_name(tmp_path: Path, written: str, name: str) -> None:
    run(tmp_path, row(nom_circonscription=written))
    assert Circonscription.objects.get().name == name


def test_a_school_that_changes_circonscription_keeps_the_past(tmp_path: Path) -> None:
    with clock.frozen(NOW - timedelta(days=30)):
        run(tmp_path, row())
    said = run(tmp_path, row(nom_circonscription="Châteaubriant"))
    assert said["circonscriptions"] == {"changed": 1}
    former, now = SchoolCirconscription.objects.order_by("starts")
    assert (former.circonscription.name, former.ends, former.end_reason) == ("Ancenis", NOW, "absent")
    assert (now.circonscription.name, now.starts, now.ends) == ("Châteaubriant", NOW, None)
    # A file that does not say it leaves it as it is.
    assert run(tmp_path, row(nom_circonscription=""))["circonscriptions"] == {"changed": 0}
    assert SchoolCirconscription.objects.in_force().get().circonscription.name == "Châteaubriant"


def test_colleges_and_offices_are_left_aside(tmp_path: Path) -> None:
    said = run(tmp_path, row(), row(Identifiant_de_l_etablissement="0440002N", Type_etablissement="Collège"))
    assert (said["others"], said["problems"], School.objects.count()) == (1, [], 1)


@pytest.mark.parametrize(
    ("changed", "column", "sentence"),
    [
        ({"Identifiant_de_l_etablissement": "0440001A"}, "Identifiant_de_l_etablissement", "ce serait M"),
        (
            {"Identifiant_de_l_etablissement": "440001M"},
            "Identifiant_de_l_etablissement",
            "ce serait 0440001M",
        ),
        ({"Code_commune": "1004"}, "Code_commune", "ce serait 01004"),
        ({"Code_commune": "99999"}, "Code_commune", "code de commune"),
        ({"Statut_public_prive": "Autre"}, "Statut_public_prive", "secteur"),
        (
            {"Ecole_maternelle": "", "Ecole_elementaire": "", "code_nature": ""},
            "Ecole_maternelle",
            "ni maternelle",
        ),
        ({"Nom_etablissement": " "}, "Nom_etablissement", "nom"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_left_out(
    tmp_path: Path, changed: dict[str, str], column: str, sentence: str
) -> None:
    said = run(tmp_path, row(**changed))
    (problem,) = [one for one in said["problems"] if one["line"]]
    assert (problem["line"], problem["column"]) == (2, column)
    assert sentence in problem["message"]
    assert not School.objects.exists()


@pytest.mark.parametrize(
    ("changed", "column", "sentence"),
    [
        ({"SIREN_SIRET": "2,17003E+13"}, "SIREN_SIRET", "tableur"),
        ({"SIREN_SIRET": "2144010930001"}, "SIREN_SIRET", "Il manque un chiffre"),
        ({"SIREN_SIRET": "21440109300016"}, "SIREN_SIRET", "ni un SIRET"),
        ({"Code_commune": "44998"}, "Code_commune", "code géographique"),
        ({"Code_commune": "53130"}, "Code_commune", "département"),
        ({"latitude": "nord"}, "latitude", "lieu"),
    ],
)
def test_a_value_that_is_doubtful_is_named_and_the_school_taken(
    tmp_path: Path, changed: dict[str, str], column: str, sentence: str
) -> None:
    said = run(tmp_path, row(**changed))
    (problem,) = [one for one in said["problems"] if one["line"]]
    assert (problem["line"], problem["column"]) == (2, column)
    assert sentence in problem["message"]
    assert School.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"SIREN_SIRET": "2,17003E+13"}, {"Identifiant_de_l_etablissement": "440001M"}, {"Code_commune": "1004"}],
)
def test_a_file_that_a_spreadsheet_saved_is_told_as_a_whole(tmp_path: Path, changed: dict[str, str]) -> None:
    said = run(tmp_path, row(**changed), row(**changed))
    # The file whose lines are refused asks besides.
    whole = [one["message"] for one in said["problems"] if one["line"] == 0 and "Sur 2" not in one["message"]]
    assert len(whole) == 1
    assert "tableur" in whole[0]


def test_headers_of_other_years_are_read(tmp_path: Path) -> None:
    older = (
        ";".join(COLUMNS).replace("Code_postal", "Code postal").replace("SIREN_SIRET", "siren siret").lower()
    )
    assert run(tmp_path, row(), header=older)["schools"]["created"] == 1


def test_a_renamed_school_is_told(tmp_path: Path) -> None:
    run(tmp_path, row())
    said = run(tmp_path, row(Nom_etablissement="Ecole Simone Veil"))
    assert said["renamed"] == [
        {"uai": "0440001M", "from": "Ecole primaire des Vignes", "to": "Ecole Simone Veil"}
    ]


def test_a_closed_school_is_told_and_shut_only_when_asked(tmp_path: Path) -> None:
    run(tmp_path, row())
    school = School.objects.get()
    entitled = make.entitlement(school)
    closed = (row(etat="FERME"), row(Identifiant_de_l_etablissement="0440002N", etat="FERME"))
    said = run(tmp_path, *closed)
    # One that is not known is not made.
    assert (said["closed"], said["shut"], School.objects.count()) == (["0440001M"], 0, 1)
    entitled.refresh_from_db()
    assert entitled.ends > NOW
    said = run(tmp_path, *closed, options=("--shut",))
    entitled.refresh_from_db()
    assert (said["shut"], entitled.ends) == (1, NOW)
    assert AuditLine.objects.filter(act="directory.entitlement.ended", school_id=school.pk).count() == 1
    assert run(tmp_path, *closed, options=("--shut",))["shut"] == 0


def test_schools_that_the_file_no_longer_names_are_told(tmp_path: Path) -> None:
    other = row(Identifiant_de_l_etablissement="0530002P", Code_commune="53130")
    run(tmp_path, row(), row(Identifiant_de_l_etablissement="0440002N"), other)
    # Of the departments of the file only: nothing is said of Mayenne.
    assert run(tmp_path, row())["absent"] == ["0440002N"]
    assert School.objects.count() == 3


TRIMMED = "uai;nom;niveau;secteur;code_insee;uai_successeur"


def merged(uai: str, successor: str) -> str:
    return f"{uai};École {uai};primaire;Public;44109;{successor}"


def test_merged_schools_know_their_successor(tmp_path: Path) -> None:
    lines = (merged("0440001M", "0440003P"), merged("0440002N", "0440003P"), merged("0440003P", ""))
    for _ in range(2):
        said = run(tmp_path, *lines, header=TRIMMED)
        assert said["problems"] == []
    assert said["schools"]["unchanged"] == 3
    heir = School.objects.get(uai="0440003P")
    assert sorted(heir.predecessors.values_list("uai", flat=True)) == ["0440001M", "0440002N"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([merged("0440001M", "0440009W")], [2]),
        ([merged("0440001M", "0440001M")], [2]),
        ([merged("0440001M", "0440002N"), merged("0440002N", "0440001M")], [2, 3]),
        ([merged("0440001M", "0440002A"), merged("0440002N", "")], [2]),
    ],
)
def test_a_successor_that_cannot_be_is_told(tmp_path: Path, lines: list[str], told: list[int]) -> None:
    said = run(tmp_path, *lines, header=TRIMMED)
    assert [one["line"] for one in said["problems"]] == told
    assert not School.objects.exclude(successor=None).exists()


def test_statements_do_not_grow_with_the_file(tmp_path: Path) -> None:
    def many(size: int, **changed: str) -> list[str]:
        numbers = [f"{440000 + size * 1000 + i:07}" for i in range(size)]
        uais = [f"{number}{letter_of(number)}" for number in numbers]
        return [
            row(Identifiant_de_l_etablissement=uai, nom_circonscription=f"District {i % 3}", **changed)
            for i, uai in enumerate(uais)
        ]

    numbers = []
    for size in (3, 60):
        run(tmp_path, *many(size))
        with CaptureQueriesContext(connection) as captured:
            run(tmp_path, *many(size, Nom_etablissement="Autre"))
        numbers.append(len(captured))
    assert numbers[1] == numbers[0]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("21940034800195", True),
        ("21440109300016", False),
        ("2,17003E+13", False),
        ("214401093", True),
        ("", False),
    ],
)
def test_siret(text: str, *, right: bool) -> None:
    assert is_siret(text) is right


@pytest.mark.parametrize(("uai", "right"), [("0440290B", True), ("0940176F", True), ("0440290A", False)])
def test_the_letter_of_a_school(uai: str, *, right: bool) -> None:
    assert is_lettered(uai) is right


def test_the_geographic_code_is_trimmed_from_the_package(tmp_path: Path) -> None:
    """Of its communes: today's with their grouping; merged, associated and renumbered ones by that of today."""
    source, target = tmp_path / "source", tmp_path / "cog"
    source.mkdir()
    (source / "communes.json").write_text(
        json.dumps(
            [
                {"code": "01015", "nom": "Arboys", "type": "commune-actuelle", "anciensCodes": ["01340"]},
                {"code": "01015", "nom": "Arbignieu", "type": "commune-deleguee", "chefLieu": "01015"},
                {"code": "01340", "nom": "Saint-Bois", "type": "commune-deleguee", "chefLieu": "01015"},
                {"code": "75056", "nom": "Paris", "type": "commune-actuelle"},
                {"code": "75101", "nom": "Paris 1er", "type": "arrondissement-municipal", "commune": "75056"},
            ]
        )
    )
    (source / "epci.json").write_text(
        json.dumps([{"code": "200000172", "nom": "CC", "membres": [{"code": "01015"}]}])
    )
    assert communes.trim(source, target) == 2
    assert (target / "communes.csv").read_text() == "01015;Arboys;200000172\n75056;Paris;\n"
    assert (target / "former.csv").read_text() == "01340;01015\n75101;75056\n"
    assert (target / "epci.csv").read_text() == "200000172;CC\n"


def test_without_the_geographic_code_the_file_is_believed_and_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(communes, "TARGET", tmp_path / "nowhere")
    communes.geography.cache_clear()
    try:
        said = run(tmp_path, row())
    finally:
        communes.geography.cache_clear()
    assert [one["line"] for one in said["problems"]] == [0]
    assert School.objects.get().commune.insee == "44004"
    assert not Epci.objects.exists()
