"""What was typed on a page whose session ended meanwhile. It is shown again, to be copied; nothing of it is kept."""

import re
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eprimo.foundation.accounts.paths import internal_path
from eprimo.ui.addresses import reverse

# Below, it is typed again sooner than it is copied.
_WORTH = 40
# A form that asks one of these shows nothing again, whatever its other fields are called: the second of two passwords
# is « again ». A test holds every form with a secret to it.
SECRET = re.compile(r"password|secret")
_OURS = re.compile(r"token|key|code|pin")


def typed_text(request: HttpRequest) -> list[str]:
    """Return the words of a person among what was posted; empty when there are few, or a secret beside them."""
    if request.method != "POST" or any(map(SECRET.search, request.POST)):
        return []
    typed = [
        value.strip()
        for name, values in request.POST.lists()
        if not _OURS.search(name)
        for value in values
        if " " in value.strip()
    ]
    return typed if sum(map(len, typed)) >= _WORTH else []


def typed_text_page(request: HttpRequest, words: list[str]) -> HttpResponse:
    """Show what was typed on a page whose session ended; the door leads back to that page."""
    response = render(
        request, "errors/written.html", {"words": words, "door": _door_to(_page(request))}, status=401
    )
    response["Cache-Control"] = "no-store, private"
    return response


def sign_in_url(request: HttpRequest) -> str:
    """Return the address of the door, which leads back to the page that was asked for, or from which something was
    sent."""
    return _door_to(request.get_full_path() if request.method == "GET" else _page(request))


def _door_to(page: str) -> str:
    """The address of the door that leads to this page of ours, or home."""
    back, door = internal_path(page), reverse("accounts:sign_in")
    return f"{door}?{urlencode({'suite': back})}" if back != "/" else door


def _page(request: HttpRequest) -> str:
    """Where what was posted comes from, when it is a page of ours."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else ""
