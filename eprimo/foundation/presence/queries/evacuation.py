"""Who is in the school now, class by class: what a drill or a fire needs.

It never strikes out a child of whom no call of this half-day said that it is not there: who may be inside is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max

from eprimo.foundation.directory.enums import AttachmentKind, Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Guardianship,
    Person,
    School,
)
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.enums import NOT_THERE, Half, Source, State
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.models import HalfDay, Hosting, RollCall
from eprimo.foundation.presence.policies import classes_phoned_by, evacuated_by, restrictions_standing
from eprimo.foundation.presence.queries.hosting import standing

# The list of a day is shown and kept until then, on the wall of the school.
SHOWN_UNTIL = time(20)
# Of each child: the first adults to be called, in the order of the school's sheet.
_ADULTS = 2
_WORKING = [Profile.DIRECTOR, Profile.DEPUTY, Profile.TEACHER, Profile.STAFF]


@dataclass(frozen=True, slots=True)
class Reached:
    """An adult of the family and the number to call first."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A child of a class. `half`: what is said of it on this half-day; `before`: what the call of the morning said, of
    whom none of the afternoon did. `away`: a call of this half-day said that it is not in the school."""

    child: Person
    half: HalfDay | None
    before: HalfDay | None
    away: bool
    # Of a class whose families the reader calls: with whom it left is told.
    own: bool
    adults: tuple[Reached, ...]
    # The class that it comes from, of a child whom another one hosts.
    guest_of: str = ""
    # The class was called, and not this child.
    uncalled: bool = False

    @property
    def said(self) -> bool:
        """A call or a correction of this half-day spoke of it."""
        return self.half is not None and self.half.source != Source.FAMILY


@dataclass(frozen=True, slots=True)
class ClassOut:
    """A class in the yard. `call`: the one that its list rests on; None: its roll was not called. `placed`: how many of
    its pupils are with other classes, and listed there."""

    class_group: ClassGroup
    call: RollCall | None
    adults: tuple[str, ...]
    children: tuple[Counted, ...]
    placed: int = 0

    @property
    def to_count(self) -> int:
        return sum(not one.away for one in self.children)


@dataclass(frozen=True, slots=True)
class Evacuation:
    """The list of a school. `until`: when it is no longer shown; `adults`: who works there without a class."""

    school: School
    one: HalfOf
    until: datetime
    classes: tuple[ClassOut, ...]
    adults: tuple[str, ...]

    @property
    def to_count(self) -> int:
        return sum(one.to_count for one in self.classes)

    @property
    def last_call(self) -> datetime | None:
        """The instant of the last roll call, by the clock of the device that called it."""
        return max((at for one in self.classes if one.call and (at := one.call.touched_at)), default=None)


def half_to_evacuate(actor: Actor) -> tuple[School, HalfOf, datetime] | None:
    """Return the school whose list the actor reads, the half-day that runs or ran last today, and until when its list
    is shown. None: no class today, not yet, or too late. Raises NotVisible: no list is the actor's."""
    school = School.objects.filter(evacuated_by(actor)).first()
    if school is None:
        raise NotVisible
    zone = ZoneInfo(school.time_zone)
    here = actor.now.astimezone(zone)
    one = hours_of(school, here.date()).latest(actor.now)
    until = datetime.combine(here.date(), SHOWN_UNTIL, tzinfo=zone)
    return (school, one, until) if one is not None and actor.now < until else None


def evacuation_mark(actor: Actor, school: School, one: HalfOf) -> str:
    """Return a mark that changes with whatever a call or a correction said since, with where children are hosted, and
    each ten minutes (three statements)."""
    rows = HalfDay.objects.filter(school_year=school.running_year_id, school=school, day=one.day)
    said = rows.aggregate(at=Max("said_at"), number=Max("id"))
    calls = RollCall.objects.filter(school_year=school.running_year_id, school=school, day=one.day)
    keys = sorted(str(key) for key in calls.values_list("key", flat=True))
    hosted = Hosting.objects.filter(school_year=school.running_year_id, school=school, day=one.day)
    placed = hosted.aggregate(at=Max("made_at"), number=Count("*"))
    told = (one.day, one.half, said["at"], said["number"], placed["at"], placed["number"], *keys)
    return f"{':'.join(map(str, told))}:{int(actor.now.timestamp()) // 600}"


def evacuation(actor: Actor, school: School, one: HalfOf, until: datetime) -> Evacuation:
    """Return the list of an evacuation, whatever the number of its children in eight statements. The right was asked
    for before (`half_to_evacuate`)."""
    classes = list(
        ClassGroup.objects.filter(school=school, closed_at=None, year=school.running_year_id).order_by("key", "pk")
    )  # fmt: skip
    members = list(
        ClassMembership.objects.in_force(actor.now)
        .filter(class_group__in=classes)
        .select_related("person", "class_group")
        .order_by("person__sort_key", "person")
    )
    of_day = {"school_year": school.running_year_id, "school": school, "day": one.day}
    halves = {(row.child_id, row.half): row for row in HalfDay.objects.filter(**of_day)}
    calls = {
        row.class_group_id: row
        for row in RollCall.objects.filter(**of_day, half=one.half, taken_at__isnull=False)
    }
    mine = set(
        ClassGroup.objects.filter(classes_phoned_by(actor), school=school).values_list("pk", flat=True)
    )
    phones = _phones(actor, [member.person_id for member in members if member.class_group_id in mine])
    teachers, others = _adults(school, actor.now)
    here = actor.now.astimezone(ZoneInfo(school.time_zone)).time()
    hosts = _hosts(actor, school, one, members)
    found = []
    for group in classes:
        children = []
        for member in members:
            if hosts[member.pk] != group.pk:
                continue
            own, guest = member.class_group_id in mine, member.class_group_id != group.pk
            child = _counted(member.person, halves, one, here, phones.get(member.person_id, ()), own=own)
            label, uncalled = member.class_group.label if guest else "", group.pk in calls and not child.said
            children.append(replace(child, guest_of=label, uncalled=uncalled))
        placed = sum(member.class_group_id == group.pk != hosts[member.pk] for member in members)
        call, adults = calls.get(group.pk), teachers.get(group.pk, ())
        found.append(ClassOut(group, call, adults, tuple(children), placed))
    return Evacuation(school, one, until, tuple(found), others)


def _hosts(actor: Actor, school: School, one: HalfOf, members: Iterable[ClassMembership]) -> dict[int, int]:
    """Where the child of each membership is: with its own class, or with the one that hosts it (one statement)."""
    rows = standing(actor.now).filter(
        school_year=school.running_year_id, school=school, day=one.day, half=one.half
    )
    placed = {(row.child_id, row.class_group_id): row.host_id for row in rows}
    return {
        member.pk: placed.get((member.person_id, member.class_group_id), member.class_group_id)
        for member in members
    }


def _comes_later(half: HalfDay, here: time) -> bool:
    """The family told an hour at which it comes, and it is not that hour yet."""
    return half.state == State.LATE and half.arrived_at is not None and half.arrived_at > here


def _counted(
    child: Person,
    halves: dict[tuple[int, str], HalfDay],
    one: HalfOf,
    here: time,
    adults: tuple[Reached, ...],
    *,
    own: bool,
) -> Counted:
    half = halves.get((child.pk, one.half))
    called = half is not None and half.source != Source.FAMILY
    morning = halves.get((child.pk, Half.MORNING)) if one.half == Half.AFTERNOON and not called else None
    before = morning if morning is not None and morning.state != State.PRESENT else None
    away = half is not None and called and (half.state in NOT_THERE or _comes_later(half, here))
    return Counted(child, half, before, away, own, adults)


def _phones(actor: Actor, children: list[int]) -> dict[int, tuple[Reached, ...]]:
    """Of the children whose families the actor may call; nobody who is under a restriction is called in the yard."""
    links = (
        Guardianship.objects.in_force(actor.now)
        .filter(~Exists(restrictions_standing(actor.now)), child__in=children)
        .select_related("adult__contact")
        .order_by("priority", "pk")
    )
    found: dict[int, tuple[Reached, ...]] = {}
    for link in links:
        known, phone = found.get(link.child_id, ()), _first_phone(link.adult)
        if phone and len(known) < _ADULTS:
            found[link.child_id] = (*known, Reached(link.adult.full_name, phone))
    return found


def _first_phone(adult: Person) -> str:
    contact = getattr(adult, "contact", None)
    if contact is None:
        return ""
    return contact.phone_mobile or contact.phone_home or contact.phone_work or ""


def _adults(school: School, now: datetime) -> tuple[dict[int, tuple[str, ...]], tuple[str, ...]]:
    """Who works in the school: by class those who teach it, then everybody else."""
    teaching = Attachment.objects.in_force(now).filter(school=school, class_group__isnull=False)
    by_class: dict[int, list[Person]] = {}
    for link in teaching.select_related("person").order_by("person__sort_key", "pk"):
        if link.kind == AttachmentKind.TEACHES and link.class_group_id is not None:
            by_class.setdefault(link.class_group_id, []).append(link.person)
    taken = {person.pk for people in by_class.values() for person in people}
    jobs = Affiliation.objects.filter(in_force(now), school=school, profile__in=_WORKING).exclude(
        person__in=taken
    )
    others = [job.person for job in jobs.select_related("person").order_by("person__sort_key", "pk")]
    return {pk: _named(people) for pk, people in by_class.items()}, _named(others)


def _named(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.formal_name for person in people))
