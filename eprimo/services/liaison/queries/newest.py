"""What the home of a pupil reads: the newest notes of the class."""

from functools import cache
from typing import Any

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.prepared_queries import values_of
from eprimo.foundation.kernel.statements import Columns, Statement, split
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries import walks
from eprimo.services.liaison.queries.texts import read_body

MOST_NEW = 5

_NOTE = Columns(Note, "n")
_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "owner", "visible_from")
_OWNER = Columns(Person, "p", "id", "civility", "first_name", "last_name", "usual_name", "erased_at")
_NEWEST = f"""
SELECT {_NOTE.sql}, {_RESOURCE.sql}, {_OWNER.sql}, {{body}}
FROM (SELECT DISTINCT id FROM {{walk}} given) walked {walks.ROWS} LEFT JOIN directory_person p ON p.id = r.owner_id
ORDER BY r.visible_from DESC, n.resource_id DESC LIMIT {MOST_NEW}
"""  # noqa: S608 - pieces of ours; values go as parameters
# With their texts, which tell the pictures of the little ones, and without.
_BODY = "(SELECT v.body FROM content_version v WHERE v.resource_id = r.id AND v.number = r.version)"


def newest_for_pupil(actor: Actor) -> list[Note]:
    """The last notes to the pupils of own class (one statement)."""
    whole = actor.skin == "petits"
    rows = _newest(walks.to_pupils(actor, MOST_NEW), whole=whole).rows(**values_of(actor), now=actor.now)
    return [_note(row, whole=whole) for row in rows]


@cache
def _newest(walk: str, *, whole: bool) -> Statement:
    return Statement(_NEWEST.format(walk=walk, body=_BODY if whole else "NULL"))


def _note(row: tuple[Any, ...], *, whole: bool) -> Note:
    (note, resource, owner), rest = split(row, _NOTE, _RESOURCE, _OWNER)
    note.resource, resource.owner = resource, owner
    if whole:
        note.body = read_body(rest[0])
    return note  # type: ignore[no-any-return]
