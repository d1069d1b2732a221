"""Whom a note would reach, before it is sent or corrected: families, who never signed in, what they received this week,
whether one of them is under a protected contact, who would be asked again."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from eprimo.foundation.directory.animals import seed_sql
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, GuardianKind
from eprimo.foundation.kernel.statements import Statement, sql_beside
from eprimo.foundation.notifications.rhythms import open_channels
from eprimo.services.liaison.children import ChildNow
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.policies.acts import may_see_as_family
from eprimo.services.liaison.policies.visibility import reads_sign_in_state
from eprimo.services.liaison.recipients import ONE_NOTE, recipients_sql, waited_for_kinds
from eprimo.services.liaison.state import did_act, outcome_of

WEEK = timedelta(days=7)
# Under that many guardians, what other schools sent them would say too much of one family.
FEWEST_COUNTED = 5
# From there on, one more note in the week deserves a thought.
MANY = 3

REACHED_CHILDREN = sql_beside(__file__, "reached_children", one=ONE_NOTE, here=recipients_sql("one"))
_RECEIVED = sql_beside(__file__, "received")
_PROTECTED = Statement.beside(__file__, "protected", reached=REACHED_CHILDREN)


def _reached_sql() -> str:
    """Return the statement of the families that a draft reaches. `told`: a way out of this platform reaches the
    guardian, an address or a device."""
    told = " OR ".join(f"({way.reaches})" for way in open_channels()) or "NULL::boolean"
    return sql_beside(__file__, "reached_families", reached=REACHED_CHILDREN, seed=seed_sql("c"), told=told)


@dataclass(frozen=True, slots=True)
class ReachedGuardian:
    """A guardian whom the draft would reach for one child, and what the note would ask of that guardian."""

    child_id: int
    child_public_id: UUID
    child_seed: str
    first_name: str
    last_name: str
    class_ids: frozenset[int]
    guardian_id: int
    guardian_public_id: UUID
    guardian_name: str
    activated: bool
    # Under a protected contact: hours and places are not told.
    hides_place: bool
    acts: bool

    @property
    def key(self) -> str:
        """The guardian in the address of the preview: public ids only."""
        return f"{self.child_public_id}.{self.guardian_public_id}"


@dataclass(frozen=True, slots=True)
class ReachedFamilies:
    """The families that a draft reaches, in figures. `never` and `names` are None when the author may not know who
    signs in."""

    children: int
    guardians: int
    # Children none of whose guardians ever signed in: they need the note on paper.
    never: int | None
    # Children one of whose guardians comes, and none of whom anything can tell: no address, no device. None: not known
    # to the author, or nobody is told anything on this platform.
    untold: int | None
    names: tuple[str, ...]
    # Children with no guardian who has rights.
    alone: int
    # Those as whom the author may look at it.
    readers: tuple[ReachedGuardian, ...]
    guardian_ids: frozenset[int]
    # One of them, under a protected contact, reads neither hours nor places.
    protected: bool


def reached_families(actor: Actor, note: Note) -> ReachedFamilies:
    """Return whom the draft reaches as of now (one statement)."""
    values = {"note": note.pk, "school": note.school_id, "service": note.service_id, "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(_reached_sql(), values)
        rows = [
            (*row[:6], json.loads(row[6]) if isinstance(row[6], str) else row[6]) for row in cursor.fetchall()
        ]
    known = [row for row in rows if reads_sign_in_state(actor, frozenset(row[5]))]
    never = [row for row in known if row[6] and not any(one["activated"] for one in row[6])]
    shown = [row for row in rows if may_see_as_family(actor, note, ChildNow(row[0], True, frozenset(row[5])))]
    adults = frozenset(one["id"] for row in rows for one in row[6])
    return ReachedFamilies(
        children=len(rows),
        # One of two children is one, as « Le verront » says.
        guardians=len(adults),
        never=len(never) if known else None,
        untold=sum(map(_is_untold, known)) if known and open_channels() else None,
        names=tuple(f"{row[2]} {row[3]}" for row in never),
        alone=sum(not row[6] for row in rows),
        readers=tuple(_readers(note, shown)),
        guardian_ids=adults,
        protected=any(one["protected"] for row in rows for one in row[6]),
    )


def _is_untold(row: tuple[Any, ...]) -> bool:
    guardians = row[6]
    return any(one["activated"] for one in guardians) and not any(one["told"] for one in guardians)


def _readers(note: Note, rows: Iterable[tuple[Any, ...]]) -> Iterable[ReachedGuardian]:
    waited_for = waited_for_kinds(note)
    for child, public_id, first_name, last_name, seed, classes, guardians in rows:
        for one in guardians:
            yield ReachedGuardian(
                child_id=child, child_public_id=public_id, child_seed=seed, first_name=first_name,
                last_name=last_name, class_ids=frozenset(classes), guardian_id=one["id"],
                guardian_public_id=UUID(one["public_id"]),
                guardian_name=f"{one['first']} {one['last']}", activated=one["activated"],
                hides_place=one["protected"], acts=GuardianKind(one["kind"]).value in waited_for,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeeklyLoad:
    """The notes that the guardians of a draft received in seven days: half of them at most `median`, none more than
    `most`. `everywhere`: notes of other schools and services are counted too."""

    guardians: int
    median: int
    most: int
    everywhere: bool

    @property
    def heavy(self) -> bool:
        return self.median >= MANY


def weekly_load(note: Note, guardian_ids: Iterable[int], year: int) -> WeeklyLoad:
    """Return how many notes these guardians received in the week: counts, never a sender nor a title (one
    statement)."""
    now = clock.now()
    values: dict[str, Any] = {
        "adults": sorted(guardian_ids), "school": note.school_id, "now": now, "since": now - WEEK, "year": year
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, values)
        guardians, here, most_here, everywhere, most = cursor.fetchone()
    if guardians >= FEWEST_COUNTED:
        return WeeklyLoad(guardians, everywhere or 0, most or 0, everywhere=True)
    return WeeklyLoad(guardians, here or 0, most_here or 0, everywhere=False)


def has_protected(note: Note) -> bool:
    """Return whether a family under a protected contact is among the readers of a note, wherever it goes or went:
    never which one (one statement)."""
    rows = _PROTECTED.rows(
        note=note.pk, school=note.school_id, service=note.service_id, year=note.partition, now=clock.now()
    )
    return bool(rows[0][0])


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The number of children for whom one signed or answered, and would do it again, by the class or group by which
    the note came to them (empty: children chosen one by one)."""

    children: int = 0
    circles: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return self.children > 0


def asked_again_by(note: Note) -> AskedAgain:
    """Return for how many children a correction that binds would ask again (two statements). A refusal stands, and
    is not counted."""
    of_child: dict[int, list[Owed]] = defaultdict(list)
    for row in Owed.objects.of_note(note):
        of_child[row.child_id].append(row)
    asked = [child for child, rows in of_child.items() if _did_it(note, rows)]
    if not asked:
        return AskedAgain()
    reached = Recipient.objects.of_note(note).filter(child__in=asked)
    labels = reached.values_list("class_group__label", "group__label")
    circles = Counter(of_class or of_group or "" for of_class, of_group in labels)
    return AskedAgain(len(asked), tuple(sorted(circles.items(), key=lambda one: (not one[0], one[0]))))


def reader_counts(note: Note) -> tuple[int, int]:
    """Return how many adults read the note, and find what a correction changed; how many did not, and find the new
    version alone (one statement)."""
    rows = Owed.objects.of_note(note).exclude(state=OwedState.STOPPED)
    adults = rows.order_by().values("guardian").annotate(last=Max("read_version"))
    read = [one["last"] is not None for one in adults]
    return sum(read), len(read) - sum(read)


def _did_it(note: Note, rows: list[Owed]) -> bool:
    refused = outcome_of(note, rows) == Outcome.REFUSED
    return not refused and any(row.may_sign and did_act(note, row) for row in rows)
