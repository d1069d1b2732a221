"""A file that names an erased person again makes a new one."""

from pathlib import Path

import pytest

from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.states import State, standing_of
from tests.foundation.intake.importing import empty_school, import_school


@pytest.mark.django_db
def test_the_same_delivery_of_onde_makes_a_new_person(tmp_path: Path) -> None:
    school = empty_school()
    invented = invent_school(3, 12, first_year=2026)
    import_school(tmp_path / "first", invented)
    pupils = Affiliation.objects.filter(school=school, profile="pupil", ends=None)
    child = Person.objects.get(pk=pupils.order_by("person").values("person")[:1])
    name, before = child.full_name, set(pupils.values_list("person", flat=True))
    person_erase(person=child, reason=Reason.ASKED)
    import_school(tmp_path / "second", invented, "--yes")
    new = set(pupils.values_list("person", flat=True)) - before
    assert [Person.objects.get(pk=pk).full_name for pk in new] == [name]
    assert standing_of(child.pk).state == State.ERASED
    assert Person.objects.get(pk=child.pk).full_name == "personne effacée"
