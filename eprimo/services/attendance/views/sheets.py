"""What a device keeps of the day: « Les feuilles du jour », the roll of each own class and half-day of today, to be
called without network; « Liste d’évacuation », who is to be counted in the yard, printed or kept by who works there.

A browser on a device that its teacher declared to be an own one keeps the sheets encrypted until the evening
(`frontend/src/worker/sealed.ts`). Each form says its day and half-day, and `views/call.py` checks them.
"""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.device_mark import SEAL, act_mark
from eprimo.foundation.kernel.encrypted_pages import AGAIN, is_sealed_here
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, calendar_of, hours_from
from eprimo.foundation.presence.queries.evacuation import (
    SHOWN_UNTIL,
    evacuation,
    evacuation_mark,
    half_to_evacuate,
)
from eprimo.foundation.presence.queries.sheets import Sheet, call_sheets, classes_to_call
from eprimo.services.attendance.forms.call import LOOK, OTHERS, ROUND

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


@require_safe
def evacuation_list(request: HttpRequest) -> HttpResponse:
    """A device that keeps the list asks whether it is still the same: then nothing is read anew."""
    actor = actor_of(request)
    found = half_to_evacuate(actor)
    if found is None:
        return render(request, "attendance/evacuation_none.html")
    school, one, until = found
    told = f"{act_mark(actor)}:{actor.session_id}:{evacuation_mark(actor, school, one)}"
    mark = f'"{hashlib.sha256(told.encode()).hexdigest()[:20]}"'
    kept = is_sealed_here(request, "attendance:evacuation")
    left = str(int((until - actor.now).total_seconds()))
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponse = HttpResponseNotModified()
    else:
        context = {"out": evacuation(actor, school, one, until), "kept": kept}
        response = render(request, "attendance/evacuation.html", context)
    response.headers["ETag"] = mark
    if kept:
        response.headers[SEAL] = left
    return response
