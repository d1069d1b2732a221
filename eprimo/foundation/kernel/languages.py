"""In which language a page answers. Families and pupils choose theirs; who works in a school reads French."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.ui.languages import SOURCE, wished

type Handler = Callable[[HttpRequest], HttpResponse]

_CHOOSE = {Role.GUARDIAN, Role.PUPIL}


def language_for(request: HttpRequest) -> str:
    """The language of this visitor: of the role in use, since only families' and pupils' pages are translated whole."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.role not in _CHOOSE:
        return SOURCE
    return wished(request, getattr(actor, "language", ""))


class LanguageMiddleware:
    """Every page is wholly in one language, said by its `lang`; after the actor is known, before any view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_for(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or SOURCE)
        if getattr(request, "actor", None) is None:
            # The door is the same address for all: a cache between must not give one visitor's language to another.
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def process_view(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        view: Callable[..., Any],
        args: Any,  # noqa: ARG002
        kwargs: Any,  # noqa: ARG002
    ) -> None:
        if getattr(view, "french_only", False):
            translation.activate(SOURCE)
