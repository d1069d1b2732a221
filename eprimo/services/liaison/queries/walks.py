"""Where a page of notes begins: as of all things (`content.things.walks`), with the columns of each note beside it."""

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things import keyset as walks
from eprimo.foundation.content.things.keyset import (
    AT_WORK,
    CHANGED,
    FAMILY,
    REACHED,
    RESOURCE,
    SENT,
    Order,
)
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.prepared_queries import Condition
from eprimo.foundation.kernel.statements import sql_beside
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.visibility import pupil_notes

__all__ = [
    "AT_WORK",
    "CHANGED",
    "FAMILY",
    "OF_CLASS",
    "REACHED",
    "ROWS",
    "SENT",
    "beyond",
    "ordered",
    "own",
    "shared",
    "to_pupils",
]

OF_CLASS = sql_beside(__file__, "audiences_of_class")
ROWS = f"{sql_beside(__file__, 'note_beside', resource='walked.id')} {RESOURCE.format('walked.id')}"
_KINDS = (NOTE.key,)
_TO_PUPILS = Condition(
    lambda actor: Note.objects.filter(pupil_notes(actor, each=True)), {Note: "n", Resource: "r"}
)


def beyond(way: str, column: str, key: str = "n.resource_id") -> str:
    """Return the rows of a page that begins after or before a mark."""
    return walks.beyond(way, column, key)


def ordered(way: str, column: str, key: str = "n.resource_id") -> str:
    """Return the order in which a page is read: backwards, oldest first."""
    return walks.ordered(way, column, key)


def own(order: Order, where: str, most: int, way: str = "") -> str:
    """Return the first of the actor's own notes that meet `where`, as a relation of keys."""
    return walks.own(
        _KINDS, order, where, most, way, beside=sql_beside(__file__, "note_beside", resource="r.id")
    )


def shared(order: Order, where: str, most: int, way: str = "", audiences: str = AT_WORK) -> str:
    """Return the first notes that each of these audiences was given, of those that meet `where` (`h` is the share
    there), as a relation of keys."""
    beside = sql_beside(__file__, "note_beside", resource="h.resource_id")
    return walks.shared(_KINDS, order, where, most, way, audiences=audiences, beside=beside)


def to_pupils(actor: Actor, most: int, way: str = "") -> str:
    """Return the first notes that reached the pupil in use, by own class or groups."""
    return shared(REACHED, _TO_PUPILS.sql(actor), most, way)
