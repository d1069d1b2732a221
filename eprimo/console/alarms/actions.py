"""Whose session it was is learnt, with a reason; an alarm is closed."""

from uuid import UUID

from django.db import transaction

from eprimo.console.alarms.policies import may_name
from eprimo.console.alarms.queries import alarm_read
from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def alarm_name(*, actor: Actor, public_id: UUID, reason: str) -> RefusalAlarm:
    """The first reason stays, and each one who learns it is a line of the trail. NotVisible, Forbidden. At the door's
    login."""
    alarm = alarm_read(actor, public_id)
    require(may_name, actor, alarm)
    if alarm.named_at is None:
        alarm.named_at, alarm.named_by_id, alarm.reason = clock.now(), actor.person_id, reason
        alarm.save(update_fields=["named_at", "named_by", "reason"])
    audit(actor, "alarms.alarm.named", alarm, school_id=alarm.school_id, subject_id=alarm.person_id)
    return alarm


@transaction.atomic
def alarm_close(*, actor: Actor, public_id: UUID) -> None:
    """Nothing is left to do. NotVisible, Forbidden. At the door's login."""
    alarm = alarm_read(actor, public_id)
    require(may_name, actor, alarm)
    if alarm.closed_at is None:
        alarm.closed_at = clock.now()
        alarm.save(update_fields=["closed_at"])
        audit(actor, "alarms.alarm.closed", alarm, school_id=alarm.school_id)
