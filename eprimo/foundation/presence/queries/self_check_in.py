"""« JE SUIS LÀ »: which half-day a device of a class asks about, and who touched the own animal.

From twenty minutes before the half-day begins until half an hour after, unless its roll was called: who comes later is
noted by an adult.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eprimo.foundation.classroom.models import ClassDevice
from eprimo.foundation.classroom.queries import says_here
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_class

CALLED = ("wall.roll_is_called(text,date,text)",)
_IS_CALLED = Statement("SELECT wall.roll_is_called(%(device)s, %(day)s::date, %(half)s)")


def hours_here(class_group: ClassGroup) -> Hours:
    return hours_of_class(class_group, clock.today(class_group.school.time_zone))


def half_asked(hours: Hours, at: datetime) -> HalfOf | None:
    """The half-day about which a device asks at a moment; None: it asks nothing."""
    one = hours.at(at)
    return one if one is not None and at < hours.asks_at(one) else None


@dataclass(frozen=True, slots=True)
class CheckInQuestion:
    """The half-day about which a device asks now, and until when it does."""

    one: HalfOf
    until: datetime


def asked_on(device: ClassDevice) -> CheckInQuestion | None:
    """What it asks about now, the roll being called or not (no statement where the class does not use it, else two)."""
    if not says_here(device.class_group):
        return None
    hours = hours_here(device.class_group)
    one = half_asked(hours, clock.now())
    return CheckInQuestion(one, hours.asks_at(one)) if one is not None else None


def is_called(device: ClassDevice, one: HalfOf) -> bool:
    """The roll of the device's class was called: what is touched now changes nothing (one statement)."""
    [(called,)] = _IS_CALLED.rows(device=device.key_hash, day=one.day, half=one.half.value)
    return bool(called)


@INSTALLERS.append
def _install() -> None:
    text = Path(__file__).parent.with_name("wall.sql").read_text(encoding="utf-8")
    make_functions(text, called=CALLED)
