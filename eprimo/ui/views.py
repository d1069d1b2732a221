"""Pages that answer for the framework itself."""

import re
import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as unknown_fault

# Seconds after which a browser or a proxy may ask again.
RETRY_AFTER = 10
# What the database says of a function of the second wall that fails: its name, or where it stood.
_OF_THE_WALL = re.compile(r"\bwall\.\w+\(|^SQL function ", re.MULTILINE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or comes from elsewhere. `reason` is for developers and is not shown."""
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a database that is away, or slow beyond its limits, or whose second wall fails and lets nothing
    through, is no fault of the page: 503, come again."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or _wall_fails(error):
        return _away(request)
    return unknown_fault(request)


def _wall_fails(error: BaseException | None) -> bool:
    diagnosis = getattr(getattr(error, "__cause__", None), "diag", None)
    said = (getattr(diagnosis, name, None) or "" for name in ("message_primary", "context"))
    return isinstance(error, DatabaseError) and any(_OF_THE_WALL.search(one) for one in said)


def _away(request: HttpRequest) -> HttpResponse:
    # What was sent may have been written: an error at the end of a transaction does not say.
    context = {"sent": request.method not in {"GET", "HEAD"}}
    try:
        page = render_to_string("errors/503.html", context, request)
    except (DatabaseError, InterfaceError):
        page = render_to_string("errors/503.html", context)
    response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
