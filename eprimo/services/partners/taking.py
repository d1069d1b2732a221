"""The words of a partner, as a note begins with them: under both names, to whom the intervention is for."""

from uuid import UUID

from eprimo.foundation.content.proposed import Proposed
from eprimo.foundation.content.things.addressing import targets_of
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.partners.enums import WordState
from eprimo.services.partners.queries import words_to_read


def taken(actor: Actor, public_id: UUID) -> Proposed | None:
    """Of who took it over and still manages the intervention."""
    if actor.closed:
        return None
    rows = words_to_read(actor).filter(public_id=public_id, state=WordState.TAKEN, decided_by=actor.person_id)
    word = rows.select_related("by", "resource").first()
    if word is None:
        return None
    me = Person.objects.get(pk=actor.person_id)
    signed = f"{word.by.formal_name}, avec {me.formal_name}"
    targets = targets_of([word.resource_id]).get(word.resource_id, [])
    return Proposed(title=word.resource.title, text=f"{word.text}\n\n{signed}", targets=targets)
