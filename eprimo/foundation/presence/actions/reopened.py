"""Half-days that a closure shut, and that have class again."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.enums import Half, Sort, Source, State
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.models import Absence, HalfDay

_DAY = timedelta(days=1)


@transaction.atomic
def half_days_reopen(*, school: School, first: date, last: date) -> int:
    """A closure from the first day to the last is undone: children of whom a family told that they do not come are
    absent on these half-days again. Of who is under a protected contact an absence stands for no half-day, here
    neither. Returns how many half-days were said."""
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
