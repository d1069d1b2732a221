"""How much may be sent to a page. It is known from the head of the request: nothing of a body too large is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.middleware import error_page

type Handler = Callable[[HttpRequest], HttpResponse]

_KILO = 1024


class TooLarge(DomainError):
    """More than this page takes from this person."""

    code = "too-large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(
            _(
                "Cet envoi dépasse %(most)s\u00a0: il n’a pas été lu, et rien n’a changé. Revenez à la "
                "page d’avant, ce que vous y avez écrit s’y trouve encore, et choisissez un fichier plus léger."
            )
            % {"most": _size(most)}
        )


class LengthMissing(DomainError):
    """A body that does not say its length: no browser sends one."""

    code = "length-missing"
    sentence = "Cet envoi ne dit pas sa taille\N{NO-BREAK SPACE}: il n’a pas été lu."
    status = 411
    page = "errors/413.html"


class BodyMiddleware:
    """Stands after the one that knows who asks, and before all that read a body."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = _refused(request)
        return self.get_response(request) if refused is None else error_page(request, refused)


def _refused(request: HttpRequest) -> DomainError | None:
    said = request.META.get("CONTENT_LENGTH") or ""
    if not said.isdecimal():
        return LengthMissing() if said or "HTTP_TRANSFER_ENCODING" in request.META else None
    length = int(said)
    if length <= settings.BODY_MOST_SIGNED_OUT:
        return None
    most = settings.BODY_MOST_SIGNED_OUT
    if request.actor is not None:  # type: ignore[attr-defined]
        most = _of_view(request)
    return TooLarge(most) if length > most else None


def _of_view(request: HttpRequest) -> int:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return int(settings.BODY_MOST)
    return int(getattr(view, "most_bytes", settings.BODY_MOST))


def _size(most: int) -> str:
    kilos = most // _KILO
    return f"{kilos}\N{NO-BREAK SPACE}ko" if kilos < _KILO else f"{kilos // _KILO}\N{NO-BREAK SPACE}Mo"
