"""Who may import files into a school."""

from django.db.models import Q, QuerySet

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Academy, Mandate
from eprimo.foundation.directory.policies.scope import schools_of_mandates
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


@policy("intake.academy.import", strong=Strength.FRESH)
def can_import_academy(actor: Actor, academy_id: int) -> bool:
    """« AAF from a page: academy, fresh »: who holds a mandate of that whole academy, not of a department of it."""
    return academies_of(actor).filter(pk=academy_id).exists()


def academies_of(actor: Actor) -> QuerySet[Academy]:
    """The academies for which the actor may send a delivery of the directory."""
    if actor.role != Role.ACADEMY:
        return Academy.objects.none()
    held = Mandate.objects.filter(pk__in=actor.mandate_ids, role=MandateRole.ACADEMY, academy__isnull=False)
    return Academy.objects.filter(pk__in=held.values("academy")).order_by("code")


def deliveries_visible_to(actor: Actor) -> Q:
    """On OndeDelivery: those of the directed school."""
    return Q(school=actor.school_id) if actor.heads else Q(pk__in=[])
