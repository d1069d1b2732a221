"""A file that names an erased person again makes a new one."""

from pathlib import Path

import pytest

from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.models import Affiliation, ExternalKey, Person
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.states import State, standing_of
from tests.foundation.intake.aaf.writing import empty_schools, family, import_aaf
from tests.foundation.intake.aaf.writing import person as aaf_person
from tests.foundation.intake.importing import counts, empty_school, import_school


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


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["7001", "8001", "6001"])
def test_the_same_delivery_of_an_academy_makes_a_new_person(tmp_path: Path, key: str) -> None:
    """A pupil, an adult of the family, the director: no key of theirs is left, and the next import goes through."""
    empty_schools()
    import_aaf(family().write(tmp_path))
    erased = aaf_person(key)
    # Whatever names them: a key of every source goes with the person.
    for source in Source:
        ExternalKey.objects.get_or_create(
            person=erased, source=source, defaults={"academy": "17", "key": f"x{key}"}
        )
    person_erase(person=erased, reason=Reason.ASKED)
    assert not ExternalKey.objects.filter(person=erased).exists()
    said = import_aaf(family().write(tmp_path))
    assert sum(counts(said, kind)[0] for kind in ("pupils", "guardians", "teachers")) == 1
    new = aaf_person(key)
    assert new.pk != erased.pk
    assert standing_of(erased.pk).state == State.ERASED
    assert Person.objects.get(pk=erased.pk).full_name == "personne effacée"
