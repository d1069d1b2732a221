"""An import undone: what was in force before it is in force again, and what hands did since stays."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given, seed
from hypothesis import strategies as st

from eprimo.devtools.generators.evolution import evolve
from eprimo.devtools.generators.onde_writer import write_onde_folder
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.directory.actions.years import year_after
from eprimo.foundation.directory.enums import EndReason, Profile, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    GuardianRestriction,
    Guardianship,
    Person,
    School,
    YearChange,
)
from eprimo.foundation.intake.actions.undo import UNDO_LASTS, UndoRefused, delivery_undo
from eprimo.foundation.intake.models import Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.intake.importing import UAI, dump, empty_school, import_school, run_import
from tests.foundation.intake.in_force import everybody, in_force
from tests.foundation.intake.inventing import NEW, invented
from tests.foundation.intake.test_sequences import STEP, VARIANTS, Undo
from tests.sizes import drawn

pytestmark = pytest.mark.django_db
LATER, AFTER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def last() -> OndeDelivery:
    found = OndeDelivery.objects.filter(state=DeliveryState.APPLIED).order_by("-pk").first()
    assert found is not None
    return found


def undo() -> OndeDelivery:
    return delivery_undo(actor=None, delivery=last())


def at(when: datetime, folder: Path, school: InventedSchool, *options: str, **more: Any) -> None:
    with clock.frozen(when):
        import_school(folder, school, *options, **more)


@pytest.fixture
def school(tmp_path: Path) -> School:
    """A school with its first import, and who directs it by hand."""
    made = empty_school()
    import_school(tmp_path / "first", invented())
    return made


def test_the_wrong_school_undone_gives_everybody_back(school: School, tmp_path: Path) -> None:
    """None of its pupils known, all of ours leaving: what one tick and one button did."""
    people = everybody()
    before = in_force(UAI)
    at(LATER, tmp_path / "wrong", invented(2), "--yes", "--other-school", "Par erreur")
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=LATER).count() == 52
    with clock.frozen(AFTER):
        row = undo()
        assert in_force(UAI, people) == before
    assert (row.state, row.undone_at, row.journal) == (DeliveryState.UNDONE, AFTER, None)
    line = AuditLine.objects.get(act="intake.onde.undone")
    assert (line.school_id, line.details["ended"] > 100, line.details["back"] > 100) == (
        school.pk,
        True,
        True,
    )
    # The people of the other school are of no school, and have nothing of this one.
    strangers = Person.objects.exclude(pk__in=people)
    assert not Affiliation.objects.filter(person__in=strangers, ends=None).exists()
    # The right files then change nothing, and say so.
    with clock.frozen(AFTER + timedelta(minutes=1)):
        said = import_school(tmp_path / "first", invented())
    assert {
        said[kind][what]
        for kind in ("pupils", "guardians", "classes")
        for what in ("created", "updated", "left")
    } == {0}


def test_a_first_import_undone_leaves_an_empty_school(tmp_path: Path) -> None:
    empty_school()
    before = in_force(UAI)
    import_school(tmp_path, invented())
    with clock.frozen(LATER):
        undo()
        assert in_force(UAI, set()) == before
    with clock.frozen(AFTER):
        import_school(tmp_path, invented())
        assert Affiliation.objects.filter(profile="pupil", ends=None).count() == 52
        assert sorted(ClassGroup.objects.filter(closed_at=None).values_list("label", flat=True)) == sorted(
            one.label for one in invented().classes
        )


def test_classes_that_changed_names_with_each_other_have_their_own_again(
    school: School, tmp_path: Path
) -> None:
    truth = invented()
    first, second = truth.classes[0].label, truth.classes[1].label
    swap = {first: second, second: first}
    at(LATER, tmp_path / "swapped", _relabelled(truth, swap), "--yes")
    before = dict(ClassGroup.objects.values_list("pk", "label"))
    with clock.frozen(AFTER):
        undo()
    assert set(before.values()) == {one.label for one in truth.classes}
    at(AFTER, tmp_path / "renamed", _relabelled(truth, {first: "Classe du fond"}))
    with clock.frozen(AFTER + timedelta(hours=1)):
        undo()
    assert set(ClassGroup.objects.filter(closed_at=None).values_list("label", flat=True)) == {
        one.label for one in truth.classes
    }


def _relabelled(truth: InventedSchool, names: dict[str, str]) -> InventedSchool:
    return replace(
        truth,
        classes=tuple(replace(one, label=names.get(one.label, one.label)) for one in truth.classes),
        pupils=tuple(replace(p, class_label=names.get(p.class_label, p.class_label)) for p in truth.pupils),
        teachers=tuple(
            replace(one, classes=tuple(names.get(label, label) for label in one.classes)) for one in truth.teachers
        ),
    )  # fmt: skip


@seed(20261113)
@drawn(2, 120)
@given(
    first=st.integers(0, 10_000),
    before=st.lists(STEP, max_size=2),
    step=STEP | st.none(),
    variants=st.lists(st.sampled_from([*VARIANTS, NEW]), min_size=4, max_size=4),
)
def test_any_import_then_its_undo_is_what_was_in_force(
    first: int, before: list[dict[str, int]], step: dict[str, int] | None, variants: list[Any]
) -> None:
    """A school told some times, then once more (none: the files of another school), then undone."""
    with pytest.raises(Undo):
        _story(invent_school(first, 26, first_year=2026), before, step, variants)


def _story(
    truth: InventedSchool, before: list[dict[str, int]], step: dict[str, int] | None, variants: list[Any]
) -> None:
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        _undone(Path(name), truth, before, step, variants)
        raise Undo


def _undone(
    folder: Path, truth: InventedSchool, before: list[dict[str, int]], step: dict[str, int] | None, variants: list[Any]
) -> None:  # fmt: skip
    empty_school()
    at(NOW, folder / "0", truth, variant=variants[0])
    for number, one in enumerate(before, start=1):
        truth = evolve(truth, **one).school
        at(NOW + timedelta(minutes=number), folder / str(number), truth, "--yes", variant=variants[number])
    with clock.frozen(LATER):
        people, held = everybody(), in_force(UAI)
        told = evolve(truth, **step).school if step else invent_school(99_999, 26, first_year=2026)
        said = import_school(folder / "last", told, "--yes", "--other-school", "Essai", variant=variants[3])
    with clock.frozen(AFTER):
        if not any(
            said[kind][what] for kind in said if kind != "problems" for what in ("created", "updated", "left")
        ):
            return
        undo()
        assert in_force(UAI, people) == held


# What happened since


def test_what_hands_did_since_stays(school: School, tmp_path: Path) -> None:
    truth = invented()
    pupils = [
        Person.objects.get(birth_date=one.birth_date, last_name=one.last_name, first_name=one.first_name)
        for one in truth.pupils[:3]
    ]
    at(LATER, tmp_path / "wrong", invented(2), "--yes", "--other-school", "Par erreur")
    back, gone, renamed = pupils
    since = LATER + timedelta(minutes=10)
    with clock.frozen(since):
        # Put back by hand, in a class by hand too; another got her own name right.
        make.affiliation(back, school, Profile.PUPIL, starts=since)
        group = ClassGroup.objects.filter(school=school, closed_at=None).first()
        assert group is not None
        ClassMembership.objects.create(person=back, class_group=group, school=school, starts=since)
        Person.objects.filter(pk=renamed.pk).update(first_name="Écrit à la main")
    with clock.frozen(AFTER):
        undo()
    links = list(back.affiliations.order_by("starts").values_list("starts", "ends", "end_reason", "source"))
    assert links[0][1:] == (since, EndReason.CORRECTED, Source.ONDE)
    assert links[1] == (since, None, "", Source.MANUAL)
    assert gone.affiliations.get().ends is None
    renamed.refresh_from_db()
    assert renamed.first_name == "Écrit à la main"
    # The class of the other school stays open while somebody is in it by hand.
    group.refresh_from_db()
    assert group.closed_at is None


def test_who_was_taken_out_by_hand_since_is_not_put_in_a_class_again(school: School, tmp_path: Path) -> None:
    truth = invented()
    moved = replace(truth.pupils[0], class_label=truth.classes[1].label)
    moved = replace(moved, level=truth.classes[1].levels[0])
    at(LATER, tmp_path / "moved", replace(truth, pupils=(moved, *truth.pupils[1:])))
    child = Person.objects.get(
        birth_date=moved.birth_date, last_name=moved.last_name, first_name=moved.first_name
    )
    since = LATER + timedelta(minutes=10)
    child.affiliations.update(ends=since, end_reason=EndReason.ENDED_BY_HAND)
    with clock.frozen(AFTER):
        undo()
        assert not child.class_memberships.in_force().exists()  # type: ignore[attr-defined]
    assert child.affiliations.get().end_reason == EndReason.ENDED_BY_HAND


def test_a_link_that_came_back_is_over_again_with_its_restriction(school: School, tmp_path: Path) -> None:
    truth = invented()
    adult = next(one for one in truth.guardians if len(one.children) == 1)
    without = replace(truth, guardians=tuple(one for one in truth.guardians if one != adult))
    at(LATER, tmp_path / "without", without)
    link = Guardianship.objects.get(adult__last_name=adult.last_name, adult__first_name=adult.first_name)
    assert link.ends == LATER
    GuardianRestriction.objects.create(guardianship=link, school=school, level=2, reason="Jugement")
    at(AFTER, tmp_path / "with", truth)
    link.refresh_from_db()
    assert link.ends is None
    with clock.frozen(AFTER + timedelta(hours=1)):
        undo()
    link.refresh_from_db()
    assert (link.ends, link.end_reason) == (LATER, EndReason.ABSENT_FROM_SOURCE)


# When it cannot be


def test_an_import_under_a_later_one_says_so_until_that_one_is_undone(school: School, tmp_path: Path) -> None:
    first = last()
    at(LATER, tmp_path / "b", evolve(invented(), 3, arrivals=2).school)
    with clock.frozen(AFTER):
        with pytest.raises(UndoRefused, match="Un autre import a été appliqué depuis"):
            delivery_undo(actor=None, delivery=first)
        undo()
        with pytest.raises(UndoRefused, match="déjà annulé"):
            delivery_undo(actor=None, delivery=OndeDelivery.objects.get(state=DeliveryState.UNDONE))
        delivery_undo(actor=None, delivery=first)
        assert in_force(UAI, set())["affiliations"] == []


def test_an_import_that_changed_nothing_does_not_stand_over_the_one_before(
    school: School, tmp_path: Path
) -> None:
    first = last()
    at(LATER, tmp_path / "first", invented())
    with clock.frozen(AFTER):
        with pytest.raises(UndoRefused, match="n’a rien changé"):
            undo()
        delivery_undo(actor=None, delivery=first)


def test_fifteen_days_then_what_an_undo_needs_is_erased(school: School) -> None:
    row = last()
    with clock.frozen(NOW + UNDO_LASTS - timedelta(seconds=1)):
        call_command("worker", "--once")
        row.refresh_from_db()
        assert row.journal is not None
    with clock.frozen(NOW + UNDO_LASTS):
        with pytest.raises(UndoRefused, match="quinze jours"):
            undo()
        call_command("worker", "--once")
    row.refresh_from_db()
    assert row.journal is None


def test_a_change_of_year_since_is_not_undone_with_it(school: School) -> None:
    YearChange.objects.create(
        school=school, from_year=school.running_year, to_year=year_after(school.running_year), state="switched",
        switched_at=LATER, undo_until=LATER + UNDO_LASTS,
    )  # fmt: skip
    with clock.frozen(AFTER), pytest.raises(UndoRefused, match="changé d’année"):
        undo()


def test_the_academys_delivery_is_not_undone(school: School) -> None:
    row = last()
    row.source = Source.AAF
    row.save()
    with pytest.raises(UndoRefused, match="rien changé qui puisse"):
        undo()


# Who may


def test_who_directs_and_the_academy_of_its_territory_undo(cast: Any) -> None:
    from eprimo.foundation.access.actors import for_person

    row = OndeDelivery.objects.create(
        school=cast.tilleuls, state=DeliveryState.APPLIED, applied_at=NOW, changed=1, journal={}
    )
    for name in ("teacher", "inspector", "platform", "director_verne", "staff"):
        with pytest.raises(Forbidden):
            delivery_undo(actor=for_person(cast.people[name].pk), delivery=row)
    for name in ("director", "deputy", "academy"):
        with clock.frozen(LATER):
            OndeDelivery.objects.filter(pk=row.pk).update(state=DeliveryState.APPLIED, journal={})
            assert (
                delivery_undo(actor=for_person(cast.people[name].pk), delivery=row).state
                == DeliveryState.UNDONE
            )


def test_who_undoes_keeps_the_own_link(tmp_path: Path) -> None:
    from eprimo.foundation.access.actors import for_person

    empty_school()
    import_school(tmp_path, invented())
    head = Person.objects.get(affiliations__profile=Profile.DIRECTOR)
    with clock.frozen(LATER):
        delivery_undo(actor=for_person(head.pk), delivery=last())
        assert list(Affiliation.objects.filter(ends=None).values_list("person", "profile")) == [
            (head.pk, Profile.DIRECTOR)
        ]


# The command


def test_the_command_undoes_the_last_one(school: School, tmp_path: Path, capsys: Any) -> None:
    before = dump()
    at(LATER, tmp_path / "wrong", invented(2), "--yes", "--other-school", "Par erreur")
    with clock.frozen(AFTER):
        call_command("undo_onde", "--school", UAI)
        assert "comme avant" in capsys.readouterr().out
        known = {one["public_id"] for one in before}
        assert [one for one in dump() if one["public_id"] in known] == before


def test_the_command_says_why_it_cannot(capsys: Any) -> None:
    empty_school()
    with pytest.raises(SystemExit):
        call_command("undo_onde", "--school", UAI)
    assert "Aucun import" in capsys.readouterr().err


# Raised


def test_many_departures_raise_an_alarm_until_they_are_undone(school: School, tmp_path: Path) -> None:
    assert last().alarm == Alarm.NONE
    at(LATER, tmp_path / "wrong", invented(2), "--yes", "--other-school", "Par erreur")
    row = last()
    assert (row.alarm, row.facts["left"], row.facts["pupils"], row.facts["known"]) == (
        Alarm.RAISED,
        52,
        52,
        0,
    )
    with clock.frozen(AFTER):
        undo()
    row.refresh_from_db()
    assert row.alarm == Alarm.NONE


def test_a_usual_import_raises_none(school: School, tmp_path: Path) -> None:
    code, _ = run_import(write_onde_folder(tmp_path / "b", evolve(invented(), 3, departures=2).school))
    assert code == 0
    assert last().alarm == Alarm.NONE
