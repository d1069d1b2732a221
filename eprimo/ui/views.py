"""Pages that answer for the framework itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or comes from elsewhere. `reason` is for developers and is not shown."""
    return render(request, "errors/csrf.html", status=403)
