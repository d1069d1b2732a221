"""The product's addresses, and the page that every figure is compared with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from eprimo.config.urls import handler500
from eprimo.config.urls import urlpatterns as product
from eprimo.foundation.directory.models import School


def bare(request: HttpRequest) -> HttpResponse:
    """A signed-in Django page: the session, one query of twenty rows, a template without layout."""
    rows = School.objects.order_by("pk").only("name")[:20]
    return render(request, "bench/bare.html", {"title": "Vingt écoles", "rows": rows})


urlpatterns = [*product, path("bench/nue/", bare, name="bench_bare")]
# Django looks for both in the module of the addresses.
__all__ = ["handler500", "urlpatterns"]
