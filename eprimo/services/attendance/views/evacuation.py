"""« Liste d’évacuation »: who is to be counted in the yard, printed or kept on the device of who works in the school.

The page is kept encrypted by the worker of its browser (`frontend/src/worker/sealed.ts`), until the evening
and no longer.
"""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.kernel.device_mark import SEAL, act_mark
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sealing import is_sealed_here
from eprimo.foundation.presence.queries.evacuation import evacuation, evacuation_mark, half_to_evacuate


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
