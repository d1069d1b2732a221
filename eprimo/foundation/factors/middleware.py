"""What asks for a second factor is asked for at the act, once, with what was typed kept; then the act goes on."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from eprimo.foundation.accounts.addresses import device_words
from eprimo.foundation.accounts.paths import internal_page
from eprimo.foundation.factors.actions.confirmation import TRUST as TRUST_LASTS
from eprimo.foundation.factors.actions.confirmation import device_shows, device_trust, factor_give
from eprimo.foundation.factors.confirmation_page import ASSERTION, CODE, PAGE, TRUST, ask_page, without_factor
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.factors import FactorHeld, FactorNeeded, Strength, factor_lacks
from eprimo.foundation.kernel.models import Outcome
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import strong_refusals
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from eprimo.foundation.kernel.views import READ_METHODS, is_refusal

type Handler = Callable[[HttpRequest], HttpResponse]

COOKIE = "eprimo_confiance"


class FactorMiddleware:
    """Stands between who asks and the views. A factor is looked at with the door's login, which alone marks sessions.

    No view knows of it: an act asks by `require()`, and so does all that is done on a marked screen, whose pages are
    shown once it was given; and the same address takes the factor beside what it was sent.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _trusted(request)
        with strong_refusals() as refused:
            response = self.get_response(request)
        if request.method not in READ_METHODS:
            for act, whose in refused.items():
                audit(whose, "factors.act.refused", None, Outcome.REFUSED, wanted=act)
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        strong = actor is not None and actor.on_strong_screen and request.method in READ_METHODS
        if actor is not None and strong and _shown(response) and factor_lacks(actor, Strength.STRONG):
            # Who may not know of the page was told so by it; who may is asked first. Nothing is closed here: that would
            # end the request, its connection with it.
            response = ask_page(request, Strength.STRONG)
        key = getattr(request, "trust_key", "")
        if key:
            response.set_cookie(
                COOKIE, key, max_age=int(TRUST_LASTS.total_seconds()), secure=settings.SESSION_COOKIE_SECURE,
                httponly=True, samesite="Lax", path="/",
            )  # fmt: skip
        elif getattr(request, "trust_over", False):
            # It would be looked at again with each page.
            response.delete_cookie(COOKIE, path="/", samesite="Lax")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: Any,  # noqa: ARG002 - Django's signature
        kwargs: Any,  # noqa: ARG002
    ) -> HttpResponse | None:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return None
        screen = Strength.STRONG if getattr(view, "strong_screen", False) else Strength.NONE
        if screen:
            actor = replace(actor, on_strong_screen=True)
            _go_on_as(request, actor)
        exempt = getattr(view, "csrf_exempt", False)
        if request.method == "POST" and not exempt and (CODE in request.POST or ASSERTION in request.POST):
            # Another site could send to what is exempt, and spend the tries of the day.
            try:
                # Pressed with nothing typed, or after the factor was given in another page: no wrong one.
                if any(request.POST.get(name, "").strip() for name in (CODE, ASSERTION)):
                    _given(request, actor)
            except DomainError as error:
                return ask_page(request, screen, error)
            if PAGE in request.POST:
                return HttpResponseRedirect(internal_page(request.POST[PAGE]))
            without_factor(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Note what is held for a day, before the page of domain errors is made."""
        if isinstance(exception, FactorNeeded | FactorHeld) and request.method not in READ_METHODS:
            match = request.resolver_match
            wanted = exception.act or (match.view_name if match is not None else "")
            audit(actor_of(request), "factors.act.stopped", None, Outcome.STOPPED, wanted=wanted)
        return ask_page(request, exception.strength) if isinstance(exception, FactorNeeded) else None


def _shown(response: HttpResponse) -> bool:
    """A page or a file; not a refusal, nor a way elsewhere."""
    return (
        not is_refusal(response)
        and not HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST
    )


def _given(request: HttpRequest, actor: Actor) -> None:
    """The factor beside what was posted: right, the session is marked. Raises what `factor_give` does."""
    code, assertion = request.POST.get(CODE, ""), request.POST.get(ASSERTION, "")
    signed_in = request.signed_in  # type: ignore[attr-defined]
    with as_the_door(signed_in.key_hash):
        given = factor_give(actor=actor, code=code, assertion=assertion)
        if request.POST.get(TRUST) and given.is_whole and not given.held:
            request.trust_key = device_trust(actor=given, device=device_words(request))  # type: ignore[attr-defined]
    _go_on_as(request, given)


def _trusted(request: HttpRequest) -> None:
    """A browser that the account trusts, in a session that does not say so yet."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    key = request.COOKIES.get(COOKIE, "")
    if (
        actor is None
        or not key
        or not actor.is_whole
        or not actor.has_factors
        or not factor_lacks(actor, Strength.STRONG)
    ):
        return
    with as_the_door(request.signed_in.key_hash):  # type: ignore[attr-defined]
        until = device_shows(actor=actor, key=key)
    if until is None:
        request.trust_over = True  # type: ignore[attr-defined]
    else:
        _go_on_as(request, replace(actor, trusted_until=until))


def _go_on_as(request: HttpRequest, actor: Actor) -> None:
    request.actor = actor  # type: ignore[attr-defined]
    request.signed_in = replace(request.signed_in, actor=actor)  # type: ignore[attr-defined]
