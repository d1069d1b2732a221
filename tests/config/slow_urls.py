"""The product's addresses, and pages that meet a database that is slow, held or away."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from eprimo.config.urls import handler500
from eprimo.config.urls import urlpatterns as product
from eprimo.foundation.kernel.views import public


@public
def slow(request: HttpRequest) -> HttpResponse:
    """As long as the page's limit is not there, two seconds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        cursor.execute("SELECT pg_sleep(2)")
    return HttpResponse()


@public
def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    raise RuntimeError


@public
def wall(request: HttpRequest, statement: str) -> HttpResponse:
    """A function of the second wall that fails, and takes nothing of the test's with it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return HttpResponse("Passed.")


urlpatterns = [
    *product,
    path("lent/", slow, name="slow"),
    path("casse/", broken, name="broken"),
    path("mur/absent/", wall, {"statement": "SELECT wall.gone('x')"}, name="wall-gone"),
    path(
        "mur/casse/",
        wall,
        {"statement": "SELECT set_config('eprimo.event', 'x', true), wall.event_schools()"},
        name="wall-broken",
    ),
]
__all__ = ["handler500", "urlpatterns"]
