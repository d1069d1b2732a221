"""« Les feuilles du jour »: the roll of each own class and half-day of today, to be called without network.

A browser on a device that its teacher declared to be an own one keeps this page encrypted until the evening
(`frontend/src/worker/sealed.ts`). Each form says its day and half-day, and `views/call.py` checks them.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.device_mark import SEAL
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sealing import AGAIN, is_sealed_here
from eprimo.foundation.presence.calendars import calendar_of, hours_from
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.queries.evacuation import SHOWN_UNTIL
from eprimo.foundation.presence.queries.sheets import Sheet, call_sheets, classes_to_call
from eprimo.services.attendance.said import LOOK, OTHERS, ROUND

# A sheet changes with what families tell: it is drawn anew no more often.
_AGAIN_SECONDS = 600


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets of the half-days of today that are not over; without network their calls wait on the device."""
    actor = actor_of(request)
    found, until = _sheets_of_today(actor)
    kept = is_sealed_here(request, "attendance:sheets")
    context = {
        "sheets": found, "until": until, "kept": kept, "round": ROUND, "look": LOOK, "others": OTHERS,
        "opened": int(actor.now.timestamp() * 1000),
    }  # fmt: skip
    response = render(request, "attendance/sheets.html", context)
    left = int((until - actor.now).total_seconds())
    if kept and found and left > 0:
        response.headers[SEAL] = str(left)
        response.headers[AGAIN] = str(_AGAIN_SECONDS)
    return response


def _sheets_of_today(actor: Actor) -> tuple[list[Sheet], datetime]:
    """By half-day, then by class; and until when a device keeps them (six statements). NotVisible: the actor teaches no
    class."""
    rows = classes_to_call(actor).filter(pk__in=actor.class_ids).select_related("door")
    classes = list(rows.annotate(calendar=JSONObject(**calendar_of(actor, "school"))))
    if not classes:
        raise NotVisible
    hours = hours_from(classes[0].calendar, actor.now)
    zone = ZoneInfo(hours.zone)
    today = actor.now.astimezone(zone).date()
    ahead = [one for half in Half if hours.ends(one := HalfOf(today, half)) > actor.now]
    asked = [(group, one) for one in ahead for group in classes if hours.of_classes([group.pk]).is_open(one)]
    return call_sheets(actor, asked), datetime.combine(today, SHOWN_UNTIL, tzinfo=zone)
