"""What the home of a pupil reads: the newest notes of the class."""

from functools import partial
from typing import Any

from django.db.models import QuerySet

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.composed import Composed
from eprimo.foundation.kernel.statements import Columns, split
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import seeing
from eprimo.services.liaison.queries.texts import read_body, with_body

MOST_NEW = 5

_NOTE = Columns(Note, "n")
_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "owner", "visible_from")
_OWNER = Columns(Person, "p", "id", "civility", "first_name", "last_name", "usual_name", "erased_at")


def newest_for_pupil(actor: Actor) -> list[Note]:
    """The last notes to the pupils of own class (one statement)."""
    whole = actor.skin == "petits"
    return [_note(row, whole=whole) for row in _NEWEST[whole].rows(actor)]


def _newest(actor: Actor, *, whole: bool) -> QuerySet[Note, Any]:
    names = [*_NOTE.names(), *_RESOURCE.names("resource__"), *_OWNER.names("resource__owner__")]
    notes = Note.objects.filter(seeing.pupil_notes(actor)).order_by("-resource__visible_from", "-pk")
    return (
        with_body(notes).values_list(*names, "body")[:MOST_NEW]
        if whole
        else notes.values_list(*names)[:MOST_NEW]
    )


# With their texts, which tell the pictures of the little ones, and without.
_NEWEST = {whole: Composed(partial(_newest, whole=whole)) for whole in (False, True)}


def _note(row: tuple[Any, ...], *, whole: bool) -> Note:
    (note, resource, owner), rest = split(row, _NOTE, _RESOURCE, _OWNER)
    note.resource, resource.owner = resource, owner
    if whole:
        note.body = read_body(rest[0])
    return note  # type: ignore[no-any-return]
