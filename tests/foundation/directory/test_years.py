"""The change of year of a school: proposed, adjusted, switched at its day, undone."""

from datetime import date, timedelta

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions import year_switch, year_work, years
from eprimo.foundation.directory.enums import EndReason, PupilOutcome, SchoolKind, YearState
from eprimo.foundation.directory.errors import (
    AlreadyThere,
    NotAhead,
    PupilsLeft,
    TooEarly,
    UndoOver,
    WrongDates,
)
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Person,
    PlannedPupil,
    School,
    YearChange,
)
from eprimo.foundation.directory.year_plan import Child, Now, Pupils, next_label
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.privacy.models import Export, ExportKind
from eprimo.foundation.privacy.states import State, standing_of
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.placed import misplaced
from tests.foundation.directory.school_year import AUGUST, JULY, class_of, dump, outcome, place, summer


def acts_of(change: YearChange) -> list[str]:
    rows = AuditLine.objects.filter(school_id=change.school_id, act__startswith="directory.year.")
    return list(rows.order_by("id").values_list("act", flat=True))


# --- the proposal ---


def _proposed(
    *children: Child, kind: str = SchoolKind.PRIMARY, rpi: bool = False, **labels: str
) -> dict[int, tuple[str, int | None]]:
    classes = {
        number: Now(number, label.replace("_", " "), tuple(levels.split()))
        for number, (label, levels) in enumerate(labels.items(), 1)
    }  # fmt: skip
    found = Pupils(classes, classes, kind, rpi, 2026).propose(children)
    return {one.person_id: (one.outcome.value, one.target) for one in found}


def test_each_level_goes_up_and_the_oldest_leave() -> None:
    children = [Child(number, None, (number,)) for number in range(1, 5)]
    found = _proposed(*children, PS="PS", MS="MS", CM1="CM1", CM2="CM2")
    assert found == {1: ("class", 2), 2: ("unplaced", None), 3: ("class", 4), 4: ("college", None)}


def test_those_of_one_class_stay_together_in_the_class_of_the_same_ending() -> None:
    children = [Child(n, None, (1 if n % 2 else 2,)) for n in range(1, 9)]
    found = _proposed(*children, CP_A="CP", CP_B="CP", CE1_A="CE1", CE1_B="CE1")
    assert {n: target for n, (_, target) in found.items()} == {n: 3 if n % 2 else 4 for n in range(1, 9)}


def test_without_an_ending_the_emptiest_class_takes_them() -> None:
    children = [Child(n, None, (1,)) for n in range(1, 4)] + [Child(n, None, (2,)) for n in range(4, 6)]
    found = _proposed(*children, Rouge="CP", Bleu="CP", Vert="CE1", Jaune="CE1")
    assert {found[1][1], found[4][1]} == {3, 4}


@pytest.mark.parametrize(("born", "target"), [(2020, 1), (2019, 3), (2021, 1), (2018, 3), (None, None)])
def test_in_a_class_of_two_levels_the_birth_date_tells(born: int | None, target: int | None) -> None:
    child = Child(1, date(born, 4, 1) if born else None, (1,))
    found = _proposed(child, Double="CP CE1", CE1="CE1", CE2="CE2")
    assert found[1][1] == target


def test_a_level_that_is_known_is_not_guessed_by_age() -> None:
    """A child of eight in CP, of a class of CP and CE1; one whose known level the class has not is guessed."""
    plan = {1: Now(1, "Double", ("CP", "CE1")), 2: Now(2, "CE1", ("CE1",)), 3: Now(3, "CE2", ("CE2",))}
    born = date(2018, 4, 1)
    children = [
        Child(1, born, (1,), {1: "CP"}),
        Child(2, born, (1,), {1: "CM2"}),
        Child(3, None, (1,), {1: "CE1"}),
    ]
    found = {
        one.person_id: (one.level, one.guessed)
        for one in Pupils(plan, plan, SchoolKind.ELEMENTARY, False, 2026).propose(children)
    }
    assert found == {1: ("CE1", False), 2: ("CE2", True), 3: ("CE2", False)}


def test_a_nursery_school_and_an_rpi_let_go_to_another_school() -> None:
    child = Child(1, None, (1,))
    assert _proposed(child, kind=SchoolKind.NURSERY, GS="GS") == {1: ("other", None)}
    assert _proposed(child, rpi=True, CE1="CE1") == {1: ("other", None)}
    assert _proposed(child, CE1="CE1") == {1: ("unplaced", None)}


def test_a_unit_keeps_its_pupils_until_they_may_leave() -> None:
    young, old = Child(1, date(2018, 1, 1), (1, 2)), Child(2, date(2016, 1, 1), (1,))
    found = _proposed(young, Child(3, date(2018, 1, 1), (1,)), old, ULIS="ULIS", CE2="CE2", CM1="CM1")
    assert found == {1: ("class", 3), 3: ("class", 1), 2: ("unplaced", None)}


def test_years_in_a_label_move_on() -> None:
    assert next_label("CE1 2026-2027", 2026) == "CE1 2027-2028"
    assert next_label("Salle 2030", 2026) == "Salle 2030"


def test_prepared_from_this_year(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.prepared()
        assert outcome(change, cast.lea) == ("class", "CE2-A")
        assert outcome(change, cast.noe) == ("college", "")
        assert outcome(change, school.young) == ("class", "CM1-CM2 2027-2028")
        assert outcome(change, school.old) == ("college", "")
        assert sorted(change.classes.values_list("label", flat=True)) == [
            "CE1-A",
            "CE2-A",
            "CM1-CM2 2027-2028",
            "CM2",
        ]
        adults = change.classes.get(label="CE1-A").adults.values_list("person", "kind")
        assert list(adults) == [(cast.teacher.pk, "teaches")]
        # Nobody sees anything of it, and nobody moved.
        assert ClassGroup.objects.filter(year=2027).count() == 0
        assert class_of(cast.lea) == [("CE1-A", 2026)]
        assert acts_of(change) == ["directory.year.prepared"]
        with pytest.raises(AlreadyThere):
            school.prepared()


def test_not_before_the_spring_and_by_a_head_of_the_school(cast: Cast) -> None:
    with pytest.raises(TooEarly):
        years.year_prepare(actor=cast.actor("director"), school_id=cast.tilleuls.pk)
    with clock.frozen(JULY):
        for who in ("teacher", "director_verne", "academy", "inspector", "platform", "staff"):
            with pytest.raises(Forbidden):
                years.year_prepare(actor=cast.actor(who), school_id=cast.tilleuls.pk)


def test_adjusted_by_hand(cast: Cast) -> None:
    with summer(cast) as school:
        director = cast.actor("director")
        change = school.prepared()
        made = years.planned_class_add(actor=director, change=change, label="CE2-B", levels=["CE2"])
        place(cast, change, cast.yanis, to="CE2-B")
        years.planned_pupils_place(
            actor=director, change=change, people=[school.old.pk], outcome=PupilOutcome.CLASS,
            planned_class=change.classes.get(label="CM2"), held_back=True,
        )  # fmt: skip
        years.planned_adults_set(actor=director, planned=made, adults=[cast.teacher_cm2])
        with pytest.raises(AlreadyThere):
            years.planned_class_change(actor=director, planned=made, label="ce2-a", levels=[])
        assert years.planned_class_drop(actor=director, planned=change.classes.get(label="CE2-A")) == 1
        assert outcome(change, cast.lea) == ("unplaced", "")
        with pytest.raises(NotVisible):
            years.planned_pupils_place(
                actor=director, change=change, people=[cast.lea_verne.pk], outcome=PupilOutcome.COLLEGE
            )
        with pytest.raises(PupilsLeft):
            year_switch.year_switch(actor=director, change=change)
        year_switch.year_switch(actor=director, change=change, unplaced_agreed=True)
        assert (class_of(cast.lea), class_of(cast.yanis)) == ([], [("CE2-B", 2027)])
        assert class_of(school.old) == [("CM2", 2027)]
        assert for_person(cast.teacher_cm2.pk).class_ids >= {ClassGroup.objects.get(label="CE2-B").pk}


def test_a_class_is_split_in_two(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.prepared()
        half = years.planned_class_split(
            actor=cast.actor("director"), planned=change.classes.get(label="CE2-A"), label="CE2-B"
        )
        assert half.pupils.count() == change.classes.get(label="CE2-A").pupils.count() == 1


def test_started_again_and_abandoned(cast: Cast) -> None:
    with summer(cast) as school:
        director = cast.actor("director")
        change = school.prepared()
        years.planned_class_drop(actor=director, planned=change.classes.get(label="CE2-A"))
        years.year_plan_again(actor=director, change=change)
        assert outcome(change, cast.lea) == ("class", "CE2-A")
        years.year_abandon(actor=director, change=change)
        assert not PlannedPupil.objects.exists()
        school.prepared()


# --- the switch ---


def test_switched(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.switched()
        assert School.objects.get(pk=cast.tilleuls.pk).running_year_id == 2027
        assert class_of(cast.lea) == [("CE2-A", 2027)]
        assert not ClassGroup.objects.filter(school=cast.tilleuls, year=2026, closed_at=None).exists()
        assert cast.actor("lea").class_ids == {ClassGroup.objects.get(year=2027, label="CE2-A").pk}
        assert cast.actor("samira").child(cast.noe.pk) is None
        assert cast.actor("teacher").class_ids == {ClassGroup.objects.get(year=2027, label="CE1-A").pk}
        assert (change.state, change.undo_until) == ("switched", JULY + timedelta(days=15))
        assert acts_of(change) == ["directory.year.prepared", "directory.year.switched"]
        gone = Affiliation.objects.get(person=cast.noe)
        assert (gone.ends, gone.end_reason) == (JULY, EndReason.YEAR_CLOSED)
        assert standing_of(cast.noe.pk).state == State.LEAVING
        with pytest.raises(NotAhead):
            year_switch.year_switch(actor=cast.actor("director"), change=change)


def test_the_file_of_who_leaves_is_made_once_and_taken_back(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.switched()
        run_due()
        files = Export.objects.filter(kind=ExportKind.LEAVING)
        assert set(files.values_list("subject", flat=True)) == {cast.noe.pk, cast.zoe.pk, school.old.pk}
        year_switch.year_undo(actor=cast.actor("director"), change=change)
        run_due()
        assert not files.exists()


def test_undone_before_the_worker_came_no_file_is_made(cast: Cast) -> None:
    with summer(cast) as school:
        year_switch.year_undo(actor=cast.actor("director"), change=school.switched())
        run_due()
        assert not Export.objects.exists()


def test_who_came_and_who_left_since_it_was_prepared(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.prepared()
        new = make.pupil(cast.tilleuls, cast.ce1, "Nina", "NOUVELLE")
        lost = make.person("Sans", "CLASSE")
        make.affiliation(lost, cast.tilleuls, "pupil")
        Affiliation.objects.filter(person=cast.yanis).update(ends=JULY, end_reason="left")
        with pytest.raises(PupilsLeft):
            year_switch.year_switch(actor=cast.actor("director"), change=change)
        year_switch.year_switch(actor=cast.actor("director"), change=change, unplaced_agreed=True)
        assert (class_of(new), class_of(lost), class_of(cast.yanis)) == ([("CE2-A", 2027)], [], [])


def test_an_import_can_move_whom_an_import_placed(cast: Cast) -> None:
    """The link of next year bears the source of the pupil's: the next delivery goes on with it."""
    Affiliation.objects.filter(person=cast.lea).update(source="onde")
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(source="aaf")
    with summer(cast) as school:
        school.switched()
        assert ClassMembership.objects.get(person=cast.lea, ends=None).source == "onde"
        assert ClassGroup.objects.get(year=2027, label="CE1-A").source == "aaf"


# --- its day ---


def test_the_day_comes_by_itself(cast: Cast) -> None:
    with summer(cast) as school:
        director = cast.actor("director")
        change = school.prepared()
        for wrong in (date(2027, 6, 1), date(2027, 7, 6), date(2028, 2, 1)):
            with pytest.raises(WrongDates):
                years.year_schedule(actor=director, change=change, on=wrong)
        years.year_schedule(actor=director, change=change, on=AUGUST.date())
        assert year_work.years_work() == 0
    eve = AUGUST.replace(hour=21, minute=59) - timedelta(days=1)
    with clock.frozen(eve):
        assert year_work.years_work() == 0
    with clock.frozen(eve + timedelta(minutes=1)):
        assert year_work.years_work() == 1
        assert class_of(cast.lea) == [("CE2-A", 2027)]
        assert year_work.years_work() == 0


def test_what_cannot_be_switched_waits_for_somebody(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.prepared()
        make.affiliation(make.person("Sans", "CLASSE"), cast.tilleuls, "pupil")
        years.year_schedule(actor=cast.actor("director"), change=change, on=JULY.date())
        assert year_work.years_work() == 1
        change.refresh_from_db()
        assert (change.state, change.trouble) == ("prepared", "pupils-left")
        assert year_work.years_work() == 0
        years.year_schedule(actor=cast.actor("director"), change=change, on=JULY.date(), unplaced_agreed=True)
        assert year_work.years_work() == 1
        change.refresh_from_db()
        assert change.state == "switched"


def test_an_academy_asks_for_many_schools(cast: Cast) -> None:
    ids = [cast.tilleuls.pk, cast.verne.pk]
    make.class_group(cast.verne, "CE2", ("CE2",))
    with summer(cast):
        academy = cast.actor("academy", Role.ACADEMY)
        with pytest.raises(Forbidden):
            year_work.years_prepare(actor=academy, school_ids=ids[:1])
        assert year_work.years_prepare(actor=academy, school_ids=ids) == 2
        assert year_work.years_prepare(actor=academy, school_ids=ids) == 0
        assert year_work.years_work() == 2
        assert set(YearChange.objects.values_list("state", flat=True)) == {YearState.PREPARED}
        make.affiliation(make.person("Sans", "CLASSE"), cast.verne, "pupil")
        YearChange.objects.get(school=cast.verne).pupils.filter(person=cast.lea_verne).update(
            outcome=PupilOutcome.UNPLACED, planned_class=None
        )
        assert year_work.years_switch(actor=academy, school_ids=ids, on=JULY.date()) == 1
        assert year_work.years_work() == 1
        assert (
            year_work.years_switch(actor=academy, school_ids=ids, on=JULY.date(), unplaced_agreed=True) == 1
        )
        assert year_work.years_work() == 1
        assert set(School.objects.filter(pk__in=ids).values_list("running_year", flat=True)) == {2027}


# --- the undoing ---


def test_undone_gives_everything_back(cast: Cast) -> None:
    later = JULY + timedelta(days=2)
    with summer(cast) as school:
        # Links with an end of their own keep it.
        make.attach(cast.teacher_cm2, cast.ce1, ends=JULY + timedelta(days=40))
        ClassMembership.objects.filter(person=cast.yanis).update(ends=JULY + timedelta(days=3), end_reason="")
        Affiliation.objects.filter(person=cast.zoe).update(ends=JULY + timedelta(days=9))
        with clock.frozen(later):
            before, links = dump(), _links()
        change = school.switched()
        assert dump() != before
        with clock.frozen(later):
            again = year_switch.year_undo(actor=cast.actor("director"), change=change)
            assert _links() == links
            assert dump() == before
        assert School.objects.get(pk=cast.tilleuls.pk).running_year_id == 2026
        change.refresh_from_db()
        assert (change.state, again.state) == ("undone", "prepared")
        assert outcome(again, cast.lea) == ("class", "CE2-A")


def _links() -> list[list[tuple[object, ...]]]:
    """Every link of the running year's world, to the letter."""
    old = {"class_group__year": 2026}
    wanted = ("pk", "person_id", "starts", "ends", "end_reason", "source")
    return [
        list(Affiliation.objects.order_by("pk").values_list(*wanted)),
        list(ClassMembership.objects.filter(**old).order_by("pk").values_list(*wanted)),
        list(Attachment.objects.exclude(class_group__year=2027).order_by("pk").values_list(*wanted)),
        list(ClassGroup.objects.filter(year=2026).order_by("pk").values_list("pk", "label", "closed_at")),
    ]


def test_switched_again_takes_the_same_classes_up(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.switched()
        made = ClassGroup.objects.get(year=2027, label="CE2-A")
    with clock.frozen(JULY + timedelta(days=1)):
        again = year_switch.year_undo(actor=cast.actor("director"), change=change)
        made.refresh_from_db()
        assert made.closed_at is not None
        planned = again.classes.get(label="CE2-A")
        years.planned_class_change(
            actor=cast.actor("director"), planned=planned, label="CE2 bleu", levels=["CE2"]
        )
        years.planned_class_add(actor=cast.actor("director"), change=again, label="CE2-A", levels=["CE2"])
    with clock.frozen(JULY + timedelta(days=2)):
        year_switch.year_switch(actor=cast.actor("director"), change=again)
        made.refresh_from_db()
        assert (made.label, made.closed_at) == ("CE2 bleu", None)
        assert class_of(cast.lea) == [("CE2 bleu", 2027)]
        assert ClassGroup.objects.filter(year=2027, label="CE2-A").count() == 1


def test_who_left_for_good_meanwhile_is_not_put_back(cast: Cast) -> None:
    later = JULY + timedelta(days=1)
    with summer(cast) as school:
        change = school.switched()
    with clock.frozen(later):
        Affiliation.objects.filter(person=cast.lea, ends=None).update(ends=later, end_reason="left")
        make.affiliation(cast.noe, cast.tilleuls, "pupil", starts=later)
    with clock.frozen(later + timedelta(days=1)):
        year_switch.year_undo(actor=cast.actor("director"), change=change)
        assert class_of(cast.lea) == []
        membership = ClassMembership.objects.get(person=cast.lea, class_group=cast.ce1)
        assert (membership.ends, membership.end_reason) == (later, "left")
        spans = Affiliation.objects.filter(person=cast.noe).order_by("starts").values_list("ends", flat=True)
        assert list(spans) == [later, None]


def test_fifteen_days_and_no_more(cast: Cast) -> None:
    with summer(cast) as school:
        change = school.switched()
    with clock.frozen(JULY + timedelta(days=15)):
        with pytest.raises(UndoOver):
            year_switch.year_undo(actor=cast.actor("director"), change=change)
        assert year_work.plans_forget() == 1
        change.refresh_from_db()
        assert change.state == YearState.CLOSED
        assert not PlannedPupil.objects.exists()


def test_rights_of_the_next_request(cast: Cast) -> None:
    """Epochs rise with the switch and with its undoing."""
    epoch = School.objects.get(pk=cast.tilleuls.pk).epoch
    parent = Person.objects.get(pk=cast.samira.pk).epoch
    with summer(cast) as school:
        change = school.switched()
        assert misplaced() == {}
        after = School.objects.get(pk=cast.tilleuls.pk).epoch
        assert after > epoch
        assert Person.objects.get(pk=cast.samira.pk).epoch > parent
        year_switch.year_undo(actor=cast.actor("director"), change=change)
        assert School.objects.get(pk=cast.tilleuls.pk).epoch > after
