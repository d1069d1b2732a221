"""Second factors: the own ones listed, one more, one less, new codes; the quick way in by a passkey, without a login
nor a password."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.paths import internal_path
from eprimo.foundation.accounts.queries import own_account
from eprimo.foundation.accounts.sessions import set_cookie
from eprimo.foundation.accounts.throttles import code_counted, code_right
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.factors import codes
from eprimo.foundation.factors.actions import enrolment
from eprimo.foundation.factors.actions.confirmation import DOOR, passkey_come_in, who_of
from eprimo.foundation.factors.forms import PasskeyForm, TotpForm
from eprimo.foundation.factors.passkeys import PasskeyAnswered, creation_options, host, request_options
from eprimo.foundation.factors.queries import own_factors
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible, TooManyTries
from eprimo.foundation.kernel.factors import has_use_of_factors
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, french_only, public, whole_account
from eprimo.ui.squares import square_uri


def _own(request: HttpRequest) -> Actor:
    """Families and pupils have no such page."""
    actor = actor_of(request)
    if not has_use_of_factors(actor):
        raise NotVisible
    return actor


@always_open
@whole_account
@french_only
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show the own factors."""
    actor = _own(request)
    return render(
        request, "factors/own.html", {"own": own_factors(actor), "actor": actor, "passkeys": bool(host())}
    )


@always_open
@whole_account
@french_only
@never_cache
@at_the_door
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest) -> HttpResponse:
    """An application of codes: a square to scan, then its first code."""
    actor = _own(request)
    enrolment.factors_begin(actor)
    first = not actor.has_factors
    if request.method == "GET":
        key = codes.new_key()
        return _application(
            request,
            actor,
            TotpForm(initial={"sealed": codes.sealed(actor.account_id, key)}, first=first),
            key,
        )
    form = TotpForm(request.POST, first=first)
    found = codes.unsealed(actor.account_id, request.POST.get("sealed", ""))
    if found is None:
        messages.info(request, "Ce carré est trop ancien\u00a0: en voici un autre.")
        return redirect("factors:application")
    if not form.is_valid():
        return _application(request, actor, form, found)
    data = form.cleaned_data
    try:
        made = enrolment.totp_enrol(
            actor=actor, key=found, code=data["code"], name=data["name"], password=data.get("password", "")
        )
    except enrolment.SquareAnswered as error:
        return _again(request, error.sentence)
    except DomainError as error:
        return _application(request, actor, form, found, error)
    return _done(request, made, "L’application est ajoutée.")


def _application(
    request: HttpRequest, actor: Actor, form: Form, key: bytes, error: DomainError | None = None
) -> HttpResponse:
    address = codes.address_of(key, own_account(actor).login)
    context: dict[str, Any] = {"square": square_uri(address), "spelt": codes.spelt(key), "address": address}
    return form_page(request, "factors/application.html", form, error, **context)


@always_open
@whole_account
@french_only
@never_cache
@at_the_door
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey: the browser makes it, with a finger, a face or a code of the device."""
    actor = _own(request)
    enrolment.factors_begin(actor)
    form = PasskeyForm(request.POST if request.method == "POST" else None, first=not actor.has_factors)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = enrolment.passkey_enrol(
                actor=actor, answer=data["answer"], name=data["name"], password=data.get("password", "")
            )
        except PasskeyAnswered:
            return _again(request, "La clé d’accès est déjà ajoutée, ou la demande a servi.")
        except DomainError as error:
            return form_page(request, "factors/passkey.html", form, error, question=_question(actor))
        return _done(request, made, "La clé d’accès est ajoutée.")
    return form_page(request, "factors/passkey.html", form, question=_question(actor))


def _again(request: HttpRequest, told: str) -> HttpResponse:
    """Pressed twice: what the first press did is on the page of own factors."""
    messages.info(request, told)
    return redirect("factors:own")


def _question(actor: Actor) -> str:
    """Empty: there can be none at this address."""
    if not host():
        return ""
    return creation_options(own_account(actor), actor.display_name, who_of(actor))


@always_open
@whole_account
@french_only
@never_cache
@at_the_door
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    made = enrolment.codes_renew(actor=_own(request))
    return _done(request, made, "")


@always_open
@whole_account
@french_only
@at_the_door
@require_POST
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One less."""
    try:
        enrolment.factor_remove(actor=_own(request), public_id=public_id)
        messages.success(request, "C’est retiré.")
    except enrolment.LastWay as error:
        messages.error(request, error.sentence)
    return redirect("factors:own")


@always_open
@whole_account
@french_only
@at_the_door
@require_POST
def distrust(request: HttpRequest) -> HttpResponse:
    """Trust no browser any more."""
    enrolment.trusted_remove(actor=_own(request))
    messages.success(request, "Plus aucun navigateur n’est retenu.")
    return redirect("factors:own")


def _done(request: HttpRequest, made: list[str], told: str) -> HttpResponse:
    """Codes are shown once, in the answer itself; nothing keeps them."""
    if not made:
        messages.success(request, told)
        return redirect("factors:own")
    response = render(request, "factors/codes.html", {"codes": made, "told": told})
    response["Cache-Control"] = "no-store, private"
    return response


@public
@at_the_door
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The browser asks whoever sits there which key, and for a finger, a face or its code."""
    suite = internal_path(request.POST.get("suite") or request.GET.get("suite") or "")
    if request.method == "GET":
        if getattr(request, "actor", None) is not None:
            return HttpResponseRedirect(suite)
        return _page(request, suite)
    address = client_address(request)
    try:
        code_counted(address)
        session, key = passkey_come_in(request, answer=request.POST.get("answer", ""))
    except DomainError as error:
        return _page(request, suite, error)
    code_right(address)
    response = HttpResponseRedirect(suite)
    set_cookie(response, key, session.expires_at, vanishes=session.shared)
    return response


def _page(request: HttpRequest, suite: str, error: DomainError | None = None) -> HttpResponse:
    question = request_options(None, DOOR) if host() else ""
    context = {"suite": suite, "error": error, "question": question}
    response = render(request, "factors/enter.html", context, status=error.status if error else 200)
    if isinstance(error, TooManyTries):
        response["Retry-After"] = str(error.retry_after)
    return response
