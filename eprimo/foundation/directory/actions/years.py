"""Next year of a school: prepared from this year's classes, adjusted by hand, given a day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from eprimo.foundation.directory.actions.lookups import adult_of, once, own_school
from eprimo.foundation.directory.enums import AttachmentKind, Level, Profile, PupilOutcome, Source, YearState
from eprimo.foundation.directory.errors import AlreadyThere, NotAhead, TooEarly, WrongDates
from eprimo.foundation.directory.events import YearMoved
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Person,
    PlannedAttachment,
    PlannedClass,
    PlannedPupil,
    School,
    SchoolYear,
    YearChange,
)
from eprimo.foundation.directory.policies.acts import can_change_year
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL
from eprimo.foundation.directory.queries.years import near_from
from eprimo.foundation.directory.year_plan import Child, Now, Pupils, next_label
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.ui.french import day_month_year

AHEAD = (YearState.ASKED, YearState.PREPARED)
# Before the last day of the running year: from when next year is prepared (spring), and switched to (mid-June).
PREPARED_FROM = timedelta(days=153)
SWITCHED_FROM = timedelta(days=78)
_LATEST = timedelta(days=122)
_LABEL_TAKEN = "Une classe de l’an prochain porte déjà ce nom."


def year_after(year: SchoolYear) -> SchoolYear:
    """Return the year that follows, made when it is missing."""
    number = year.year + 1
    return SchoolYear.objects.get_or_create(
        year=number, defaults={"starts": date(number, 9, 1), "ends": date(number + 1, 8, 31)}
    )[0]


def require_season(school: School, *, before_end: timedelta) -> None:
    """Refuse to act before the season of a change of year (TooEarly, with the day it opens)."""
    opens = school.running_year.ends - before_end
    if clock.today(school.time_zone) < opens:
        raise TooEarly(f"Ce sera possible à partir du {day_month_year(opens)}.")


@transaction.atomic
def year_prepare(*, actor: Actor, school_id: int) -> YearChange:
    """Propose next year. Raises TooEarly, or Conflict when it is prepared already or can still be undone."""
    require(can_change_year, actor, school_id)
    schools_held([school_id])
    school = own_school(school_id)
    require_season(school, before_end=PREPARED_FROM)
    with once():
        change = YearChange.objects.create(
            school=school, from_year=school.running_year, to_year=year_after(school.running_year),
            prepared_by_id=actor.person_id,
        )  # fmt: skip
    plan_fill(change)
    audit(actor, "directory.year.prepared", change, school_id=school_id, **change.counts)
    return change


@transaction.atomic
def year_plan_again(*, actor: Actor, change: YearChange) -> YearChange:
    """Start again from this year's classes: what was adjusted by hand is given up."""
    change = held(actor, change)
    _plan_drop(change)
    plan_fill(change)
    audit(actor, "directory.year.prepared", change, school_id=change.school_id, **change.counts)
    return change


@transaction.atomic
def year_abandon(*, actor: Actor, change: YearChange) -> None:
    """Give up what is prepared; the running year was never touched."""
    change = held(actor, change)
    audit(actor, "directory.year.abandoned", change, school_id=change.school_id)
    year_moved(change)
    _plan_drop(change)
    change.delete()


def _plan_drop(change: YearChange) -> None:
    """Pupils first: a row that names a class of the plan may not outlive it."""
    change.pupils.all().delete()
    change.classes.all().delete()


def plan_fill(change: YearChange) -> None:
    """Propose next year, in the place of no plan: classes and adults as this year, each pupil one level up."""
    now = clock.now()
    current = _classes_now(change)
    planned = PlannedClass.objects.bulk_create(
        PlannedClass(
            change=change, school_id=change.school_id, label=next_label(one.label, change.from_year_id),
            levels=one.levels, skin=one.skin, validates_pupils=one.validates_pupils, source=one.source, like=one,
        )
        for one in current
    )  # fmt: skip
    of = {one.pk: plan for one, plan in zip(current, planned, strict=True)}
    here = Affiliation.objects.in_force(now).filter(
        person=OuterRef("person"), school=change.school_id, profile__in=ADULTS_OF_SCHOOL
    )
    adults = Attachment.objects.in_force(now).filter(Exists(here), class_group__in=current, ends=None)
    PlannedAttachment.objects.bulk_create(
        PlannedAttachment(
            planned_class=of[class_id], school_id=change.school_id, person_id=person, kind=kind, source=source
        )
        for class_id, person, kind, source in adults.exclude(kind=AttachmentKind.DELEGATE).values_list(
            "class_group_id", "person_id", "kind", "source"
        )
    )
    change.state, change.prepared_at, change.told_at, change.trouble = YearState.PREPARED, now, None, ""
    change.told_by = ""
    plan_complete(change)
    change.counts = {"classes": len(planned), **counts_of(change)}
    change.save(update_fields=["state", "prepared_at", "told_at", "told_by", "trouble", "counts"])


def plan_complete(change: YearChange) -> int:
    """Propose for the pupils whom the plan does not name yet: all of them, or those who came since. Returns how
    many."""
    now = clock.now()
    pupils = Affiliation.objects.in_force(now).filter(school=change.school_id, profile=Profile.PUPIL)
    named = PlannedPupil.objects.filter(change=change, person=OuterRef("person"))
    missing = list(
        pupils.filter(~Exists(named))
        .order_by("person__sort_key", "person_id")
        .values_list("person_id", "person__birth_date")
    )
    if not missing:
        return 0
    current = _classes_now(change)
    planned = {one.like_id: one for one in change.classes.exclude(like=None)}
    inside: dict[int, dict[int, str]] = {}
    members = ClassMembership.objects.in_force(now).filter(class_group__in=current).order_by("class_group_id")
    for person, class_id, level in members.values_list("person_id", "class_group_id", "level"):
        inside.setdefault(person, {})[class_id] = level
    classes = {one.pk: Now(one.pk, one.label, tuple(one.levels)) for one in current}
    known = {pk: Now(pk, one.label, tuple(one.levels)) for pk, one in planned.items() if pk is not None}
    propose = Pupils(classes, known, change.school.kind, bool(change.school.rpi), change.from_year_id).propose
    places = [(person, born, inside.get(person, {})) for person, born in missing]
    found = propose([Child(person, born, tuple(there), there) for person, born, there in places])
    PlannedPupil.objects.bulk_create(
        PlannedPupil(
            change=change, school_id=change.school_id, person_id=one.person_id, outcome=one.outcome, level=one.level,
            planned_class=planned[one.target] if one.target is not None else None, guessed=one.guessed,
        )
        for one in found
    )  # fmt: skip
    return len(found)


def counts_of(change: YearChange) -> dict[str, int]:
    """Return how many pupils of now go where."""
    rows = PlannedPupil.objects.filter(change=change).values_list("outcome").annotate(number=Count("pk"))
    found = dict(rows.order_by())
    return {outcome.value: found.get(outcome.value, 0) for outcome in PupilOutcome}


def _classes_now(change: YearChange) -> list[ClassGroup]:
    rows = ClassGroup.objects.filter(school=change.school_id, year=change.from_year_id, closed_at=None)
    return list(rows.order_by("key", "pk"))


def year_moved(change: YearChange, *, at: datetime | None = None) -> None:
    """Have those who are concerned told of a change, now or at that instant."""
    emit(YearMoved(change.pk, str(change.public_id), change.from_year_id), due_at=at)


def held(actor: Actor, change: YearChange) -> YearChange:
    """Return the change, locked, as long as it is prepared and the actor may; raises NotAhead."""
    require(can_change_year, actor, change.school_id)
    rows = YearChange.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("school__running_year").filter(pk=change.pk, state=YearState.PREPARED).first()
    if found is None:
        raise NotAhead
    return found


@transaction.atomic
def year_schedule(
    *, actor: Actor, change: YearChange, on: date | None, unplaced_agreed: bool = False
) -> YearChange:
    """Set the day on which the school is switched, before its morning; none: when somebody says so. Raises
    WrongDates."""
    change = held(actor, change)
    if on is not None:
        require_day(change, on)
    change.switch_on, change.unplaced_agreed, change.trouble = on, unplaced_agreed, ""
    change.save(update_fields=["switch_on", "unplaced_agreed", "trouble"])
    year_announced(change)
    said = on.isoformat() if on else None
    audit(actor, "directory.year.scheduled", change, school_id=change.school_id, on=said)
    return change


def year_announced(change: YearChange) -> None:
    """Tell the day of a change, or that it has none any more; when it is near, pupils who are still to place are told
    too."""
    year_moved(change)
    if change.switch_on is not None and (near := near_from(change)) > clock.now():
        year_moved(change, at=near)


def require_day(change: YearChange, on: date) -> None:
    """Refuse a day of a change that is not from mid-June to the autumn, or is over (WrongDates)."""
    ends = change.from_year.ends
    first, last = max(ends - SWITCHED_FROM, clock.today(change.school.time_zone)), ends + _LATEST
    if not first <= on <= last:
        raise WrongDates(
            f"Choisissez un jour du {day_month_year(first)} au {day_month_year(last)}.", field="on"
        )


@transaction.atomic
def planned_pupils_place(
    *, actor: Actor, change: YearChange, people: Sequence[int], outcome: PupilOutcome,
    planned_class: PlannedClass | None = None, held_back: bool = False,
) -> int:  # fmt: skip
    """Place these pupils in a planned class, or where they go instead; returns how many. Raises NotVisible for who is
    not of the plan."""
    change = held(actor, change)
    if (outcome == PupilOutcome.CLASS) != (planned_class is not None):
        raise NotVisible
    if planned_class is not None and planned_class.change_id != change.pk:
        raise NotVisible
    rows = PlannedPupil.objects.filter(change=change, person__in=set(people))
    if rows.count() != len(set(people)):
        raise NotVisible
    count = rows.update(
        outcome=outcome, planned_class=planned_class, guessed=False, held=held_back, source=Source.MANUAL
    )
    if change.switch_on is not None:
        year_moved(change)
    audit(
        actor,
        "directory.year.pupils_placed",
        change,
        school_id=change.school_id,
        count=count,
        outcome=outcome.value,
    )
    return count


@transaction.atomic
def planned_class_add(*, actor: Actor, change: YearChange, label: str, levels: list[str]) -> PlannedClass:
    change = held(actor, change)
    try:
        with once():
            made = PlannedClass.objects.create(
                change=change, school_id=change.school_id, label=label.strip(), levels=ordered_levels(levels),
                source=Source.MANUAL,
            )  # fmt: skip
    except AlreadyThere as error:
        raise AlreadyThere(_LABEL_TAKEN, field="label") from error
    audit(actor, "directory.year.class_added", made, school_id=change.school_id)
    return made


@transaction.atomic
def planned_class_change(
    *, actor: Actor, planned: PlannedClass, label: str, levels: list[str]
) -> PlannedClass:
    held(actor, planned.change)
    planned.label, planned.levels, planned.source = label.strip(), ordered_levels(levels), Source.MANUAL
    try:
        with once():
            planned.save(update_fields=["label", "levels", "source"])
    except AlreadyThere as error:
        raise AlreadyThere(_LABEL_TAKEN, field="label") from error
    audit(actor, "directory.year.class_changed", planned, school_id=planned.school_id)
    return planned


@transaction.atomic
def planned_class_split(*, actor: Actor, planned: PlannedClass, label: str) -> PlannedClass:
    """Make another class of the same levels, which takes every second pupil of each level, by name."""
    change = held(actor, planned.change)
    made = planned_class_add(actor=actor, change=change, label=label, levels=planned.levels)
    rows = planned.pupils.order_by("level", "person__sort_key", "person_id").values_list("pk", "level")
    place: Counter[str] = Counter()
    moved = []
    for pk, level in rows:
        place[level] += 1
        if place[level] % 2 == 0:
            moved.append(pk)
    PlannedPupil.objects.filter(pk__in=moved).update(planned_class=made, source=Source.MANUAL)
    audit(actor, "directory.year.class_split", made, school_id=change.school_id, count=len(moved))
    return made


@transaction.atomic
def planned_class_drop(*, actor: Actor, planned: PlannedClass) -> int:
    """Drop a planned class; its pupils are to place. Returns how many they are."""
    change = held(actor, planned.change)
    count = planned.pupils.update(outcome=PupilOutcome.UNPLACED, planned_class=None, source="")
    audit(actor, "directory.year.class_dropped", planned, school_id=change.school_id, count=count)
    planned.delete()
    return count


@transaction.atomic
def planned_adults_set(*, actor: Actor, planned: PlannedClass, adults: Sequence[Person]) -> None:
    """Let exactly these teach the class next year; who assists it is kept."""
    change = held(actor, planned.change)
    for adult in adults:
        adult_of(change.school_id, adult)
    if not planned.adults_chosen:
        planned.adults_chosen = True
        planned.save(update_fields=["adults_chosen"])
    wanted = {adult.pk for adult in adults}
    there: QuerySet[PlannedAttachment] = planned.adults.filter(kind=AttachmentKind.TEACHES)
    there.exclude(person__in=wanted).delete()
    known = set(there.values_list("person_id", flat=True))
    PlannedAttachment.objects.bulk_create(
        PlannedAttachment(planned_class=planned, school_id=planned.school_id, person_id=pk)
        for pk in sorted(wanted - known)
    )
    audit(actor, "directory.year.adults_set", planned, school_id=change.school_id, count=len(wanted))


def ordered_levels(levels: list[str]) -> list[str]:
    return [level.value for level in Level if level.value in levels]
