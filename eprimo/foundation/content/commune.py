"""What who works for a service of the commune may write in a school."""

from eprimo.foundation.directory.models import SchoolSettings
from eprimo.foundation.kernel.actor import Actor, Role


def may_write_for_commune(actor: Actor) -> bool:
    """Tell whether the actor may write in the school, as far as the commune is asked. An agent may who has a service
    there, where the school did not refuse what the commune writes; a school that decided nothing allows it (one
    statement, for agents alone). Anybody else: yes."""
    if actor.role != Role.COMMUNE_AGENT:
        return True
    refused = SchoolSettings.objects.filter(school_id=actor.school_id or 0, commune_writes_notes=False)
    return bool(actor.service_ids) and not refused.exists()
