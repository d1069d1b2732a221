"""Pages that answer for the framework itself."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as unknown_fault

# Seconds after which a browser or a proxy may ask again.
RETRY_AFTER = 10


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or comes from elsewhere. `reason` is for developers and is not shown."""
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a database that is away, or slow beyond its limits, is no fault of the page: 503, come again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _away(request)
    return unknown_fault(request)


def _away(request: HttpRequest) -> HttpResponse:
    # What was sent may have been written: an error at the end of a transaction does not say.
    context = {"sent": request.method not in {"GET", "HEAD"}}
    try:
        page = render_to_string("errors/503.html", context, request)
    except (OperationalError, InterfaceError):
        page = render_to_string("errors/503.html", context)
    response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
