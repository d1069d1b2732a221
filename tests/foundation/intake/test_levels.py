"""ONDE says the level of pupils of a class of several; what a hand said stays, and an undo gives back what was."""

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.classroom.actions.levels import levels_set
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.foundation.intake.importing import counts, empty_school, import_school
from tests.foundation.intake.inventing import invented
from tests.foundation.intake.test_undo import AFTER, LATER, at, undo

pytestmark = pytest.mark.django_db


def _two_levels() -> InventedSchool:
    """The first class is CP and CE1, turn by turn."""
    truth = invented()
    label = truth.classes[0].label
    turns = cycle(("CP", "CE1"))
    pupils = [replace(one, level=next(turns)) if one.class_label == label else one for one in truth.pupils]
    first = replace(truth.classes[0], levels=("CP", "CE1"))
    return replace(truth, pupils=tuple(pupils), classes=(first, *truth.classes[1:]))


@pytest.fixture
def truth(tmp_path: Path) -> InventedSchool:
    empty_school()
    found = _two_levels()
    import_school(tmp_path / "first", found)
    return found


def _levels(label: str) -> dict[int, str]:
    rows = ClassMembership.objects.filter(class_group__label=label, ends=None)
    return dict(rows.values_list("pk", "level"))


def test_an_import_says_the_level_of_who_stays_and_a_hand_is_left(
    truth: InventedSchool, tmp_path: Path
) -> None:
    label = truth.classes[0].label
    told = _levels(label)
    assert set(told.values()) == {"CP", "CE1"}
    first, second, third = sorted(told)[:3]
    group = ClassGroup.objects.get(label=label)
    teacher = for_person(make.teacher(group.school, group).pk)
    other = {"CP": "CE1", "CE1": "CP"}
    person = ClassMembership.objects.get(pk=first).person
    levels_set(actor=teacher, class_group=group, said={person.public_id: other[told[first]]})
    ClassMembership.objects.filter(pk=second).update(level="")
    ClassMembership.objects.filter(pk=third).update(level=other[told[third]])
    with clock.frozen(LATER):
        said = import_school(tmp_path / "second", truth)
    assert counts(said, "pupils")[1] == 2, "the two whose level changes, and they are told"
    by_hand = {first: other[told[first]]}
    assert _levels(label) == told | by_hand
    # The same again changes nothing; the undo gives back what was.
    with clock.frozen(AFTER):
        undo()
    assert _levels(label) == told | by_hand | {second: "", third: other[told[third]]}
    # « Not known » leaves it to the next import.
    levels_set(actor=teacher, class_group=group, said={person.public_id: ""})
    at(AFTER, tmp_path / "third", truth)
    assert _levels(label) == told


def test_a_class_that_loses_a_level_takes_it_from_its_pupils_and_the_undo_gives_it_back(
    truth: InventedSchool, tmp_path: Path
) -> None:
    label = truth.classes[0].label
    told = _levels(label)
    ClassMembership.objects.filter(pk=min(told)).update(level="CP", level_by_hand=True)
    before = _levels(label)
    pupils = tuple(
        replace(one, level="CE2" if one.level == "CP" else one.level) if one.class_label == label else one
        for one in truth.pupils
    )
    first = replace(truth.classes[0], levels=("CE1", "CE2"))
    at(LATER, tmp_path / "other", replace(truth, pupils=pupils, classes=(first, *truth.classes[1:])))
    assert set(_levels(label).values()) == {"CE1", "CE2"}
    with clock.frozen(AFTER):
        undo()
    assert _levels(label) == before
    assert ClassMembership.objects.get(pk=min(told)).level_by_hand
