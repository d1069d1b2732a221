"""The sheet on which the roll of a class is called, and what it says once it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

from django.db.models import QuerySet

from eprimo.foundation.classroom.queries import says_here
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.enums import Half, Sort, Source, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay, RollCall
from eprimo.foundation.presence.policies import classes_called_by, may_call_hosted, may_take_call
from eprimo.foundation.presence.queries.hosting import hosted_words
from eprimo.foundation.presence.queries.sheet_rows import (
    AskedCalls,
    Pupil,
    absences,
    calls,
    half_days,
    hostings,
    pupils,
    running_class,
)
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
        """The child is not there, and nobody knows why."""
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
        """Children who were not on the sheet that was called, because they joined the class since: nobody said
        anything."""
        return [row for row in self.rows if not row.called and row.placed is None] if self.taken else []

    @property
    def own(self) -> list[SheetRow]:
        """Pupils of the class who are with it."""
        return [row for row in self.rows if row.guest_of is None and row.placed is None]

    @property
    def guests(self) -> list[SheetRow]:
        return [row for row in self.rows if row.guest_of is not None]

    @property
    def placed(self) -> list[SheetRow]:
        """Pupils of the class who are with another one: the host calls them."""
        return [row for row in self.rows if row.placed is not None]

    @property
    def to_look(self) -> list[SheetRow]:
        """Children of whom the call has still to say whether they are there."""
        return [row for row in self.own if row.to_look]

    @property
    def guest_words(self) -> str:
        """The guests in words: « 4 enfants de CE2 »."""
        return hosted_words(row.guest_of.label for row in self.guests if row.guest_of is not None)

    @property
    def spoken_of(self) -> int:
        """The number of children who were expected and of whom some call said something."""
        return sum(row.called and row.state != State.ARRANGED for row in self.rows)

    @property
    def present(self) -> int:
        """Children who came, on time or late, and stayed or left: with the absent they are all who were expected, as in
        the register."""
        rows = (row for row in self.rows if not row.to_look and (row.called or not self.taken))
        return sum(row.state not in {State.ABSENT, State.ARRANGED} for row in rows)

    @property
    def absent(self) -> int:
        return sum(row.state == State.ABSENT and not row.to_look for row in self.rows)

    @property
    def late(self) -> int:
        """Children who came late."""
        return sum(row.state == State.LATE for row in self.rows)

    @property
    def among(self) -> list[str]:
        """The children who came, in words: « 1 en retard », « 2 partis avant la fin », « 4 enfants de CE2
        accueillis »."""
        left = sum(row.state == State.LEFT for row in self.rows)
        guests = [row.guest_of.label for row in self.guests if row.guest_of and row.state != State.ABSENT]
        return [
            *([f"{self.late} en retard"] if self.late else []),
            *([f"{counted(left, 'parti')} avant la fin"] if left else []),
            *([f"{hosted_words(guests)} {plural(len(guests), 'accueilli')}"] if guests else []),
        ]


def class_to_call(actor: Actor, public_id: UUID) -> ClassGroup:
    """Return a class whose roll the actor calls, with its school. Raises NotVisible."""
    found = running_class(public_id)
    if found is None or not may_take_call.allows(actor, found):
        raise NotVisible
    return found


def classes_to_call(actor: Actor) -> QuerySet[ClassGroup]:
    """Return the classes whose roll the actor calls, in the order of their names."""
    return ClassGroup.objects.filter(classes_called_by(actor)).select_related("school").order_by("key", "pk")


def call_sheet(
    actor: Actor, class_group: ClassGroup, one: HalfOf, began: datetime | None = None, *, hosting: bool = True
) -> Sheet:
    """Return the sheet of one class and half-day (`call_sheets`). Of a day that is over, its children are those of when
    it `began`."""
    (sheet,) = call_sheets(actor, [(class_group, one)], began, hosting=hosting)
    return sheet


def call_sheets(
    actor: Actor,
    asked: Sequence[tuple[ClassGroup, HalfOf]],
    began: datetime | None = None,
    *,
    hosting: bool = True,
) -> list[Sheet]:
    """Return the pupils of each class and who was on each half-day, of one school and day, in five statements, whatever
    their number. `hosting`: with those whom a class hosts, for who calls them. The right to call these rolls was asked
    for before."""
    if not asked:
        return []
    of = AskedCalls.of(asked)
    at = actor.now if of.day == actor.today or began is None else began
    hosted = _hostings(actor, asked, of, at, hosting=hosting)
    guests = {child for found in hosted.values() for child in found.guests}
    said = half_days(actor, of, guests)
    there = pupils(of, at, {*guests, *(row.child_id for row, _ in said)})
    told = _told(absences(actor, of, [child.person.pk for child in there]))
    called = calls(of)
    return [
        _sheet(group, one, there, hosted[group.pk, one.half], said, told, called.get((group.pk, one.half)))
        for group, one in asked
    ]


@dataclass(frozen=True, slots=True)
class _Hosted:
    """By the child's id: of those whom a class hosts the class they come from, of its own who are with another class
    that one."""

    guests: dict[int, ClassGroup]
    placed: dict[int, ClassGroup]


def _sheet(
    group: ClassGroup, one: HalfOf, there: Iterable[Pupil], hosted: _Hosted, said: Iterable[tuple[HalfDay, bool]],
    told: Mapping[int, Sequence[Absence]], call: RollCall | None,
) -> Sheet:  # fmt: skip
    halves = {
        row.child_id: row
        for row, is_own in said
        if row.half == one.half
        and (row.child_id in hosted.guests or (is_own and row.class_group_id == group.pk))
    }
    here = [
        child
        for child in there
        if group.pk in child.classes or child.person.pk in hosted.guests or child.person.pk in halves
    ]
    names = told_apart([(child.person.first_name, child.person.shown_last_name) for child in here])
    rows = [
        replace(
            _row(child.person, name, halves.get(child.person.pk), _inside(told.get(child.person.pk, ()), one),
                 arranged=one.half == Half.AFTERNOON and child.arranged),
            guest_of=hosted.guests.get(child.person.pk), placed=hosted.placed.get(child.person.pk),
        )
        for child, name in zip(here, names, strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: row.guest_of is not None)
    touched = {child.person.pk for child in here if one.half in child.touched} if says_here(group) else set()
    return Sheet(group, one, call, tuple(_looked_at(rows, touched)))


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
    actor: Actor, asked: Sequence[tuple[ClassGroup, HalfOf]], of: AskedCalls, at: datetime, *, hosting: bool
) -> dict[tuple[int, Half], _Hosted]:
    """By class and half-day."""
    seen = {group.pk for group, _ in asked if hosting and may_call_hosted.allows(actor, group)}
    found = {(group.pk, one.half): _Hosted({}, {}) for group, one in asked}
    nowhere = _Hosted({}, {})
    for group, host, child, half in hostings(of, at, seen):
        found.get((group.pk, half), nowhere).placed[child] = host
        if host.pk in seen:
            found.get((host.pk, half), nowhere).guests[child] = group
    return found


def _told(rows: Iterable[Absence]) -> dict[int, Sequence[Absence]]:
    """By the child's id."""
    found: dict[int, list[Absence]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append(row)
    return dict(found)


def _inside(absences: Iterable[Absence], one: HalfOf) -> Absence | None:
    """The last one that is about the half-day."""
    inside = [
        row
        for row in absences
        if one.between(HalfOf(row.first, row.first_half), HalfOf(row.last, row.last_half))  # type: ignore[arg-type]
    ]
    return inside[-1] if inside else None


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
