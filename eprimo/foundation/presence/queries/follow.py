"""« Assiduité »: half-days of absence without a legitimate reason, over running days, and the steps of the school.

What counts is what the register counts: a call said absent, and no reason that is legitimate covers it. It is counted
in the school where the child is a pupil, whatever the class was that day; not of « toute petite section », whom no
register counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, DateField, Exists, F, Func, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassMembership, Guardianship, Person
from eprimo.foundation.directory.policies.family import own_family
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.presence.enums import Half, Source, State, Step
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import HELD_LEGITIMATE, Absence, FollowStep, HalfDay, LittleOne
from eprimo.foundation.presence.policies import ASKED, pupils_of, restrictions_standing, steps_visible_to

# From so many half-days on the law asks for a dialogue with the family (code de l'éducation, L131-8).
REACHED = 4


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step, with the adults who were told of it."""

    rows: tuple[FollowStep, ...]

    @property
    def first(self) -> FollowStep:
        return self.rows[0]

    @property
    def step(self) -> Step:
        return Step(self.first.step)

    @property
    def told(self) -> list[Person]:
        return [row.adult for row in self.rows if row.adult is not None]


@dataclass(frozen=True, slots=True)
class Followed:
    """A child of the school. `halves`: half-days of absence without a legitimate reason in the days that are counted;
    `label`: of its class now; `own`: of the reader's family, who reads and does nothing."""

    child: Person
    label: str
    halves: tuple[HalfOf, ...]
    steps: tuple[StepDone, ...]
    own: bool

    @property
    def count(self) -> int:
        return len(self.halves)

    @property
    def reached(self) -> bool:
        return self.count >= REACHED

    @property
    def reports(self) -> list[StepDone]:
        return [one for one in self.steps if one.step == Step.REPORT]

    @property
    def warned(self) -> StepDone | None:
        """The family was told of a report that was not made yet."""
        since = self.reports[-1].first.at if self.reports else None
        told = [
            one for one in self.steps if one.step == Step.WARNED and (since is None or one.first.at > since)
        ]
        return told[-1] if told else None

    @property
    def next(self) -> Step | None:
        """The next step of the law; None: it was reported."""
        done = {one.step for one in self.steps}
        return next((step for step in Step if step not in done), None)

    @property
    def waits(self) -> bool:
        """The threshold is reached, and the child was absent again since the last step, or there is none."""
        if not self.reached or self.reports:
            return False
        return not self.steps or self.halves[-1].day > max(one.first.day for one in self.steps)


def _unexcused(actor: Actor) -> QuerySet[HalfDay]:
    """The half-days that count, of the school that the actor directs."""
    since = actor.now - timedelta(days=settings.ABSENCE_DAYS - 1)
    years = years_around(actor.now)
    here = Func(F("school__time_zone"), Value(since), function="timezone")
    legitimate = Absence.objects.filter(
        HELD_LEGITIMATE, school_year__in=years, school_year=OuterRef("school_year"), id=OuterRef("absence_id")
    )
    little = LittleOne.objects.filter(
        school_year__in=years, school_year=OuterRef("school_year"), class_group=OuterRef("class_group"),
        child=OuterRef("child"), class_group__levels__contains=[Level.TPS],
    )  # fmt: skip
    # Days lead to the rows, by the index of who was not there: a year that is reckoned hides the one of children, which
    # holds each half-day of the year.
    return HalfDay.objects.filter(
        ~Exists(legitimate), ~Exists(little), ~Q(class_group__levels=[Level.TPS]), school=actor.school_id or 0,
        school__running_year=F("school_year") + 0, school_year__in=years,
        state=State.ABSENT, source=Source.CALL, day__gte=Cast(here, DateField()),
    ).filter(
        # The same, a day less exact, where no row of a school is needed to say it: the index begins there.
        day__gte=Cast(Value(since - timedelta(days=1)), DateField())
    )  # fmt: skip


def counted(actor: Actor) -> QuerySet[HalfDay]:
    """Return the half-days that count, of the pupils of the school that the actor directs."""
    return _unexcused(actor).filter(Exists(pupils_of(actor).filter(person=OuterRef("child"))))


def children_waiting(actor: Actor) -> QuerySet[Any]:
    """Return the links of the pupils of whom `Followed.waits` holds, with their number of half-days `n`: for the home,
    as one value of its statement. Not those of the reader's own family: another one acts.

    The half-days of the school are counted once, and the rest is asked of the few children who have enough.
    """
    per_child = _unexcused(actor).order_by().values("child").annotate(n=Count("*"))
    own = _unexcused(actor).filter(child=OuterRef("person")).order_by().values("child")
    steps = FollowStep.objects.filter(steps_visible_to(actor), child=OuterRef("person")).order_by()
    last_step = steps.values("child").annotate(last=Max("day")).values("last")
    rows = pupils_of(actor).filter(person__in=per_child.filter(n__gte=REACHED).values("child"))
    return (
        rows.exclude(person__in=own_family(actor))
        .exclude(Exists(steps.filter(step=Step.REPORT)))
        .annotate(
            n=Subquery(own.annotate(n=Count("*")).values("n")),
            last=Subquery(own.annotate(last=Max("day")).values("last")),
            stepped=Subquery(last_step),
        )
        .filter(Q(stepped=None) | Q(last__gt=F("stepped")))
        .order_by("person__sort_key", "person")
    )


def followed_all(actor: Actor) -> list[Followed]:
    """Return who has such half-days or steps: those that wait first, then by number (five statements)."""
    return _followed(actor, None)


def followed_one(actor: Actor, child_id: UUID) -> Followed:
    """Return what is followed of a pupil of the school that the actor directs. Raises NotVisible."""
    pupil = pupils_of(actor).filter(person__public_id=child_id).select_related("person").first()
    if pupil is None or actor.closed:
        raise NotVisible
    return _followed(actor, pupil.person)[0]


def _followed(actor: Actor, only: Person | None) -> list[Followed]:
    mine = Q() if only is None else Q(child=only)
    halves: dict[int, list[HalfOf]] = {}
    for child_id, day, half in counted(actor).filter(mine).values_list("child_id", "day", "half"):
        halves.setdefault(child_id, []).append(HalfOf(day, Half(half)))
    steps = _steps(FollowStep.objects.filter(steps_visible_to(actor), mine))
    ids = {only.pk} if only is not None else halves.keys() | steps.keys()
    labels = _labels(actor, ids)
    own = set(own_family(actor).filter(child__in=ids).values_list("child", flat=True))
    found = [
        Followed(
            link.person, labels.get(link.person_id, ""),
            tuple(sorted(halves.get(link.person_id, ()), key=lambda one: one.key)),
            steps.get(link.person_id, ()), link.person_id in own,
        )
        for link in pupils_of(actor).filter(person__in=ids).select_related("person")
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.waits, -one.count, one.child.sort_key, one.child.pk))


def _steps(rows: QuerySet[FollowStep]) -> dict[int, tuple[StepDone, ...]]:
    """By child, oldest first."""
    ordered = rows.defer("pdf").select_related("adult", "by").order_by("child", "day", "at", "step", "id")
    found: dict[int, tuple[StepDone, ...]] = {}
    for (child_id, *_), group in groupby(ordered, key=lambda row: (row.child_id, row.day, row.at, row.step)):
        found[child_id] = (*found.get(child_id, ()), StepDone(tuple(group)))
    return found


def _labels(actor: Actor, child_ids: Iterable[int]) -> Mapping[int, str]:
    """Of the class where each is now."""
    rows = ClassMembership.objects.in_force(actor.now).filter(
        person__in=child_ids, school=actor.school_id, class_group__year=F("school__running_year")
    )
    return dict(rows.values_list("person", "class_group__label"))


# --- who is told ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addressee:
    """An adult who answers for the child. `apart`: under a protected contact, who is told no place and no day."""

    adult: Person
    apart: bool
    language: str


def addressees_of(child_id: int, now: datetime) -> list[Addressee]:
    """Return who may sign for the child, in the order of the school's sheet; nobody who may know nothing of it (one
    statement)."""
    rows = Guardianship.objects.in_force(now).annotate(
        apart=Exists(restrictions_standing(now)), away=Exists(restrictions_standing(now, above=1))
    )
    links = rows.filter(child=child_id, kind__in=ASKED, away=False).select_related("adult__account")
    return [
        Addressee(link.adult, link.apart, _language(link.adult)) for link in links.order_by("priority", "pk")
    ]


def _language(adult: Person) -> str:
    account = getattr(adult, "account", None)
    return account.language if account is not None else ""


def step_visible(actor: Actor, public_id: UUID) -> FollowStep:
    """Return the step of an address. Raises NotVisible."""
    rows = FollowStep.objects.filter(steps_visible_to(actor), public_id=public_id)
    found = rows.select_related("child", "school").first()
    if found is None or actor.closed:
        raise NotVisible
    return found


# --- the file of a child ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HalfMissed:
    """A half-day of absence of the year. `absence`: what is said of it, when something is."""

    half: HalfDay
    absence: Absence | None

    @property
    def one(self) -> HalfOf:
        return HalfOf(self.half.day, Half(self.half.half))

    @property
    def legitimate(self) -> bool:
        return self.absence is not None and self.absence.is_legitimate is True


def missed_by(actor: Actor, child: Person, since: date | None = None) -> Sequence[HalfMissed]:
    """Return the half-days of absence of the year at the school that the actor directs, oldest first (two
    statements)."""
    rows = HalfDay.objects.filter(
        school=actor.school_id or 0, school_year=F("school__running_year"), child=child, state=State.ABSENT,
        source=Source.CALL,
    ).order_by("day", "half")  # fmt: skip
    halves = list(rows if since is None else rows.filter(day__gte=since))
    ids = {row.absence_id for row in halves if row.absence_id is not None}
    years = {row.school_year for row in halves}
    said = {row.id: row for row in Absence.objects.filter(school_year__in=years, id__in=ids)}
    return [HalfMissed(row, said.get(row.absence_id or 0)) for row in halves]
