"""Changes of year of many schools, and those whose day has come: asked in one statement, done by the worker one school
after the other. Each is one transaction of its own, so what is stopped goes on where it was."""

import logging
from collections.abc import Callable
from datetime import date

from django.db import Error, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from eprimo.foundation.directory.actions.lookups import once
from eprimo.foundation.directory.actions.year_switch import year_switch
from eprimo.foundation.directory.actions.years import (
    PREPARED_FROM,
    plan_fill,
    require_day,
    require_season,
    year_after,
    year_announced,
    year_moved,
)
from eprimo.foundation.directory.enums import PupilOutcome, YearState
from eprimo.foundation.directory.errors import NotAhead
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import (
    Affiliation,
    PlannedClass,
    PlannedPupil,
    School,
    SchoolYear,
    YearChange,
)
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.directory.policies.acts import can_change_year
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require

logger = logging.getLogger("eprimo.directory")

# Schools of one turn of the worker: others wait behind it.
AT_ONCE = 100
YEAR_TROUBLES = {
    "pupils-left": "Des élèves sont encore à placer.",
    "too-early": "C’était trop tôt dans l’année.",
    "year-not-ahead": "L’école n’était plus dans l’année de départ.",
    "failed": "Le changement d’année a échoué\N{NO-BREAK SPACE}: rien n’a été changé dans l’école.",
}


@transaction.atomic
def years_prepare(*, actor: Actor, school_ids: list[int]) -> int:
    """Ask for next year to be prepared in these schools, those left out where it is already, or may still be undone.
    Returns how many. Raises TooEarly."""
    require(can_change_year, actor, *school_ids)
    ahead = YearChange.objects.filter(
        school=OuterRef("pk"), state__in=[YearState.ASKED, YearState.PREPARED, YearState.SWITCHED]
    )
    schools = list(School.objects.filter(~Exists(ahead), pk__in=school_ids).select_related("running_year"))
    following: dict[int, SchoolYear] = {}
    for school in schools:
        require_season(school, before_end=PREPARED_FROM)
        if school.running_year_id not in following:
            following[school.running_year_id] = year_after(school.running_year)
    with once():
        YearChange.objects.bulk_create(
            YearChange(
                school=school, from_year=school.running_year, to_year=following[school.running_year_id],
                prepared_by_id=actor.person_id,
            )
            for school in schools
        )  # fmt: skip
    again = YearChange.objects.filter(school__in=school_ids, state=YearState.ASKED).exclude(trouble="")
    count = len(schools) + again.update(trouble="")
    audit(actor, "directory.years.asked", count=count)
    return count


@transaction.atomic
def years_switch(*, actor: Actor, school_ids: list[int], on: date, unplaced_agreed: bool = False) -> int:
    """Have these schools switched that day (today: at once, by the worker), those that are prepared. Returns how many;
    a school with pupils to place waits, unless it is agreed that they stay without a class. Raises WrongDates."""
    require(can_change_year, actor, *school_ids)
    rows = YearChange.objects.filter(school__in=school_ids, state=YearState.PREPARED)
    for one in rows.order_by("from_year_id", "school__time_zone", "pk").distinct(
        "from_year_id", "school__time_zone"
    ):
        require_day(one, on)
    if not unplaced_agreed:
        rows = rows.filter(~Exists(_unplaced_of(OuterRef("pk"))) | Q(unplaced_agreed=True))
    agreed = {"unplaced_agreed": True} if unplaced_agreed else {}
    chosen = list(rows.order_by().values_list("pk", flat=True))
    count = YearChange.objects.filter(pk__in=chosen).update(switch_on=on, trouble="", **agreed)
    for one in YearChange.objects.filter(pk__in=chosen).select_related("school").order_by("pk"):
        year_announced(one)
    audit(actor, "directory.years.switched", count=count, on=on.isoformat())
    return count


def _unplaced_of(change: OuterRef) -> QuerySet[PlannedPupil]:
    here = Affiliation.objects.filter(
        in_force(clock.now()), person=OuterRef("person"), school=OuterRef("school"), profile="pupil"
    )
    return PlannedPupil.objects.filter(Exists(here), change=change, outcome=PupilOutcome.UNPLACED)


def years_work(limit: int = AT_ONCE) -> int:
    """Prepare what was asked, switch what is due; returns how many schools were tried."""
    asked = YearChange.objects.filter(state=YearState.ASKED, trouble="")
    tried = _each(asked, limit, _prepare)
    return tried + _each(_due(), limit - tried, _switch)


def _due() -> QuerySet[YearChange]:
    """Those whose day has begun in their zone: never before it begins anywhere, then looked at one by one."""
    latest = clock.today("Pacific/Auckland")
    rows = YearChange.objects.filter(state=YearState.PREPARED, trouble="", switch_on__lte=latest)
    zones = rows.order_by().values_list("school__time_zone", flat=True).distinct()
    begun = Q(pk__in=[])
    for zone in zones:
        begun |= Q(school__time_zone=zone, switch_on__lte=clock.today(zone))
    return rows.filter(begun)


def _each(rows: QuerySet[YearChange], limit: int, do: Callable[[int], None]) -> int:
    if limit <= 0:
        return 0
    tried = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:limit]):
        tried += 1
        try:
            do(pk)
        except OperationalError:
            raise
        except (DomainError, Error) as error:
            _note(pk, error)
    return tried


def _note(pk: int, error: Exception) -> None:
    """What could not be done waits for somebody to look; the others go on."""
    known = isinstance(error, DomainError) and error.code in YEAR_TROUBLES
    if not known:
        # The message of an exception may hold personal data: its type is what is logged.
        logger.error("change of year %s failed: %s", pk, type(error).__name__)
    code = error.code if isinstance(error, DomainError) and known else "failed"
    with transaction.atomic():
        YearChange.objects.filter(pk=pk).update(trouble=code)
        year_moved(YearChange.objects.get(pk=pk))


@transaction.atomic
def _prepare(pk: int) -> None:
    one = YearChange.objects.select_related("school").get(pk=pk)
    schools_held([one.school_id])
    rows = YearChange.objects.select_for_update(of=("self",), no_key=True).select_related("school")
    change = rows.filter(pk=pk, state=YearState.ASKED, from_year=F("school__running_year")).first()
    if change is None:
        raise NotAhead
    plan_fill(change)
    audit(None, "directory.year.prepared", change, school_id=change.school_id, **change.counts)


def _switch(pk: int) -> None:
    year_switch(actor=None, change=YearChange.objects.get(pk=pk))


@transaction.atomic
def plans_forget() -> int:
    """The fifteen days are over: what was planned for each pupil goes, and the switch can be undone no more. Returns
    how many schools."""
    over = YearChange.objects.filter(state=YearState.SWITCHED, undo_until__lte=clock.now())
    ids = list(over.order_by("pk").values_list("pk", flat=True)[:500])
    # Pupils first: a row that names a class of the plan may not outlive it.
    PlannedPupil.objects.filter(change__in=ids).delete()
    PlannedClass.objects.filter(change__in=ids).delete()
    return YearChange.objects.filter(pk__in=ids).update(state=YearState.CLOSED, journal={})
