"""Alarms of those one answers for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from eprimo.console.alarms.policies import alarms_visible_to
from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible

# Those that were closed are shown that long.
SHOWN = timedelta(days=30)
MOST = 100


def alarms_of(actor: Actor) -> list[RefusalAlarm]:
    """Those that wait first, then the newest."""
    rows = RefusalAlarm.objects.filter(alarms_visible_to(actor), at__gt=actor.now - SHOWN)
    found = rows.select_related("person", "school", "named_by").order_by("-at", "-pk")[:MOST]
    return sorted(found, key=lambda one: one.closed_at is not None)


def alarm_read(actor: Actor, public_id: UUID) -> RefusalAlarm:
    """Raises NotVisible."""
    rows = RefusalAlarm.objects.filter(alarms_visible_to(actor), public_id=public_id)
    found = rows.select_related("person", "school", "named_by").first()
    if found is None:
        raise NotVisible
    return found


def waiting_count(actor: Actor) -> QuerySet[RefusalAlarm, Any]:
    """How many wait on this desk, for a subquery."""
    rows = RefusalAlarm.objects.filter(alarms_visible_to(actor), closed_at=None)
    return rows.order_by().values("school").annotate(n=Count("pk")).values("n")
