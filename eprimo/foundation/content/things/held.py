"""One act at a time on one thing: the row is held, and read again as it is now, with what the actor is to it."""

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.seeing import Thing, thing_of, things_for
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


def held(actor: Actor, kind: Kind, resource: Resource) -> Thing:
    """The thing, held until the transaction ends; NotVisible when it is gone, or no longer the actor's to see."""
    rows = things_for(actor, kind).select_related("school__running_year")
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=resource.pk).first()
    if found is None:
        raise NotVisible
    return thing_of(actor, kind, found)
