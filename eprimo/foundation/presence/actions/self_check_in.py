"""A child touches the own animal on a device of the class: a proposal, which opens nothing and enters nothing."""

from datetime import datetime, timedelta

from django.db import transaction

from eprimo.foundation.classroom.models import ClassDevice
from eprimo.foundation.classroom.queries import says_here
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.half_days import at_most
from eprimo.foundation.presence.models import HereTouch
from eprimo.foundation.presence.queries.self_check_in import half_asked, hours_here, is_called

# So long after a touch a second one takes it back.
TAKEN_BACK_WITHIN = timedelta(seconds=10)


@transaction.atomic
def here_touch(*, device: ClassDevice, child: Person, here: bool, touched_at: datetime) -> bool:
    """`child` is of the class of the device, `here` what the touch says, at that moment by the clock of the server.
    False: it changes nothing, since the device does not ask, did not at that moment, or the roll was called.

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
