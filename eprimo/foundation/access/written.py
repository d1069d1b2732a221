"""What was typed on a page whose session ended meanwhile. It is shown again, to be copied; nothing of it is kept."""

import re
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eprimo.foundation.accounts.paths import internal_path
from eprimo.ui.addresses import reverse

# Below, it is typed again sooner than it is copied.
_WORTH = 40
_SECRET = re.compile(r"password|secret|code|pin|token|key")


def written_in(request: HttpRequest) -> list[str]:
    """The words of a person among what was posted; empty when there are few."""
    if request.method != "POST":
        return []
    typed = [
        value.strip()
        for name, values in request.POST.lists()
        if not _SECRET.search(name)
        for value in values
        if " " in value.strip()
    ]
    return typed if sum(map(len, typed)) >= _WORTH else []


def written_page(request: HttpRequest, words: list[str]) -> HttpResponse:
    """Nothing left, and this is what it was; the door leads back to the page where it was typed."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    page = came_from.path if came_from.netloc == request.get_host() else ""
    door = reverse("accounts:sign_in")
    back = internal_path(page)
    context = {"words": words, "door": f"{door}?{urlencode({'suite': back})}" if back != "/" else door}
    response = render(request, "errors/written.html", context, status=401)
    response["Cache-Control"] = "no-store, private"
    return response
