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


def chooses(request: HttpRequest) -> bool:
    """Tell whether this visitor's pages have languages, as those of visitors, families and pupils, by the role in
    use."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor is None or actor.role in _CHOOSE


class LanguageMiddleware:
    """Every page is wholly in one language, said by its `lang`; after the actor is known, before any view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.chooses_language = chooses(request)  # type: ignore[attr-defined]
        own = getattr(request.actor, "language", "")  # type: ignore[attr-defined]
        with translation.override(wished(request, own) if request.chooses_language else SOURCE):  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or SOURCE)
        if getattr(request, "actor", None) is None:
            # The door is the same address for all: a cache between must not give one visitor's language to another.
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: Any,  # noqa: ARG002 - Django's signature
        kwargs: Any,  # noqa: ARG002
    ) -> None:
        if getattr(view, "french_only", False):
            request.chooses_language = False  # type: ignore[attr-defined]
            translation.activate(SOURCE)
