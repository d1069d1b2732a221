"""Days without class: a school's own, and the holidays that an operator loads."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from eprimo.foundation.directory.errors import WrongDates
from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import School, SchoolDayOff, ZoneHoliday
from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require

LONGEST = timedelta(days=31)
FURTHEST = timedelta(days=2 * 366)


@transaction.atomic
def day_off_add(*, actor: Actor, school_id: int, first: date, last: date, label: str) -> SchoolDayOff:
    """Close the school from a day to another. Raises WrongDates, or DomainError when that day is known already."""
    require(can_change_settings, actor, school_id)
    today = clock.today(School.objects.get(pk=school_id).time_zone)
    if last < first:
        raise WrongDates(field="last")
    if last < today:
        raise WrongDates("Ces jours sont déjà passés.", field="last")
    if last - first >= LONGEST or first > today + FURTHEST:
        raise WrongDates("Un mois au plus, dans les deux ans qui viennent.", field="last")
    row, made = SchoolDayOff.objects.get_or_create(
        school_id=school_id, first=first, told_by=None, defaults={"last": last, "label": label}
    )
    if not made:
        raise DomainError("Un jour sans école commence déjà à cette date.", field="first")
    audit(actor, "directory.day_off.added", row, school_id=school_id, days=(last - first).days + 1)
    return row


@transaction.atomic
def day_off_remove(*, actor: Actor, school_id: int, first: date) -> bool:
    """Open the school again on the days off that begin on `first`. False: it was open."""
    require(can_change_settings, actor, school_id)
    removed = bool(SchoolDayOff.objects.noted().filter(school=school_id, first=first).delete()[0])
    if removed:
        audit(actor, "directory.day_off.removed", school_id=school_id)
    return removed


@transaction.atomic
def zone_holidays_keep(*, rows: Iterable[Holiday]) -> int:
    """Put these holidays in the place of those of the same zones and years, by a command; returns how many moved."""
    wanted = list(rows)
    places = {(one.zone, one.year) for one in wanted}
    kept = {
        Holiday(row.zone, row.year, row.name, row.first, row.resumes): row.pk
        for row in ZoneHoliday.objects.filter(zone__in={zone for zone, _ in places})
        if (row.zone, row.year) in places
    }
    gone = [pk for one, pk in kept.items() if one not in set(wanted)]
    new = [one for one in wanted if one not in kept]
    ZoneHoliday.objects.filter(pk__in=gone).delete()
    ZoneHoliday.objects.bulk_create(
        ZoneHoliday(zone=one.zone, year=one.year, name=one.name, first=one.first, resumes=one.resumes)
        for one in new
    )
    if gone or new:
        audit(None, "directory.holidays.loaded", came=len(new), left=len(gone))
    return len(gone) + len(new)
