"""Notes with all that their pages need, by a fixed statement: composing it by the ORM cost more than finding one."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import JSONField, OuterRef, QuerySet, Subquery

from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.reach import reach_sql, read_reach
from eprimo.foundation.directory.models import CommuneService, Person, School
from eprimo.foundation.files.file_lists import files_sql, read_files
from eprimo.foundation.kernel.statements import Columns, Statement, joined, split, sql_beside
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.versions import VERSIONS_ATTRIBUTE, VERSIONS_TOLD

_NOTE, _RESOURCE = Columns(Note, "n"), Columns(Resource, "r")
_OWNER, _SCHOOL, _SERVICE = Columns(Person, "p"), Columns(School, "s"), Columns(CommuneService, "v")
_WHOLE = sql_beside(
    __file__, "note", note=_NOTE, resource=_RESOURCE, owner=_OWNER, school=_SCHOOL, service=_SERVICE,
    told=VERSIONS_TOLD, files=files_sql("n.resource_id"), reach=reach_sql("n.resource_id"),
)  # fmt: skip
_ONE = Statement(f"{_WHOLE} r.public_id = %(id)s")
_SOME = Statement(f"{_WHOLE} r.id = ANY(%(ids)s::bigint[]) ORDER BY r.id")


def with_body(notes: QuerySet[Note, Any]) -> QuerySet[Note, Any]:
    """Add its text in force to each note, as `body`."""
    in_force = Version.objects.filter(resource=OuterRef("pk"), number=OuterRef("resource__version"))
    return notes.annotate(body=Subquery(in_force.values("body")[:1], output_field=JSONField()))


def read_body(value: Any) -> Any:
    """Return the value of a JSON column: the driver leaves jsonb as a text to Django's fields, and reads json by
    itself."""
    return json.loads(value) if isinstance(value, str) else value


def whole_note(public_id: UUID) -> Note | None:
    """Return the note of that id, whoever asks: whether it is seen is for its caller to say."""
    rows = _ONE.rows(id=public_id)
    return _read(rows[0]) if rows else None


def whole_notes(ids: Iterable[int]) -> dict[int, Note]:
    """Return several whole notes, by their keys."""
    return {note.pk: note for note in map(_read, _SOME.rows(ids=list(ids)))}


def _read(row: tuple[Any, ...]) -> Note:
    (note, resource, owner, school, service), rest = split(row, _NOTE, _RESOURCE, _OWNER, _SCHOOL, _SERVICE)
    joined(note, resource=joined(resource, owner=owner), school=school, service=service)
    body, note.corrected_at, editions, files, *reach = rest
    note.body = read_body(body)
    setattr(note, VERSIONS_ATTRIBUTE, read_body(editions) or [])
    note.files = read_files(files)
    read_reach(note, reach)
    return note  # type: ignore[no-any-return]
