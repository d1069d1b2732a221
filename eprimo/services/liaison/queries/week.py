"""Which families of a class came these seven days, and what of them the others have not read: for its teachers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from eprimo.foundation.directory.animals import seed_sql
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.statements import Statement
from eprimo.services.liaison.follow_up import ChildRow
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.acts import may_print, may_print_week
from eprimo.services.liaison.policies.visibility import team_notes
from eprimo.services.liaison.queries.follow_up import follow_up_rows
from eprimo.services.liaison.queries.note import whole_notes
from eprimo.services.liaison.recipients import live_link_sql
from eprimo.services.liaison.state import is_closed

WEEK = timedelta(days=7)
# Notes of a week that one print holds, those due first; the others print from their own pages.
MOST_PRINTED = 10
# A note that is older than that is read by few: it does not tell who came.
_READ_WITHIN = timedelta(days=60)
_CHILDREN = Statement.beside(
    __file__, "class_week", seed=seed_sql("c"), live=live_link_sql("g.adult_id", "c.id"),
    live_owed=live_link_sql("o.guardian_id", "c.id"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeekFamily:
    """The family of a child: `came` when one of those who follow it signed in, or read a note, within seven days."""

    child_id: int
    public_id: UUID
    seed: str
    name: str
    came: bool


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """The families of a class since an instant."""

    class_group: ClassGroup
    since: datetime
    families: tuple[WeekFamily, ...]

    @property
    def came(self) -> list[WeekFamily]:
        return [one for one in self.families if one.came]

    @property
    def others(self) -> list[WeekFamily]:
        return [one for one in self.families if not one.came]


@dataclass(frozen=True, slots=True)
class WeekNote:
    """A note of the week, and the children for whom nobody of the family read it."""

    note: Note
    rows: tuple[ChildRow, ...]


def class_week(actor: Actor, public_id: UUID) -> ClassWeek:
    """Return the families of an own class, and who of them came these seven days (two statements). Raises NotVisible
    for what is no own class of a teacher."""
    found = (
        ClassGroup.objects.filter(public_id=public_id, pk__in=actor.class_ids)
        .select_related("school")
        .first()
    )
    if found is None or not may_print_week(actor, found.pk):
        raise NotVisible
    since = actor.now - WEEK
    asked = {"class": found.pk, "now": actor.now, "since": since, "delivered": actor.now - _READ_WITHIN}
    rows = _CHILDREN.rows(**asked)
    names = told_apart([(str(first), str(last)) for _, _, _, first, last, _ in rows])
    families = tuple(
        WeekFamily(child, key, seed, name, bool(came))
        for name, (child, key, seed, _, _, came) in zip(names, rows, strict=True)
    )
    return ClassWeek(found, since, families)


def week_to_print(actor: Actor, week: ClassWeek) -> list[WeekNote]:
    """Return the notes of these days that families who did not come have not read, those due first; three
    statements, and one for each note."""
    children = {one.child_id for one in week.others}
    if not children:
        return []
    delivered = Note.objects.filter(
        team_notes(actor), delivered_at__gte=week.since, delivered_at__lte=actor.now, archived_at=None,
        resource__withdrawn_at=None, recipients__child__in=children,
    )  # fmt: skip
    notes = whole_notes(delivered.values_list("pk", flat=True).distinct()).values()
    open_ = [note for note in notes if may_print(actor, note) and not is_closed(note, actor.today)]
    open_.sort(key=lambda note: (note.answer_by is None, note.answer_by or actor.today, -note.pk))
    found = [WeekNote(note, _unread(actor, note, children)) for note in open_[:MOST_PRINTED]]
    return [one for one in found if one.rows]


def _unread(actor: Actor, note: Note, children: Collection[int]) -> tuple[ChildRow, ...]:
    return tuple(
        row
        for row in follow_up_rows(actor, note)
        if row.child_id in children
        and row.present
        and not any(owed.read_at or owed.counts for owed in row.owed)
    )
