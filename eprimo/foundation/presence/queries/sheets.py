"""The sheet on which the roll of a class is called, and what it says once it was."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.enums import Sort, Source, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay, RollCall
from eprimo.foundation.presence.policies import (
    absences_visible_to,
    classes_called_by,
    half_days_visible_to,
    may_call_hosted,
)
from eprimo.foundation.presence.queries.arranged import arranged_on
from eprimo.foundation.presence.queries.here import touched_here
from eprimo.foundation.presence.queries.hosting import hosted_words, of_half
from eprimo.ui.plurals import counted, plural


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One child of the class on a half-day. `guest_of`: the class that it comes from, of one who is hosted; `placed`:
    the one that it is with, of a class that is spread. `told`: somebody of the family said something of that half-day,
    whose reason the reader may see in `absence`. `called`: the state is what a call said, not what was told before.
    `touched`: the child touched the own animal on the class's tablet. `to_look`: the class does, and of this child who
    calls has still to say whether it is there: it did not touch, or its family said that it does not come."""

    child: Person
    name: str
    state: State
    called: bool
    told: bool
    arrived_at: time | None = None
    left_at: time | None = None
    left_with: str = ""
    absence: Absence | None = None
    guest_of: ClassGroup | None = None
    placed: ClassGroup | None = None
    touched: bool = False
    to_look: bool = False

    @property
    def seed(self) -> str:
        return self.child.seed

    @property
    def unexplained(self) -> bool:
        """Not there, and nobody knows why."""
        return self.state == State.ABSENT and not self.told


@dataclass(frozen=True, slots=True)
class Sheet:
    """The children of a class on a half-day, in the order of their names: its own, then those whom it hosts."""

    class_group: ClassGroup
    one: HalfOf
    call: RollCall | None
    rows: tuple[SheetRow, ...]

    @property
    def taken(self) -> bool:
        return self.call is not None and self.call.taken_at is not None

    @property
    def uncalled(self) -> list[SheetRow]:
        """Who was not on the sheet that was called, because the child joined the class since: nobody said anything."""
        return [row for row in self.rows if not row.called and row.placed is None] if self.taken else []

    @property
    def own(self) -> list[SheetRow]:
        """Of its pupils, those who are with it."""
        return [row for row in self.rows if row.guest_of is None and row.placed is None]

    @property
    def guests(self) -> list[SheetRow]:
        return [row for row in self.rows if row.guest_of is not None]

    @property
    def placed(self) -> list[SheetRow]:
        """Of its pupils, those who are with another class: the host calls them."""
        return [row for row in self.rows if row.placed is not None]

    @property
    def to_look(self) -> list[SheetRow]:
        """Those of whom the call has still to say whether they are there."""
        return [row for row in self.own if row.to_look]

    @property
    def guest_words(self) -> str:
        """« 4 enfants de CE2 »."""
        return hosted_words(row.guest_of.label for row in self.guests if row.guest_of is not None)

    @property
    def spoken_of(self) -> int:
        """Of how many children who were expected some call said something."""
        return sum(row.called and row.state != State.ARRANGED for row in self.rows)

    @property
    def present(self) -> int:
        """Who came, on time or late, and stayed or left: with the absent they are all who were expected, as in the
        register."""
        rows = (row for row in self.rows if not row.to_look and (row.called or not self.taken))
        return sum(row.state not in {State.ABSENT, State.ARRANGED} for row in rows)

    @property
    def absent(self) -> int:
        return sum(row.state == State.ABSENT and not row.to_look for row in self.rows)

    @property
    def late(self) -> int:
        """Of those who came."""
        return sum(row.state == State.LATE for row in self.rows)

    @property
    def among(self) -> list[str]:
        """Of those who came, « 1 en retard », « 2 partis avant la fin », « 4 enfants de CE2 accueillis »."""
        left = sum(row.state == State.LEFT for row in self.rows)
        guests = [row.guest_of.label for row in self.guests if row.guest_of and row.state != State.ABSENT]
        return [
            *([f"{self.late} en retard"] if self.late else []),
            *([f"{counted(left, 'parti')} avant la fin"] if left else []),
            *([f"{hosted_words(guests)} {plural(len(guests), 'accueilli')}"] if guests else []),
        ]


def class_to_call(actor: Actor, public_id: UUID) -> ClassGroup:
    """One of those whose roll the actor calls, with its school. Raises NotVisible."""
    rows = ClassGroup.objects.filter(classes_called_by(actor), public_id=public_id)
    found = rows.select_related("school", "door").first()
    if found is None:
        raise NotVisible
    return found


def classes_to_call(actor: Actor) -> QuerySet[ClassGroup]:
    """Those whose roll the actor calls, in the order of their names."""
    return ClassGroup.objects.filter(classes_called_by(actor)).select_related("school").order_by("key", "pk")


def call_sheet(
    actor: Actor, class_group: ClassGroup, one: HalfOf, began: datetime | None = None, *, hosting: bool = True
) -> Sheet:
    """The pupils of the class and who was on that half-day, whatever their number in five statements (six of an
    afternoon, which may be arranged; one more where its children touch their animals): those of now; of
    a day that is over, those of when it `began`. `hosting`: with those whom it hosts, for who calls them. The right to
    call its roll was asked for before."""
    year = class_group.year_id
    of_day = {"school_year": year, "school_id": class_group.school_id, "day": one.day, "half": one.half}
    members = ClassMembership.objects.in_force(actor.now).filter(class_group=class_group)
    # What a family told of a child who left the class since is the new class's to read.
    here = Q(source=Source.CALL) | Q(Exists(members.filter(person=OuterRef("child"))))
    at = actor.now if one.day == actor.today or began is None else began
    guests, placed = _hostings(actor, class_group, one, at, hosting=hosting)
    of_class = Q(here, half_days_visible_to(actor), class_group=class_group) | Q(child__in=guests)
    halves = {row.child_id: row for row in HalfDay.objects.filter(of_class, **of_day)}
    then = ClassMembership.objects.in_force(at).filter(class_group=class_group)
    who = Q(pk__in=then.values("person")) | Q(pk__in=list(guests))
    pupils = list(Person.objects.filter(who | Q(pk__in=list(halves))).order_by("sort_key", "pk"))
    told = _told(actor, class_group, one, [child.pk for child in pupils])
    names = told_apart([(child.first_name, child.shown_last_name) for child in pupils])
    call = RollCall.objects.filter(**of_day, class_group=class_group).first()
    arranged = arranged_on(class_group, one)
    rows = [
        replace(
            _row(child, name, halves.get(child.pk), told.get(child.pk), arranged=child.pk in arranged),
            guest_of=guests.get(child.pk),
            placed=placed.get(child.pk),
        )
        for child, name in zip(pupils, names, strict=True)
    ]
    rows.sort(key=lambda row: row.guest_of is not None)
    return Sheet(class_group, one, call, tuple(_looked_at(rows, touched_here(class_group, one))))


def _looked_at(rows: list[SheetRow], touched: set[int]) -> list[SheetRow]:
    """Where the class uses its tablet, and this half-day somebody touched it: who is to be looked at, of its own
    children of whom no call said anything. Nobody is absent because it did not touch, nor there because it is touched
    though its family said that it does not come."""
    if not any(row.child.pk in touched for row in rows):
        return rows
    found = []
    for row in rows:
        on_sheet = row.guest_of is None and row.placed is None and not row.called
        here, away = row.child.pk in touched, row.told and row.state == State.ABSENT
        open_ = on_sheet and here == away and row.state in {State.PRESENT, State.ABSENT}
        found.append(replace(row, touched=here, to_look=open_))
    return found


def _hostings(
    actor: Actor, class_group: ClassGroup, one: HalfOf, at: datetime, *, hosting: bool
) -> tuple[dict[int, ClassGroup], dict[int, ClassGroup]]:
    """By the child's id: of those whom the class hosts the class they come from, of its own who are with another class
    that one (one statement)."""
    seen = hosting and may_call_hosted.allows(actor, class_group)
    here = Q(host=class_group) if seen else Q(pk__in=[])
    rows = of_half(class_group, one, at).filter(here | Q(class_group=class_group))
    guests, placed = {}, {}
    for row in rows.select_related("class_group", "host"):
        if row.class_group_id == class_group.pk:
            placed[row.child_id] = row.host
        else:
            guests[row.child_id] = row.class_group
    return guests, placed


def _told(actor: Actor, class_group: ClassGroup, one: HalfOf, children: list[int]) -> dict[int, Absence]:
    """What families said of that day, or what the school asked, where the reader may see why."""
    found = Absence.objects.filter(
        absences_visible_to(actor), school_year=class_group.year_id, school_id=class_group.school_id,
        child__in=children, first__lte=one.day, last__gte=one.day,
    ).select_related("said_by")  # fmt: skip
    inside = (
        row
        for row in found.order_by("id")
        if one.between(HalfOf(row.first, row.first_half), HalfOf(row.last, row.last_half))  # type: ignore[arg-type]
    )
    return {row.child_id: row for row in inside}


def _row(
    child: Person, name: str, half: HalfDay | None, absence: Absence | None, *, arranged: bool
) -> SheetRow:
    if arranged and (half is None or half.source == Source.FAMILY):
        # Not expected: what a family told of a whole day says nothing of this afternoon.
        return SheetRow(child, name, State.ARRANGED, called=False, told=False)
    if half is None:
        told = _is_told(absence, None)
        # Told while the child was in another class: no half-day of this one says so yet.
        away = told and absence is not None and absence.sort == Sort.WHOLE
        state = State.ABSENT if away else State.PRESENT
        return SheetRow(child, name, state, called=False, told=told, absence=absence)
    return SheetRow(
        child,
        name,
        State(half.state),
        called=half.source == Source.CALL,
        told=_is_told(absence, half),
        arrived_at=half.arrived_at,
        left_at=half.left_at,
        left_with=half.left_with,
        absence=absence,
    )


def _is_told(absence: Absence | None, half: HalfDay | None) -> bool:
    """Somebody said why; who calls for a delegate reads that, and not why."""
    if absence is not None:
        return absence.is_explained
    return half is not None and half.source == Source.FAMILY
