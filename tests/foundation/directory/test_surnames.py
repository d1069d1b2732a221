"""Surnames have one case, whichever file or hand they came from."""

import importlib
from pathlib import Path

import pytest
from django.apps import apps

from eprimo.foundation.directory.actions.newcomers import Newcomer, person_make
from eprimo.foundation.directory.models import Person
from eprimo.foundation.intake.actions.director import _made
from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.kernel.text import surname
from tests.foundation.intake.aaf.writing import Delivery, delta, empty_schools, import_aaf, person
from tests.foundation.intake.onde.files import pupils_csv

raising = importlib.import_module("eprimo.foundation.directory.migrations.0020_surnames_in_capitals")


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Le Goff", "LE GOFF"), (" d’Éon  de Beaumont ", "D’ÉON DE BEAUMONT"), ("MARTIN", "MARTIN"), ("", "")],
)
def test_a_surname_is_kept_in_capitals(written: str, kept: str) -> None:
    assert surname(written) == kept


def test_a_file_of_onde() -> None:
    pupil = (read_delivery({"e.csv": pupils_csv("Le Goff;Éon;Zoé;04/05/2018;F;;CE1;CE1;Oui")}).pupils or ())[
        0
    ]
    assert (pupil.last_name, pupil.usual_name, pupil.first_name) == ("LE GOFF", "ÉON", "Zoé")


@pytest.mark.django_db
def test_a_delivery_of_the_academy_and_what_changes_in_it(tmp_path: Path) -> None:
    empty_schools()
    first = (
        Delivery().school().pupil("7001").guardian("8001", ENTPersonNomPatro="Le Goff", ENTPersonNom="Éon")
    )
    import_aaf(first.teacher().write(tmp_path / "one"))
    assert (person("8001").last_name, person("8001").usual_name) == ("LE GOFF", "ÉON")
    delta(tmp_path / "two", Delivery().modify("PersRelEleve", "8001", ENTPersonNom="Le Goff"))
    # The same name in another case is no other name.
    assert (person("8001").last_name, person("8001").usual_name) == ("LE GOFF", "")


@pytest.mark.django_db
def test_who_is_typed_by_hand() -> None:
    assert person_make(Newcomer("Anne", "Le Goff")).last_name == "LE GOFF"
    assert _made("Goff Anne").last_name == "GOFF"


@pytest.mark.django_db
def test_what_was_there_before() -> None:
    """The migration: rows of the releases before, in the case of their source."""
    one = Person.objects.create(last_name="Le Goff", usual_name="d’Éon", first_name="Zoé")
    raising.raise_case(apps, None)
    one.refresh_from_db()
    assert (one.last_name, one.usual_name, one.first_name) == ("LE GOFF", "D’ÉON", "Zoé")
