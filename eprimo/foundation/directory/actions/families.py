"""The academy opens the families for whom a school's direction may not act: with a reason, for two hours."""

from django.db import transaction

from eprimo.foundation.directory.actions.dates import said
from eprimo.foundation.directory.models import OPENING_LASTS, FamilyOpening, School
from eprimo.foundation.directory.policies.family import can_open_families, openings_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def families_open(*, actor: Actor, school: School, reason: str) -> FamilyOpening:
    """One that runs goes on; the trail of the school says each."""
    require(can_open_families, actor, school.pk)
    text, now = said(reason), clock.now()
    running = openings_of(actor).filter(school=school).first()
    if running is not None:
        return running
    opening = FamilyOpening.objects.create(
        school=school, person_id=actor.person_id, reason=text, starts=now, ends=now + OPENING_LASTS
    )
    audit(actor, "directory.family.opened", opening, school_id=school.pk)
    return opening
