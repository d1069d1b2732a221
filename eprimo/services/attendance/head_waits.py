"""Lines under « À traiter » of who directs: « 4 demi-journées sans motif légitime en 30 jours », until a step is noted;
« Viser le registre de novembre », once the month has no class any more."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, JSONObject

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import Wait
from eprimo.foundation.presence.hours import calendar_of, hours_from
from eprimo.foundation.presence.queries.follow import REACHED, children_waiting
from eprimo.foundation.presence.queries.registers import calls_unsigned, month_is_over
from eprimo.ui.addresses import reverse
from eprimo.ui.filters import ep_of
from eprimo.ui.french import month_year
from eprimo.ui.plurals import counted


def follow_asks(actor: Actor) -> Any:
    """Return who waits for a step of the school, as one array of JSON."""
    one = JSONObject(
        key=F("person__public_id"), first=F("person__first_name"), last=F("person__last_name"),
        usual=F("person__usual_name"), n=F("n"),
    )  # fmt: skip
    return ArraySubquery(children_waiting(actor).values(one=one))


def follow_waits(_actor: Actor, found: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """Return one line for who waits for a step: the child, or how many there are."""
    if not found:
        return None
    days = f"sans motif légitime en {counted(settings.ABSENCE_DAYS, 'jour')}"
    if len(found) == 1:
        one = found[0]
        title = f"{counted(one['n'], 'demi-journée')} {days}"
        words = f"{one['first']} {one['usual'] or one['last']}. L’étape suivante est prête, rien ne part tout seul."
        url = reverse("attendance:follow_child", args=[one["key"]])
    else:
        title = f"{counted(len(found), 'enfant')}\u00a0: {REACHED} demi-journées ou plus {days}"
        words = "L’étape suivante est prête pour chacun, rien ne part tout seul."
        url = reverse("attendance:follow")
    return {"waits": [Wait("calendar-x", title, words, url)]}


def unsigned(actor: Actor) -> Any:
    """Return the months of each class that nobody signed, with the calendar of the school, as one value of JSON."""
    rows = calls_unsigned(OuterRef("pk"), OuterRef("running_year")).order_by()
    one = JSONObject(
        month=Cast("month", DateField()),
        label=F("class_group__label"),
        id=F("class_group"),
        sort=F("class_group__key"),
        key=F("class_group__public_id"),
    )
    of_school = JSONObject(**calendar_of(actor, "pk"), months=ArraySubquery(rows.values(one=one).distinct()))
    return Subquery(
        School.objects.filter(Q(pk=actor.school_id)).values(one=of_school), output_field=JSONField()
    )


def visa_waits(actor: Actor, found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return one line for the registers to sign: the oldest month, with how many others wait."""
    if not found or not found["months"]:
        return None
    hours = hours_from(found, actor.now)
    # Put in order here: what is distinct in PostgreSQL is ordered by what it holds alone.
    months = sorted(found["months"], key=lambda one: (one["month"], one["sort"], one["id"]))
    over = [
        one
        for one in months
        if month_is_over(hours.of_classes([one["id"]]), date.fromisoformat(one["month"]), actor.now)
    ]
    if not over:
        return None
    first, others = over[0], len(over) - 1
    month = date.fromisoformat(first["month"])
    words = first["label"]
    if others:
        words += f". {others} autre{'s attendent' if others > 1 else ' attend'} aussi votre visa."
    url = reverse("attendance:register", args=[first["key"], f"{month:%Y-%m}"])
    return {"waits": [Wait("list-checks", f"Viser le registre {ep_of(month_year(month))}", words, url)]}
