"""Saying on which half-days a school has class, and from when until when; half-days that a closure shut, and that have
class again."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.enums import Half, Sort, Source, State
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.models import Absence, HalfDay, SchoolHours

_DAY = timedelta(days=1)


@transaction.atomic
def hours_change(
    *,
    actor: Actor,
    school_id: int,
    half_days: Iterable[int],
    morning: tuple[time, time],
    afternoon: tuple[time, time],
) -> SchoolHours:
    """Say on which half-days the school has class, and when. `half_days`: two for each day of the week, from Monday
    morning (0). Rolls are called by them from now on; what was called stays. Raises DomainError with the field that is
    wrong."""
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


@transaction.atomic
def half_days_reopen(*, school: School, first: date, last: date) -> int:
    """Undo a closure from the first day to the last: children of whom a family told that they do not come are absent on
    these half-days again. Of who is under a protected contact an absence stands for no half-day, here neither. Returns
    how many half-days were said."""
    year = school.running_year_id
    if year is None or last < clock.today(school.time_zone):
        return 0
    own = HalfDay.objects.filter(
        school_year=OuterRef("school_year"), school=OuterRef("school"), child=OuterRef("child"),
        absence_id=OuterRef("id"),
    )  # fmt: skip
    told = Absence.objects.filter(
        Exists(own),
        school_year=year,
        school=school,
        sort=Sort.WHOLE,
        class_group__isnull=False,
        first__lte=last,
        last__gte=first,
    ).exclude(reason="")
    now, made = clock.now(), []
    hours = hours_of(school, first - _DAY)
    for absence in told:
        begins = HalfOf(absence.first, Half(absence.first_half))
        ends = HalfOf(absence.last, Half(absence.last_half))
        of_class = hours.of_classes({absence.class_group_id or 0})
        made += [
            HalfDay(
                school_year=year, school_id=school.pk, child_id=absence.child_id,
                class_group_id=absence.class_group_id or 0, day=one.day, half=one.half, state=State.ABSENT,
                absence_id=absence.id, said_at=now, source=Source.FAMILY,
            )
            for one in of_class.between(begins, ends)
            if first <= one.day <= last and of_class.ends(one) > now
        ]  # fmt: skip
    return len(HalfDay.objects.bulk_create(made, ignore_conflicts=True)) if made else 0
