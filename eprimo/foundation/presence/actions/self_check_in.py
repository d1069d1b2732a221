"""A child touches the own animal on a device of the class: a proposal, which opens nothing and enters nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from eprimo.foundation.classroom.models import ClassDevice
from eprimo.foundation.classroom.queries import says_here
from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions
from eprimo.foundation.presence.actions.half_days import at_most
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_class
from eprimo.foundation.presence.models import HereTouch

CALLED = ("wall.roll_is_called(text,date,text)",)
_IS_CALLED = Statement("SELECT wall.roll_is_called(%(device)s, %(day)s::date, %(half)s)")
# So long after a touch a second one takes it back.
TAKEN_BACK_WITHIN = timedelta(seconds=10)


def hours_here(class_group: ClassGroup) -> Hours:
    return hours_of_class(class_group, clock.today(class_group.school.time_zone))


def half_asked(hours: Hours, at: datetime) -> HalfOf | None:
    """Return the half-day about which a device asks at a moment; None: it asks nothing."""
    one = hours.at(at)
    return one if one is not None and at < hours.asks_at(one) else None


@dataclass(frozen=True, slots=True)
class CheckInQuestion:
    """The half-day about which a device asks now, and until when it does."""

    one: HalfOf
    until: datetime


def asked_on(device: ClassDevice) -> CheckInQuestion | None:
    """Return what a device asks about now, the roll being called or not (no statement where the class does not use it,
    else two)."""
    if not says_here(device.class_group):
        return None
    hours = hours_here(device.class_group)
    one = half_asked(hours, clock.now())
    return CheckInQuestion(one, hours.asks_at(one)) if one is not None else None


def is_called(device: ClassDevice, one: HalfOf) -> bool:
    """Tell whether the roll of the device's class was called: what is touched now changes nothing (one statement)."""
    [(called,)] = _IS_CALLED.rows(device=device.key_hash, day=one.day, half=one.half.value)
    return bool(called)


@INSTALLERS.append
def _install() -> None:
    text = Path(__file__).parent.with_name("wall.sql").read_text(encoding="utf-8")
    make_functions(text, called=CALLED)


@transaction.atomic
def here_touch(*, device: ClassDevice, child: Person, here: bool, touched_at: datetime) -> bool:
    """Keep what a child touched on the device of its class. `here`: what the touch says, at that moment by the clock of
    the server. False: it changes nothing, since the device does not ask, did not at that moment, or the roll was
    called.

    One half-day is at most three touches: there, taken back once within ten seconds, there again. So a child who goes
    on touching is there at the end, and the same touch sent twice is one. Of two devices, what was touched last holds.
    """
    group, now = device.class_group, clock.now()
    if not says_here(group):
        return False
    hours, touched = hours_here(group), at_most(touched_at, now)
    one = half_asked(hours, touched)
    if one is None or one != hours.at(now) or is_called(device, one):
        return False
    keys = {"school_id": group.school_id, "child": child, "day": one.day, "half": one.half}
    rows = HereTouch.objects.select_for_update(of=("self",), no_key=True)
    if not here:
        _take_back(rows.filter(**keys).first(), touched)
        return True
    row, made = rows.get_or_create(**keys, defaults={"class_group": group, "touched_at": touched})
    if not made and not row.here and touched > row.touched_at:
        row.here, row.touched_at, row.class_group = True, touched, group
        row.save(update_fields=["here", "touched_at", "class_group"])
    return True


def _take_back(row: HereTouch | None, touched: datetime) -> None:
    if row is None or not row.here or row.taken_back:
        return
    if timedelta() < touched - row.touched_at <= TAKEN_BACK_WITHIN:
        row.here, row.touched_at, row.taken_back = False, touched, True
        row.save(update_fields=["here", "touched_at", "taken_back"])
