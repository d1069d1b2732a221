"""Two children of the same first name are parted by as many letters as they need, on every screen alike."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.classroom.queries import called_on_wall, wall_of
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import to_sign

ROOT = Path(__file__).resolve().parents[3]

CASES = (
    ([("Léa", "MARTIN"), ("Yanis", "BELKACEM")], ["Léa", "Yanis"]),
    ([("Léa", "MARTIN"), ("Léa", "DURAND")], ["Léa M.", "Léa D."]),
    ([("Léa", "DUPONT"), ("Léa", "DURAND")], ["Léa Dup.", "Léa Dur."]),
    ([("Léa", "DA SILVA"), ("Léa", "DURAND"), ("Léa", "MARTIN")], ["Léa Da.", "Léa Du.", "Léa M."]),
    # Accents and case part nobody to the ear.
    ([("Léa", "ÉMILE"), ("LEA", "EMERY")], ["Léa Émi.", "LEA Eme."]),
    # A name that is the start of the other one is whole.
    ([("Tom", "DU"), ("Tom", "DUPONT")], ["Tom Du", "Tom Dup."]),
    ([("Tom", "LE GOFF"), ("Tom", "LE BRAS")], ["Tom Le G.", "Tom Le B."]),
    ([("Tom", "D’ALMEIDA"), ("Tom", "D’ANDRE")], ["Tom D’Al.", "Tom D’An."]),
    # Nothing parts them; their animals do.
    ([("Tom", "ROUX"), ("Tom", "ROUX"), ("Tom", "REY")], ["Tom Ro.", "Tom Ro.", "Tom Re."]),
    ([("Tom", "ROUX"), ("Tom", "")], ["Tom R.", "Tom"]),
    ([], []),
)


@pytest.mark.parametrize(("people", "called"), CASES)
def test_as_many_letters_as_they_need(people: list[tuple[str, str]], called: list[str]) -> None:
    assert told_apart(people) == called


def test_the_door_the_home_and_the_list_of_notes_say_the_same(cast: Cast, sign_in: Any) -> None:
    """The wall and the home had one letter, « Léa M. » twice; a note to two children said « Léa, Léa »."""
    other = make.pupil(cast.tilleuls, cast.ce1, "Léa", "MAURY")
    Person.objects.filter(pk=cast.lea.pk).update(usual_name="MALLET")
    names = {"Léa Mal.", "Léa Mau."}
    assert {one.name for one in wall_of(cast.ce1)} == {*names, "Yanis"}
    assert called_on_wall(cast.ce1, other) == "Léa Mau."
    to_sign(cast, title="À deux", classes=(), children=(cast.lea, other))
    client = sign_in(cast.teacher)
    home, notes = client.get("/").text, client.get(reverse("liaison:list")).text
    for name in names:
        assert name in home
        assert name in notes


def test_own_children_too(cast: Cast, sign_in: Any) -> None:
    make.guardianship(cast.samira, make.pupil(cast.tilleuls, cast.cm2, "Léa", "MAURY"))
    page = sign_in(cast.samira).get("/").text
    assert "Léa Mar." in page
    assert "Léa Mau." in page


def test_there_is_one_definition() -> None:
    """One initial is what other families see of a classmate, by right; whoever parts homonyms asks `told_apart`."""
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "eprimo").rglob("*.py")
        if re.search(r"name\w*\[:1\]|last\[:1\]|last_name\[0\]", path.read_text(encoding="utf-8"))
    }
    assert found == {"eprimo/foundation/directory/policies/sight.py"}
