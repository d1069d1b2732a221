"""The devices that one is told on: chosen from the device itself, taken away from anywhere."""

import hashlib
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import LETTING_GO
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.notifications.policies import may_be_pushed, may_remove_devices
from eprimo.foundation.transport.push import Target, configured, is_target

# A family's telephones, tablets and computers; more is somebody filling the table.
MOST_DEVICES = 10


def address_hash(address: str) -> str:
    """Return the hash by which a device is found: the address itself is long."""
    return hashlib.sha256(address.encode()).hexdigest()


@transaction.atomic
def device_add(*, actor: Actor, target: Target, label: str) -> PushDevice:
    """Tell the actor on this device from now on. It leaves whoever was told on it before: a browser is one person's.

    DomainError: not the keys of a browser, or an address of no service that we know.
    """
    require(may_be_pushed, actor)
    if not configured() or not is_target(target):
        raise DomainError(_("Cet appareil ne peut pas recevoir de notification."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.browser_taken(%s)", [address_hash(target.address)])
    now = clock.now()
    scope = None if actor.scope is None else sorted(actor.scope)
    whose = {"account_id": actor.account_id, "session_id": actor.session_id or None, "scope": scope}
    device, _made = PushDevice.objects.update_or_create(
        address_hash=address_hash(target.address),
        defaults={
            **whose, "address": target.address, "key": target.key, "secret": target.secret, "label": label[:80],
            "failures": 0, "seen_at": now,
        },
        create_defaults={
            **whose, "address": target.address, "key": target.key, "secret": target.secret, "label": label[:80],
            "created_at": now, "seen_at": now,
        },
    )  # fmt: skip
    _drop_oldest(actor)
    audit(actor, "notifications.device.added", device, subject_id=actor.person_id)
    return device


def devices_of(actor: Actor) -> Q:
    """Return a filter on PushDevice: the devices that are the actor's to see and to take away. A sheet's secret knows
    of its own alone."""
    own = Q(account=actor.account_id)
    return own if actor.scope is None else own & Q(scope__contained_by=sorted(actor.scope))


def _drop_oldest(actor: Actor) -> None:
    """Those of sheets and the others are counted apart: nobody's devices are pushed out by a sheet."""
    mine = PushDevice.objects.filter(devices_of(actor), scope__isnull=actor.is_whole)
    kept = mine.order_by("-seen_at", "-pk").values("pk")
    mine.exclude(pk__in=kept[:MOST_DEVICES]).delete()


@transaction.atomic
def device_resume(*, actor: Actor, address: str) -> bool:
    """Give a device to the new session of its person, who signed in again there. False: it is not one of hers."""
    require(may_be_pushed, actor)
    mine = PushDevice.objects.filter(devices_of(actor), scope__isnull=actor.is_whole)
    rows = mine.filter(address_hash=address_hash(address))
    return bool(rows.update(session_id=actor.session_id or None, seen_at=clock.now()))


@transaction.atomic
def device_remove(*, actor: Actor, device_id: UUID) -> None:
    """Tell nothing more on one of one's own devices. NotVisible: it is not one."""
    require(may_remove_devices, actor)
    if not PushDevice.objects.filter(devices_of(actor), public_id=device_id).delete()[0]:
        raise NotVisible
    audit(actor, "notifications.device.removed", subject_id=actor.person_id, devices=1)


@transaction.atomic
def devices_remove_all(*, actor: Actor) -> int:
    """Tell nothing more on any device; returns how many."""
    require(may_remove_devices, actor)
    removed = PushDevice.objects.filter(devices_of(actor)).delete()[0]
    if removed:
        audit(actor, "notifications.device.removed", subject_id=actor.person_id, devices=removed)
    return removed


def _let_go(over: QuerySet[Session]) -> None:
    """A session that ends by time leaves its device told: that is what brings the person back."""
    PushDevice.objects.filter(session__in=over).update(session=None)


LETTING_GO.append(_let_go)
