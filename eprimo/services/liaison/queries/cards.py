"""The notes behind the cards of a guardian's home: one statement for all of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.reach import REACH_WIDTH, reach_sql, read_reach
from eprimo.foundation.directory.models import CommuneService, Person, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Columns, Statement, joined, split
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.notifications.policies import is_late
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.particulars import TYPED
from eprimo.services.liaison.policies import families
from eprimo.services.liaison.policies.families import guardian_abilities
from eprimo.services.liaison.queries.families import NoteForChild
from eprimo.services.liaison.state import is_closed
from eprimo.services.liaison.versions import VERSIONS_ATTRIBUTE, VERSIONS_TOLD

_NOTE = Columns(
    Note, "n", "resource", "school", *(name.removesuffix("_id") for name in TYPED), "asked_version", "school_year",
    "delivered_at", "archived_at",
)  # fmt: skip
_RESOURCE = Columns(
    Resource, "r", "id", "public_id", "title", "version", "school", "state", "published_at", "visible_from",
    "withdrawn_at",
)  # fmt: skip
_OWNER = Columns(
    Person, "p", "id", "public_id", "first_name", "last_name", "usual_name", "civility", "erased_at"
)
_SCHOOL = Columns(School, "s", "id", "name", "time_zone")
_SERVICE = Columns(CommuneService, "cs", "id", "name")
_CHILD = Columns(Person, "c", "id", "public_id", "animal", "first_name", "last_name", "usual_name")
_RECIPIENT = Columns(
    Recipient, "rc", "school_year", "id", "note", "school", "child", "delivered_at", "by_name", "first_version",
    "outcome",
)  # fmt: skip
_OWED = Columns(
    Owed, "o", "school_year", "id", "note", "guardian", "child", "may_sign", "state", "read_at", "read_version",
    "signed_at", "signed_version", "refused_at", "answers", "comment", "answered_at", "answered_version",
    "recorded_by",
)  # fmt: skip
_TABLES: tuple[Columns[Any], ...] = (
    _NOTE, _SCHOOL, _RESOURCE, _OWNER, _SERVICE, _CHILD, _RECIPIENT, _OWED,
)  # fmt: skip
_COLUMNS = ", ".join(table.sql for table in _TABLES)
_BOARD = Statement.beside(
    __file__, "cards", told=VERSIONS_TOLD, reach=reach_sql("n.resource_id", "wanted.whole"), columns=_COLUMNS
)
# The child, the text, the editions and the reach stand before the columns of the tables.
_REACH = 4
_FIRST = _REACH + REACH_WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNote(families.GuardianAbilities):
    """A note as its card shows it: for one own child, with what the guardian may do. Without a body, the card is a
    link."""

    line: NoteForChild
    body: Any

    @property
    def note(self) -> Note:
        return self.line.note


@dataclass(frozen=True, slots=True)
class LateNote:
    """A note whose last day is past, of which a home draws a line. `closed`: nothing is asked any more."""

    closed: bool
    tells_day: bool = False


def card_notes(actor: Actor, notices: Sequence[Notice]) -> dict[tuple[int, int], CardNote | LateNote]:
    """Return what is behind these notices, by (resource, child) (one statement). Of what is late, which stands in a
    line, neither the text nor what the guardian did is read."""
    asked = [one for one in notices if one.resource_id and one.child_id]
    cards: dict[tuple[int, int], CardNote | LateNote] = {}
    for row in _rows(actor, asked):
        child_id, whole, body = row[:3]
        if not whole:
            (note, school), _ = split(row[_FIRST:], *_TABLES[:2])
            cards[note.pk, child_id] = LateNote(is_closed(joined(note, school=school)))
            continue
        line = _line(actor, row)
        if families.delivered_child(actor, line.note, child_id) is not None:
            cards[line.note.pk, child_id] = _card(actor, line, body)
    return cards


def _rows(actor: Actor, asked: Sequence[Notice]) -> list[tuple[Any, ...]]:
    return _BOARD.rows(
        notes=[one.resource_id for one in asked],
        kids=[one.child_id for one in asked],
        whole=[not is_late(actor, one) for one in asked],
        me=actor.person_id,
    )


def _line(actor: Actor, row: tuple[Any, ...]) -> NoteForChild:
    (note, school, resource, owner, service, child, recipient, owed), _ = split(row[_FIRST:], *_TABLES)
    joined(note, resource=joined(resource, owner=owner), school=school, service=service)
    read_reach(note, row[_REACH:_FIRST])
    setattr(note, VERSIONS_ATTRIBUTE, _loaded(row[3]))
    return NoteForChild(
        note=note,
        child_id=child.pk,
        child_public_id=child.public_id,
        child_seed=child.seed,
        first_name=child.first_name,
        last_name=child.shown_last_name,
        recipient=recipient,
        owed=owed,
        hides_place=bool((link := actor.child(child.pk)) and link.restriction),
    )


def _card(actor: Actor, line: NoteForChild, body: Any) -> CardNote:
    return CardNote(line=line, body=_loaded(body), **guardian_abilities(actor, line.note, line.recipient))


def _loaded(value: Any) -> Any:
    """Return the value of a JSON column, which comes as text from a statement of ours."""
    return json.loads(value) if isinstance(value, str) else value
