"""Devices of a class: lent for the day, taken back in one request."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.classroom.actions.pictures import missing_drawn
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.classroom.keys import device_hash, device_hashes, new_key
from eprimo.foundation.classroom.models import ClassDevice, ClassDoor
from eprimo.foundation.classroom.policies import may_keep_devices
from eprimo.foundation.classroom.queries import may_say_here, members_of
from eprimo.foundation.directory.models import ClassGroup, SchoolSettings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require

LONGEST = timedelta(hours=12)
# More than a class has: whoever fills the table is stopped.
MOST_DEVICES = 60


class TooManyDevices(DomainError):
    code = "too-many-devices"
    sentence = "Cette classe a déjà beaucoup d’appareils. Retirez ceux qui ne servent plus."
    status = 409


@transaction.atomic
def device_pair(
    *, actor: Actor, class_group: ClassGroup, label: str, former_key: str = ""
) -> tuple[ClassDevice, str]:
    """Lend this browser to the class until the school's evening; its key is told once, to the browser.

    Children who have no pictures yet are given some. What the browser was lent to before ends.
    """
    require(may_keep_devices, actor, class_group)
    now = clock.now()
    if former_key:
        _end(ClassDevice.objects.filter(key_hash__in=device_hashes(former_key)))
    if ClassDevice.objects.filter(class_group=class_group, expires_at__gt=now).count() >= MOST_DEVICES:
        raise TooManyDevices
    key = new_key()
    row = ClassDevice.objects.create(
        key_hash=device_hash(key), school_id=class_group.school_id, class_group=class_group,
        paired_by_id=actor.person_id, paired_at=now, expires_at=_evening(class_group, now), label=label[:80],
    )  # fmt: skip
    pupils = members_of(class_group, now)
    accounts_ensure(person_ids=[one.pk for one in pupils])
    missing_drawn(actor, class_group, pupils)
    audit(actor, "classroom.device.paired", class_group, school_id=class_group.school_id, device=row.pk)
    return row, key


def _evening(class_group: ClassGroup, now: datetime) -> datetime:
    """When the nights of the school begin, twelve hours from now at most."""
    zone = ZoneInfo(class_group.school.time_zone)
    begins = SchoolSettings.objects.values_list("quiet_from", flat=True).get(school=class_group.school_id)
    local = now.astimezone(zone)
    evening = datetime.combine(local.date(), begins, zone)
    if evening <= local:
        evening = datetime.combine(local.date() + timedelta(days=1), begins, zone)
    return min(evening, now + LONGEST)


@transaction.atomic
def device_remove(*, actor: Actor, class_group: ClassGroup, device_id: UUID) -> None:
    """Take one back: its wall and the sessions opened on it are gone with the commit. NotVisible: not of the class."""
    require(may_keep_devices, actor, class_group)
    if not _end(ClassDevice.objects.filter(class_group=class_group, public_id=device_id)):
        raise NotVisible
    audit(actor, "classroom.device.removed", class_group, school_id=class_group.school_id, devices=1)


@transaction.atomic
def devices_remove_all(*, actor: Actor, class_group: ClassGroup) -> int:
    """Take all of them back; returns how many."""
    require(may_keep_devices, actor, class_group)
    gone = _end(ClassDevice.objects.filter(class_group=class_group))
    audit(actor, "classroom.device.removed", class_group, school_id=class_group.school_id, devices=gone)
    return gone


@transaction.atomic
def door_change(*, actor: Actor, class_group: ClassGroup, secret: Secret, says_here: bool = False) -> None:
    """Change what the class asks of a child who touched the own name; and whether its devices ask before the roll is
    called who is there, where the class is one of nursery school."""
    require(may_keep_devices, actor, class_group)
    says_here = says_here and may_say_here(class_group)
    values = {"school_id": class_group.school_id, "secret": secret, "says_here": says_here}
    ClassDoor.objects.update_or_create(class_group=class_group, defaults=values)
    audit(
        actor, "classroom.door.changed", class_group, school_id=class_group.school_id, secret=secret.value,
        says_here=says_here,
    )  # fmt: skip


@transaction.atomic
def devices_purge() -> int:
    """Take away the devices whose day is over; returns how many."""
    return _end(ClassDevice.objects.filter(expires_at__lte=clock.now()))


def _end(devices: QuerySet[ClassDevice]) -> int:
    ids = list(devices.select_for_update().order_by("pk").values_list("pk", flat=True))
    Session.objects.filter(class_session__device__in=ids).delete()
    ClassDevice.objects.filter(pk__in=ids).delete()
    return len(ids)
