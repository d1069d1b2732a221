"""My sheets: which school printed one, what it opened; and how a session that a sheet opened opens the rest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.actions.activation import birth_dates_check
from eprimo.foundation.accounts.actions.session_scope import (
    sheet_void,
    widen_by_code,
    widen_by_secret,
    widening_code,
)
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.codes import CodeCancelled, CodeRefused
from eprimo.foundation.accounts.forms import BirthDatesForm, CodeForm, SecretForm
from eprimo.foundation.accounts.models import Session, SignInCode
from eprimo.foundation.accounts.own_sheets import own_sheets, place_named
from eprimo.foundation.accounts.queries import own_account
from eprimo.foundation.accounts.sessions import set_cookie
from eprimo.foundation.accounts.throttles import code_counted, code_right, widening_counted, widening_right
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open

WIDEN, WHO = "accounts/widen.html", "accounts/widen_who.html"


@always_open
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """The list; posting the name of a school shuts what its sheets open."""
    actor = _adult(request)
    if request.method == "POST":
        sheet_void(actor=actor, place=place_named(actor, request.POST.get("of", "")))
        messages.success(request, _("C’est fermé\u00a0: cette fiche n’ouvre plus rien."))
        return redirect("accounts:sheets")
    return render(request, "accounts/sheets.html", {"sheets": own_sheets(actor), "whole": actor.is_whole})


@always_open
@at_the_door
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def widen(request: HttpRequest) -> HttpResponse:
    """The password, or the code of another school's sheet; `step` says which form was sent."""
    actor = _adult(request)
    if actor.is_whole:
        return redirect("accounts:me")
    step = request.POST.get("step", "")
    if step in {"code", "who"}:
        return _by_code(request, actor)
    form = SecretForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form)
    try:
        widening_counted(actor)
        session, key = widen_by_secret(actor=actor, secret=form.cleaned_data["secret"])
    except DomainError as error:
        return _page(request, form, error)
    widening_right(actor)
    return _open(request, session, key)


def _page(
    request: HttpRequest, form: SecretForm | CodeForm, error: DomainError | None = None
) -> HttpResponse:
    """Two forms, of which one was sent."""
    secret = form if isinstance(form, SecretForm) else SecretForm()
    code = form if isinstance(form, CodeForm) else CodeForm()
    return form_page(request, WIDEN, form, error, secret_form=secret, code_form=code)


def _by_code(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = CodeForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, form)
        code_counted(client_address(request))
        code = widening_code(actor=actor, typed=form.cleaned_data["code"])
        code_right(client_address(request))
        if request.POST["step"] == "code":
            return _who(request, BirthDatesForm())
        return _known(request, actor, code)
    except (CodeRefused, CodeCancelled) as error:
        error.field = "code"
        return _page(request, form, error)
    except DomainError as error:
        return _page(request, form, error)


def _known(request: HttpRequest, actor: Actor, code: SignInCode) -> HttpResponse:
    who = BirthDatesForm(request.POST)
    if not who.is_valid():
        return _who(request, who)
    try:
        birth_dates_check(code=code, typed=who.dates)
    except (CodeRefused, CodeCancelled):
        raise
    except DomainError as error:
        return _who(request, who, error)
    session, key = widen_by_code(actor=actor, code=code)
    return _open(request, session, key)


def _who(request: HttpRequest, form: BirthDatesForm, error: DomainError | None = None) -> HttpResponse:
    return form_page(request, WHO, form, error, code=request.POST["code"])


def _open(request: HttpRequest, session: Session, key: str) -> HttpResponse:
    """The session goes on under another key; the page says what is open now, and offers to shut the sheet."""
    messages.success(
        request, _("C’est ouvert. Vous pouvez fermer ce que la fiche ouvrait, si elle ne sert plus.")
    )
    response = redirect(reverse("accounts:sheets"))
    set_cookie(response, key, session.expires_at, vanishes=session.shared)
    return response


def _adult(request: HttpRequest) -> Actor:
    """Pupils have cards, which the school renews."""
    actor = actor_of(request)
    if own_account(actor).words is not None:
        raise NotVisible
    return actor
