"""Saying on which half-days a school has class, and from when until when."""

from collections.abc import Iterable
from datetime import time

from django.db import transaction

from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.models import SchoolHours


@transaction.atomic
def hours_change(
    *,
    actor: Actor,
    school_id: int,
    half_days: Iterable[int],
    morning: tuple[time, time],
    afternoon: tuple[time, time],
) -> SchoolHours:
    """`half_days`: two for each day of the week, from Monday morning (0). Rolls are called by them from now on; what
    was called stays. DomainError with the field that is wrong."""
    require(can_change_settings, actor, school_id)
    wanted = sorted(set(half_days))
    if not wanted:
        raise DomainError("Choisissez au moins une demi-journée.", field="half_days")
    for field, (starts, ends) in (("morning_until", morning), ("afternoon_until", afternoon)):
        if ends <= starts:
            raise DomainError("La fin vient avant le début.", field=field)
    if afternoon[0] < morning[1]:
        raise DomainError("L’après-midi commence avant la fin du matin.", field="afternoon_from")
    row, _made = SchoolHours.objects.update_or_create(
        school_id=school_id,
        defaults={
            "half_days": wanted, "morning_from": morning[0], "morning_until": morning[1],
            "afternoon_from": afternoon[0], "afternoon_until": afternoon[1],
        },
    )  # fmt: skip
    audit(actor, "presence.hours.changed", school_id=school_id, half_days=len(wanted))
    return row
