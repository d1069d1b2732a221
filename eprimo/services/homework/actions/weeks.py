"""The week and the series in which a line of homework stands: its first line makes a week, each is followed by it."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from eprimo.foundation.content.kinds import EVERYBODY
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_begin, thing_follow
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.hours import monday_of
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Consultation, Homework, HomeworkWeek
from eprimo.services.homework.policies import Place, may_consult, sort_of
from eprimo.ui import french


@transaction.atomic
def week_consult(*, actor: Actor, place: Place, resource: Resource) -> Consultation:
    """Open a week to a head, who reads it from now on: the teachers of the class see that, and each time has its line.
    Raises Forbidden."""
    require(may_consult, actor, place)
    made, _ = Consultation.objects.update_or_create(
        resource=resource,
        person_id=actor.person_id,
        defaults={"school_id": place.school_id, "at": clock.now()},
    )
    audit(actor, "homework.week.consulted", resource, school_id=place.school_id)
    return made


def week_hold(actor: Actor, place: Place, day: date) -> Resource:
    """Return the week of that day, held until the transaction ends; its first line makes it."""
    monday, to = monday_of(day), sort_of(place)
    rows = HomeworkWeek.objects.filter(to=to, target=place.pk, monday=monday)
    found = rows.select_related("resource__school").select_for_update(of=("self",), no_key=True).first()
    if found is not None:
        return found.resource
    try:
        with transaction.atomic():
            return thing_begin(
                actor=actor, kind=HOMEWORK, school_id=place.school_id, title=f"Semaine du {french.day_month(monday)}",
                to=(to, place.pk), readers=EVERYBODY, facts={"to": to, "target": place.pk, "monday": monday},
            )  # fmt: skip
    except IntegrityError:
        # A colleague wrote the first line of that week at the same moment.
        return rows.select_related("resource__school").get().resource


def weeks_follow(lines: Iterable[Homework]) -> None:
    """Let the weeks of these lines follow them: their dates are those of the lines, their levels those of the class."""
    for resource in {one.resource_id: one.resource for one in lines}.values():
        thing_follow(kind=HOMEWORK, resource=resource)


def later_in_series(actor: Actor, line: Homework) -> list[Homework]:
    """Return the lines of its series that come after it and are not over, held until the transaction ends."""
    if line.series is None:
        return []
    rows = Homework.objects.select_related("resource__school").filter(
        series=line.series, school=line.school_id, due_on__gt=max(line.due_on, actor.today), removed_at=None
    )
    return list(rows.order_by("due_on").select_for_update(of=("self",), no_key=True))
