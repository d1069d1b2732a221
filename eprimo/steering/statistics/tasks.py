"""Figures follow the day: counted again each hour, so that what a school did this morning shows before noon."""

from datetime import timedelta

from django.db.models import Max

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.periodic import every
from eprimo.steering.statistics.hourly_counts import figures_count
from eprimo.steering.statistics.models import SchoolFigures

COUNTED_EVERY = timedelta(hours=1)


@every(60)
def figures_keep() -> int:
    """Count when the last count is an hour old; how many schools were."""
    now = clock.now()
    # Counts of a day to come are those of a clock that was set back since (the settable one of a demo).
    last = SchoolFigures.objects.filter(computed_at__lte=now).aggregate(at=Max("computed_at"))["at"]
    if last is not None and now < last + COUNTED_EVERY:
        return 0
    return figures_count()
