"""Who may import files into a school."""

from django.db.models import Q

from eprimo.foundation.directory.policies import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy


@policy("intake.delivery.import", strong=Strength.STRONG)
def can_import(actor: Actor, school_id: int | None) -> bool:
    """Send files, apply them, drop them: director, deputy of the school."""
    return actor.directs(school_id)


@policy("intake.delivery.open", strong=Strength.STRONG)
def can_open_import(actor: Actor, school_id: int) -> bool:
    """Let the school apply once a file that looks like another's: the academy, in its territory."""
    return actor.role == Role.ACADEMY and schools_of_mandates(actor).filter(pk=school_id).exists()


@policy("intake.delivery.undo", strong=Strength.STRONG)
def can_undo_import(actor: Actor, school_id: int) -> bool:
    """Director, deputy of the school; the academy, in its territory."""
    return actor.directs(school_id) or can_open_import(actor, school_id)


def deliveries_visible_to(actor: Actor) -> Q:
    """On OndeDelivery: those of the directed school."""
    return Q(school=actor.school_id) if actor.heads else Q(pk__in=[])
