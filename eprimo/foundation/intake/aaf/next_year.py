"""What a delivery tells of next year, into the plans of the schools that prepared it: a transaction a school. Each
reads it among its imports; so does a school whose part waits."""

from collections.abc import Sequence

from django.db import transaction

from eprimo.foundation.directory.actions.year_sources import ToldPupil, YearTold, year_plan_told
from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.models import Person
from eprimo.foundation.intake.aaf.apply import school_report
from eprimo.foundation.intake.aaf.database import fetch
from eprimo.foundation.intake.aaf.plan import no_counts
from eprimo.foundation.intake.aaf.plan_people import AHEAD_OF, NEXT_YEAR
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.events import DeliveryReportExpired
from eprimo.foundation.intake.merge.next_year import told_of
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.intake.retention import REPORT_KEPT
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit


def plans_fill(*, whole: bool, told: Remarks) -> None:
    """Stopped in the middle, the same delivery goes on: what is written already is found as it is told."""
    for school, people, labels, levels in fetch(AHEAD_OF):
        pupils = [ToldPupil(*one) for one in zip(people, labels, levels, strict=True)]
        _fill(school, pupils, whole, told)
    _say_who_waits(told)


@transaction.atomic
def _fill(school_id: int, pupils: Sequence[ToldPupil], whole: bool, told: Remarks) -> None:
    done = year_plan_told(school_id=school_id, pupils=pupils, whole=whole)
    if done is not None and (done.moved or done.added or done.dropped):
        report = school_report(no_counts(), told.by_school.get(school_id, []), [])
        _keep(school_id, DeliveryState.APPLIED, report | {"next_year": told_of(done, _names(done))})


def _names(told: YearTold) -> dict[int, str]:
    rows = Person.objects.filter(pk__in=[person for person, _, _ in (*told.moved, *told.kept)])
    names = rows.values_list("pk", "usual_name", "last_name", "first_name")
    return {pk: f"{usual or last} {first}" for pk, usual, last, first in names}


@transaction.atomic
def _say_who_waits(told: Remarks) -> None:
    """Once: the deliveries that follow say the same until the school prepares its year, or changes it."""
    waiting = {school for _, _, _, school in fetch(NEXT_YEAR)}
    last = (
        OndeDelivery.objects.filter(school__in=waiting)
        .order_by("school", "-made_at", "-pk")
        .distinct("school")
    )
    said = {row.school_id for row in last if (row.source, row.state) == (Source.AAF, DeliveryState.REFUSED)}
    for school in sorted(waiting - said):
        _keep(
            school, DeliveryState.REFUSED,
            school_report(no_counts(), told.by_school.get(school, []), []) | {"refused": True, "next_year": None},
        )  # fmt: skip


def _keep(school_id: int, state: DeliveryState, report: dict[str, object]) -> None:
    now = clock.now()
    row = OndeDelivery.objects.create(
        school_id=school_id, source=Source.AAF, state=state, made_at=now, step=4, report=report,
        applied_at=now if state == DeliveryState.APPLIED else None,
    )  # fmt: skip
    emit(DeliveryReportExpired(delivery_id=row.pk), due_at=now + REPORT_KEPT)
