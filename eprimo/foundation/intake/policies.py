"""Who may import files into a school."""

from django.db.models import Q

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.rights import policy


@policy("intake.delivery.import")
def can_import(actor: Actor, school_id: int | None) -> bool:
    """Send files, apply them, drop them: director, deputy of the school."""
    return actor.directs(school_id)


def deliveries_visible_to(actor: Actor) -> Q:
    """On OndeDelivery: those of the directed school."""
    return Q(school=actor.school_id) if actor.heads else Q(pk__in=[])
