"""A head reads the homework of a class: its teachers see it."""

from django.db import transaction

from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.services.homework.models import Consultation
from eprimo.services.homework.policies import Place, may_consult


@transaction.atomic
def week_consult(*, actor: Actor, place: Place, resource: Resource) -> Consultation:
    """From now on the week is the head's to read. Each time is told, and has its line."""
    require(may_consult, actor, place)
    made, _ = Consultation.objects.update_or_create(
        resource=resource,
        person_id=actor.person_id,
        defaults={"school_id": place.school_id, "at": clock.now()},
    )
    audit(actor, "homework.week.consulted", resource, school_id=place.school_id)
    return made
