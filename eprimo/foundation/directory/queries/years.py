"""Reading changes of year: what is planned in a school, who left, where each school of a territory stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from eprimo.foundation.directory.enums import Level, Profile, PupilOutcome, Source, YearState
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Entitlement,
    Person,
    PlannedAttachment,
    PlannedClass,
    PlannedPupil,
    School,
    YearChange,
)
from eprimo.foundation.directory.year_sql import TO_COLLEGE
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible

PAST_SHOWN = 12
# On PlannedPupil: in the class that a source told; a source tells one, and a human chose something else.
TOLD = Q(source__in=[Source.AAF, Source.ONDE])
DIFFERS = Q(told_class__isnull=False) & (Q(planned_class=None) | ~Q(told_class=F("planned_class")))


def left_for_college(change_id: int) -> tuple[int, list[int]]:
    """Return the school of a switch and the children whom it had leave for the collège, as long as it is not undone."""
    change = YearChange.objects.filter(pk=change_id).first()
    if change is None or change.state not in {YearState.SWITCHED, YearState.CLOSED}:
        return 0, []
    with connection.cursor() as cursor:
        cursor.execute(
            TO_COLLEGE, {"change": change.pk, "school": change.school_id, "at": change.switched_at}
        )
        return change.school_id, [person for (person,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan, counted: classes with their adults, pupils who leave, pupils to place."""

    classes: list[PlannedClass]
    outcomes: dict[str, int]
    # Came since it was prepared: proposed with the others at the switch.
    arrived: int
    guessed: int
    # In the class that a source tells, and placed otherwise by a human.
    told: int
    differ: int

    @property
    def unplaced(self) -> int:
        return self.outcomes[PupilOutcome.UNPLACED]


def here_of(outer: str = "school", at: datetime | None = None) -> Exists:
    """Condition on PlannedPupil: still a pupil of the school."""
    links = Affiliation.objects.in_force(at or clock.now()).filter(
        person=OuterRef("person"), school=OuterRef(outer), profile=Profile.PUPIL
    )
    return Exists(links)


def ahead_of(school_id: int) -> YearChange | None:
    """Return the change that is asked or prepared."""
    return _changes(school_id).filter(state__in=[YearState.ASKED, YearState.PREPARED]).first()


def is_prepared(school_id: int) -> bool:
    """Tell whether what a source tells of next year may be written down."""
    return _changes(school_id).filter(state=YearState.PREPARED).exists()


# How long before its day pupils to place are said, and how long an undoing is.
NEAR, UNDOING_TOLD = timedelta(days=7), timedelta(days=7)


def news_of(change: YearChange, now: datetime) -> str:
    """Return what those who work in the school are told of a change: « announced », « done », « undone », or
    nothing."""
    if change.state == YearState.PREPARED and change.switch_on is not None:
        return "announced"
    if change.state == YearState.SWITCHED and change.undo_until is not None and change.undo_until > now:
        return "done"
    undone = change.undone_at if change.state == YearState.UNDONE else None
    return "undone" if undone is not None and undone + UNDOING_TOLD > now else ""


def is_near(change: YearChange, now: datetime) -> bool:
    """Tell whether the day of a change is within a week."""
    return change.switch_on is not None and now >= near_from(change)


def near_from(change: YearChange) -> datetime:
    """Return when the day of a change is near: in the morning, a week before, by the school's clock."""
    assert change.switch_on is not None  # noqa: S101 - asked of a change that has a day
    return datetime.combine(change.switch_on - NEAR, time(6), ZoneInfo(change.school.time_zone))


def news_for(actor: Actor) -> Subquery:
    """Return the last news of a change at the school in use, as a column: JSON, or nothing."""
    now = actor.now
    told = (
        Q(state=YearState.PREPARED, switch_on__isnull=False)
        | Q(state=YearState.SWITCHED, undo_until__gt=now)
        | Q(state=YearState.UNDONE, undone_at__gt=now - UNDOING_TOLD)
    )
    to_place = PlannedPupil.objects.filter(
        here_of(at=now), change=OuterRef("pk"), outcome=PupilOutcome.UNPLACED
    )
    number = to_place.order_by().values("change").annotate(number=Count("pk")).values("number")
    rows = YearChange.objects.filter(told, school=actor.school_id).order_by("-pk")
    facts = JSONObject(
        state="state", on="switch_on", before="from_year_id", year="to_year_id", trouble="trouble",
        agreed="unplaced_agreed", to_place=Coalesce(Subquery(number), 0) if actor.heads else Value(0),
    )  # fmt: skip
    return Subquery(rows.annotate(facts=facts).values("facts")[:1])


def undoable_of(school_id: int) -> YearChange | None:
    """Return the change that can still be undone."""
    return _changes(school_id).filter(state=YearState.SWITCHED, undo_until__gt=clock.now()).first()


@dataclass(frozen=True, slots=True)
class SchoolYears:
    """The changes of year of a school: what is ahead, what may be undone, and what was done, newest first."""

    ahead: YearChange | None
    undoable: YearChange | None
    past: list[YearChange]


def years_of(school_id: int) -> SchoolYears:
    """Return where the school stands with its years, in one statement."""
    rows = list(_changes(school_id).order_by("-pk")[:PAST_SHOWN])
    now = clock.now()
    ahead = next((one for one in rows if one.state in {YearState.ASKED, YearState.PREPARED}), None)
    undoable = next(
        (one for one in rows if one.state == YearState.SWITCHED and one.undo_until and one.undo_until > now),
        None,
    )
    return SchoolYears(ahead, undoable, [one for one in rows if one.switched_at is not None])


def _changes(school_id: int) -> QuerySet[YearChange]:
    return YearChange.objects.filter(school=school_id).select_related(
        "school__running_year", "from_year", "to_year", "prepared_by"
    )


def plan_page(change: YearChange) -> PlanPage:
    """Return the plan of a change for its page: four statements, whatever the school."""
    here = PlannedPupil.objects.filter(here_of(), change=change)
    inside = here.filter(planned_class=OuterRef("pk"), outcome=PupilOutcome.CLASS).order_by()
    number = Subquery(inside.values("planned_class").annotate(number=Count("pk")).values("number"))
    adults = PlannedAttachment.objects.select_related("person").order_by("kind", "person__sort_key")
    classes = list(
        change.classes.annotate(number=Coalesce(number, 0)).prefetch_related(
            Prefetch("adults", queryset=adults, to_attr="named")
        )
    )
    counted = (
        here.order_by()
        .values_list("outcome")
        .annotate(
            number=Count("pk"),
            guessed=Count("pk", Q(guessed=True)),
            told=Count("pk", TOLD),
            differ=Count("pk", DIFFERS),
        )
    )
    rows = {outcome: numbers for outcome, *numbers in counted}
    totals = [sum(column) for column in zip(*rows.values(), strict=True)] or [0, 0, 0, 0]
    named = PlannedPupil.objects.filter(change=change, person=OuterRef("person"))
    pupils = Affiliation.objects.in_force(clock.now()).filter(school=change.school_id, profile=Profile.PUPIL)
    return PlanPage(
        classes=sorted(classes, key=lambda one: (_rank(one.levels), one.key)),
        outcomes={outcome.value: rows.get(outcome.value, [0])[0] for outcome in PupilOutcome},
        arrived=pupils.filter(~Exists(named)).count(),
        guessed=totals[1],
        told=totals[2],
        differ=totals[3],
    )


def _rank(levels: Sequence[str]) -> tuple[int, ...]:
    return tuple(list(Level).index(Level(level)) for level in levels) or (len(Level),)


def planned_class_of(change: YearChange, public_id: UUID) -> PlannedClass:
    """Return the planned class of an address. Raises NotVisible."""
    found = change.classes.select_related("change").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def planned_pupils(
    change: YearChange, *, planned: PlannedClass | None = None, outcome: PupilOutcome | None = None
) -> list[PlannedPupil]:
    """Return the pupils of a planned class, or of an outcome, with the classes of this year they come from (two
    statements)."""
    rows = PlannedPupil.objects.filter(here_of(), change=change).select_related("person", "told_class")
    rows = rows.filter(planned_class=planned) if planned is not None else rows.filter(outcome=outcome)
    found = list(rows.order_by("person__sort_key", "person_id"))
    members = ClassMembership.objects.in_force(clock.now()).filter(
        person__in=[one.person_id for one in found],
        school=change.school_id,
        class_group__year=change.from_year_id,
    )
    labels: dict[int, list[str]] = {}
    for person, label in members.order_by("class_group__key").values_list("person_id", "class_group__label"):
        labels.setdefault(person, []).append(label)
    for one in found:
        one.come_from = ", ".join(labels.get(one.person_id, ()))  # type: ignore[attr-defined]
    return found


def adults_for_classes(school_id: int) -> QuerySet[Person]:
    """Return who may teach a class of next year."""
    links = Affiliation.objects.in_force(clock.now()).filter(
        school=school_id, profile__in=(Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY)
    )
    return Person.objects.filter(pk__in=links.values("person")).order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """Schools of a territory that are in one state of their change of year."""

    word: str
    label: str
    count: int


# In the order in which a school goes through them.
STANDINGS = {
    "rien": "Rien n’est préparé",
    "demande": "En préparation",
    "arret": "N’a pas pu se faire",
    "prete": "Préparée",
    "jour": "Jour choisi",
    "passee": "Passée, encore annulable",
}


def years_of_schools(schools: QuerySet[School]) -> QuerySet[Any]:
    """Return the open schools of a territory with where each stands (`standing`), its day, and pupils to place."""
    now = clock.now()
    live = Q(state__in=[YearState.ASKED, YearState.PREPARED]) | Q(
        state=YearState.SWITCHED, undo_until__gt=now
    )
    change = YearChange.objects.filter(live, school=OuterRef("pk")).order_by("state")
    to_place = PlannedPupil.objects.filter(
        here_of(), change=OuterRef("change_id"), outcome=PupilOutcome.UNPLACED
    ).order_by()
    number = to_place.values("change").annotate(number=Count("pk")).values("number")
    standing = Case(
        When(change_state=None, then=Value("rien")),
        When(change_state=YearState.SWITCHED, then=Value("passee")),
        When(~Q(change_trouble=""), then=Value("arret")),
        When(change_state=YearState.ASKED, then=Value("demande")),
        When(change_day__isnull=False, then=Value("jour")),
        default=Value("prete"),
    )
    entitled = Entitlement.objects.in_force(now).filter(school=OuterRef("pk"))
    rows = schools.filter(Exists(entitled)).annotate(
        change_id=Subquery(change.values("pk")[:1]),
        change_state=Subquery(change.values("state")[:1]),
        change_day=Subquery(change.values("switch_on")[:1]),
        change_trouble=Subquery(change.values("trouble")[:1]),
    )
    return rows.annotate(standing=standing, to_place=Coalesce(Subquery(number), 0)).select_related(
        "commune", "running_year"
    )


def standings_of(rows: QuerySet[Any]) -> list[Standing]:
    """Return how many schools are where (one statement)."""
    counted = dict(rows.order_by().values_list("standing").annotate(number=Count("pk", distinct=True)))
    return [Standing(word, label, counted.get(word, 0)) for word, label in STANDINGS.items()]
