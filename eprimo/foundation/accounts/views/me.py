"""My account: what I act as, my devices, my password, my recovery address."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.accounts.actions.accounts import (
    NoSuchPosition,
    WrongPassword,
    password_change,
    position_switch,
)
from eprimo.foundation.accounts.actions.news import news_read
from eprimo.foundation.accounts.actions.recovery import email_change_ask
from eprimo.foundation.accounts.actions.recovery import email_confirm as confirm_email
from eprimo.foundation.accounts.actions.sessions import session_end, session_end_others
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.forms import EmailForm, MailCodeForm, PasswordChangeForm
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.paths import internal_path
from eprimo.foundation.accounts.queries import own_account, own_news, own_sessions, position_choices
from eprimo.foundation.accounts.throttles import (
    code_counted,
    code_right,
    own_mail_counted,
    password_counted,
    password_right,
    password_wrong,
)
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.directory.queries.ties import own_ties
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.factors import has_use_of_factors
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, whole_account


@always_open
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Everything that is one's own, on one page."""
    actor = actor_of(request)
    context = {
        "account": own_account(actor),
        "sessions": own_sessions(actor),
        "news": own_news(actor),
        "ties": own_ties(actor),
        "actor": actor,
        "proves": actor.is_whole and has_use_of_factors(actor),
    }
    return render(request, "accounts/me.html", context)


@always_open
@require_POST
def read_news(request: HttpRequest) -> HttpResponse:
    """Note that the news of the own account were read: pages no longer say that there is something."""
    news_read(actor=actor_of(request))
    return redirect(internal_path(request.POST.get("next", reverse("accounts:me"))))


@always_open
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Another role, another school, without signing in again; then the home, or the page that was asked for."""
    actor = actor_of(request)
    choices = position_choices(actor)
    if request.method == "POST":
        position = choices.get(request.POST.get("position", ""))
        if position is None:
            raise NoSuchPosition
        position_switch(actor=actor, position=position)
        return redirect(internal_path(request.POST.get("next", "/")))
    rows = [
        {"value": value, "role": _(ROLE_LABELS[p.role]), "school": p.school_name, "closed": p.closed,
         "current": (p.role, p.school_id) == (actor.role, actor.school_id)}
        for value, p in choices.items()
    ]  # fmt: skip
    return render(request, "accounts/switch.html", {"positions": rows})


@always_open
@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign one of one's own devices out."""
    session_end(actor=actor_of(request), session_id=session_id)
    messages.success(request, _("Cet appareil est déconnecté."))
    return redirect(internal_path(request.POST.get("next", reverse("accounts:me"))))


@always_open
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign all the other devices out."""
    session_end_others(actor=actor_of(request))
    messages.success(request, _("Vos autres appareils sont déconnectés."))
    return redirect("accounts:me")


@always_open
@at_the_door
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password. Pupils have words, that the school renews."""
    actor = actor_of(request)
    _adult_account(actor)
    form = PasswordChangeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "accounts/password.html", form)
    try:
        password_counted(actor)
        password_change(actor=actor, old=form.cleaned_data["old"], new=form.cleaned_data["password"])
    except (DomainError, ValidationError) as error:
        _told_wrong(actor, error)
        return form_page(request, "accounts/password.html", form, error)
    password_right(actor)
    messages.success(request, _("Votre mot de passe est changé. Vos autres appareils sont déconnectés."))
    return redirect("accounts:me")


@always_open
@whole_account
@at_the_door
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """The recovery address: given, changed or taken away."""
    actor = actor_of(request)
    account = _adult_account(actor)
    form = EmailForm(request.POST or None, initial={"email": account.recovery_email})
    shown: dict[str, Any] = {
        "account": account, "told": not actor.is_pupil,
        "of_academy": any(one.role == Role.ACADEMY for one in actor.positions),
    }  # fmt: skip
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "accounts/email.html", form, **shown)
    data = form.cleaned_data
    try:
        password_counted(actor)
        own_mail_counted(account_id=actor.account_id, address=client_address(request))
        email_change_ask(actor=actor, password=data["password"], email=data["email"])
    except DomainError as error:
        _told_wrong(actor, error)
        return form_page(request, "accounts/email.html", form, error, **shown)
    password_right(actor)
    if data["email"]:
        return redirect("accounts:email_confirm")
    messages.success(
        request, _("Votre adresse de secours sera retirée dans un instant. Elle en est prévenue.")
    )
    return redirect("accounts:me")


@always_open
@whole_account
@at_the_door
@require_http_methods(["GET", "POST"])
def email_confirm(request: HttpRequest) -> HttpResponse:
    """The code that the new address received."""
    actor = actor_of(request)
    _adult_account(actor)
    form = MailCodeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "accounts/email_confirm.html", form)
    try:
        code_counted(client_address(request))
        confirm_email(actor=actor, code=form.cleaned_data["code"])
    except DomainError as error:
        return form_page(request, "accounts/email_confirm.html", form, error)
    code_right(client_address(request))
    messages.success(request, _("Votre adresse de secours est confirmée."))
    return redirect("accounts:me")


def _told_wrong(actor: Actor, error: Exception) -> None:
    """The owner learns of wrong passwords that are tried inside a session."""
    if isinstance(error, WrongPassword):
        password_wrong(actor)


def _adult_account(actor: Actor) -> Account:
    account = own_account(actor)
    if account.words is not None:
        raise NotVisible
    return account
