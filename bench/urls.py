"""The product's addresses, and the page that every figure is compared with."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from eprimo.config.urls import handler500
from eprimo.config.urls import urlpatterns as product
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import throttle

# A few people ask for a page hundreds of times a second here, as nobody does: every bucket is asked as it is asked in
# production, and holds more.
_DEEPER = 10**6
_asked = throttle._asked


def _asked_deeper(function: str, key: str, limit: throttle.Limit) -> Any:
    return _asked(function, key, replace(limit, burst=limit.burst * _DEEPER))


throttle._asked = _asked_deeper


def bare(request: HttpRequest) -> HttpResponse:
    """A signed-in Django page: the session, one query of twenty rows, a template without layout."""
    rows = School.objects.order_by("pk").only("name")[:20]
    return render(request, "bench/bare.html", {"title": "Vingt écoles", "rows": rows})


urlpatterns = [*product, path("bench/nue/", bare, name="bench_bare")]
# Django looks for both in the module of the addresses.
__all__ = ["handler500", "urlpatterns"]
