"""The devices of a person: browsers that are signed in, browsers that are told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.queries import sessions_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.actions.devices import devices_of
from eprimo.foundation.notifications.models import PushDevice

_MOST = 50


@dataclass(frozen=True, slots=True)
class Device:
    """A browser. `session`: what ends its session, None when it is over; `told`: what ends its notifications; `sheet`:
    a school's sheet opened it, on what is of that school."""

    label: str
    since: datetime
    seen: datetime
    current: bool
    session: UUID | None
    told: UUID | None
    sheet: bool = False


def own_devices(actor: Actor) -> list[Device]:
    """One line a browser, the one in use first, then the last seen (two statements)."""
    told = list(PushDevice.objects.filter(devices_of(actor)).order_by("-seen_at", "-pk")[:_MOST])
    by_session = {one.session_id: one for one in told if one.session_id}
    sessions = Session.objects.filter(sessions_of(actor), expires_at__gt=actor.now)
    found = []
    for row in sessions.order_by("-seen_at", "-pk")[:_MOST]:
        device = by_session.pop(row.pk, None)
        found.append(
            Device(
                _("L’agenda, sur un téléphone") if row.feed else row.device, row.created_at, row.seen_at,
                row.pk == actor.session_id, row.public_id, device.public_id if device else None, row.scope is not None,
            )
        )  # fmt: skip
    shown = {one.told for one in found}
    found += [
        Device(one.label, one.created_at, one.seen_at, current=False, session=None, told=one.public_id)
        for one in told
        if one.public_id not in shown
    ]
    return sorted(found, key=lambda one: (not one.current, -one.seen.timestamp()))
