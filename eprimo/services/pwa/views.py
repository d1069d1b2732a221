"""What makes of the site an application of the device: the worker, the manifest, the page without network."""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eprimo.foundation.kernel.encrypted_pages import AGAIN
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.services import offline_readings, services
from eprimo.foundation.kernel.views import always_open, before_charter, public
from eprimo.services.pwa.worker import script
from eprimo.ui.addresses import reverse
from eprimo.ui.pictures import address

# The band at the top of a page by day; browsers take the night's from the page itself (layouts/html.html).
BOARD, PAPER = "#14614e", "#f3f5ee"
_HOUR = 3600
# A note that came or was corrected is on the device after so long, at the next page that is opened.
_READINGS_SECONDS = 1200


def manifest_content() -> dict[str, Any]:
    """The same for everybody: it is fetched without a session. Shortcuts lead each person to the own pages."""
    return {
        "id": "/",
        "name": "e-primo",
        "short_name": "e-primo",
        "description": _("Le carnet de liaison et l’espace numérique de l’école."),
        "lang": "fr",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "theme_color": BOARD,
        "background_color": PAPER,
        "categories": ["education"],
        "icons": [
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("maskable-192.png", 192, "maskable"),
            _icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("Ce qui est à faire"), "url": "/", "icons": [_icon("icon-192.png", 192, "any")]},
            *(
                {
                    "name": _(one.shortcut),
                    "url": reverse(one.url_name),
                    "icons": [_icon("icon-192.png", 192, "any")],
                }
                for one in services()
                if one.shortcut
            ),
        ],
    }


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {"src": address(f"app/{name}"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


@require_safe
@public
@always_open
@before_charter
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: asked for again at each page, hence 304 as long as it is the same."""
    body = script()
    etag = f'"{sha256(body.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    told = {"ETag": etag, "Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    for header, value in told.items():
        response.headers[header] = value
    return response


@require_safe
@public
@always_open
@before_charter
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, icons and shortcuts of the application."""
    response = JsonResponse(manifest_content(), content_type="application/manifest+json")
    response.headers["Cache-Control"] = f"public, max-age={_HOUR}"
    return response


@require_safe
@public
@always_open
@before_charter
def offline(request: HttpRequest) -> HttpResponse:
    """What shows when a page was not kept. The worker keeps this one: it says nothing of anybody."""
    response = render(request, "pwa/offline.html")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@public
@always_open
@before_charter
def guide(request: HttpRequest) -> HttpResponse:
    """How to keep e-primo at hand on a telephone, a tablet, a computer: in pictures."""
    layout = "layouts/app.html" if getattr(request, "actor", None) else "layouts/door.html"
    return render(request, "pwa/guide.html", {"layout": layout})


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """The words of what a family has to read, on one page that its device keeps before anything was opened."""
    actor = actor_of(request)
    if not actor.children:
        raise NotVisible
    found = [(one, one.load(actor)) for one in offline_readings()]
    response = render(
        request, "pwa/readings.html", {"readings": [one for one in found if one[1] is not None]}
    )
    response.headers[AGAIN] = str(_READINGS_SECONDS)
    return response
