"""« News: write »: own school for its heads; agents of the commune where the school allows what the commune writes."""

from eprimo.foundation.directory.models import SchoolSettings
from eprimo.foundation.kernel.actor import HEADS, Actor, Role

AUTHORS = HEADS | {Role.COMMUNE_AGENT}


def allowed(actor: Actor) -> bool:
    """A school that decided nothing allows it (one statement, for agents alone)."""
    if actor.role != Role.COMMUNE_AGENT:
        return True
    refused = SchoolSettings.objects.filter(school_id=actor.school_id or 0, commune_writes_notes=False)
    return bool(actor.service_ids) and not refused.exists()
