"""Ties that are proposed: what the code of the paper shows, and what waits in one's own account."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.accounts.actions.sessions import session_start
from eprimo.foundation.accounts.actions.ties import (
    tie_accept_by_code,
    tie_decline_by_code,
    tie_join,
    tie_of_code,
)
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.codes import CodeRefused
from eprimo.foundation.accounts.forms import CodeForm, NewPasswordForm, OwnTieForm
from eprimo.foundation.accounts.sessions import set_cookie
from eprimo.foundation.accounts.throttles import code_counted, code_right
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.directory.actions.ties import tie_accept, tie_decline
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.models import TieProposal
from eprimo.foundation.directory.policies.ties import can_answer_tie
from eprimo.foundation.directory.queries.ties import own_tie, tie_line
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, public, whole_account
from eprimo.ui.french import weekday_day_month

_PAGE = "accounts/tie.html"
_OWN = "accounts/tie_own.html"


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_POST
def by_code(request: HttpRequest) -> HttpResponse:
    """The answers of who holds the paper: each sends the code again, and is checked again."""
    typed = CodeForm(request.POST)
    if not typed.is_valid():
        return redirect("accounts:activate")
    code = typed.cleaned_data["code"]
    try:
        code_counted(client_address(request))
        tie = tie_of_code(code)
        if tie is None:
            raise CodeRefused(field="code")
        code_right(client_address(request))
        answer = {"join": _join, "accept": _accept, "decline": _decline}.get(request.POST.get("step", ""))
        return answer(request, tie, code) if answer else tie_page(request, tie, code)
    except CodeRefused as error:
        return form_page(request, "accounts/activation_code.html", typed, error)
    except DomainError as error:
        return form_page(request, "accounts/activation_code.html", typed, error)


def tie_page(
    request: HttpRequest,
    tie: TieProposal,
    code: str,
    form: NewPasswordForm | None = None,
    error: DomainError | ValidationError | None = None,
) -> HttpResponse:
    """Show what is proposed, and the two ways to say yes: the page is the same whether the person is known or not."""
    actor = getattr(request, "actor", None)
    fits = actor is not None and can_answer_tie(actor, tie)
    return form_page(
        request,
        _PAGE,
        form or NewPasswordForm(),
        error,
        code=code,
        line=tie_line(tie),
        actor=actor,
        fits=fits,
    )


def _join(request: HttpRequest, tie: TieProposal, code: str) -> HttpResponse:
    form = NewPasswordForm(request.POST)
    if not form.is_valid():
        return tie_page(request, tie, code, form)
    try:
        account = tie_join(code=code, password=form.cleaned_data["password"])
    except CodeRefused:
        raise
    except (DomainError, ValidationError) as error:
        return tie_page(request, tie, code, form, error)
    session, key = session_start(account, request)
    # The login was drawn with the account: it is told once, before anything else.
    response = render(request, "accounts/tie_joined.html", {"login": account.login})
    set_cookie(response, key, session.expires_at, vanishes=session.shared)
    return response


def _accept(request: HttpRequest, tie: TieProposal, code: str) -> HttpResponse:
    actor = getattr(request, "actor", None)
    if actor is None:
        return tie_page(request, tie, code)
    try:
        tie_accept_by_code(actor=actor, code=code)
    except AlreadyThere as error:
        messages.error(request, error.sentence)
        return redirect("accounts:me")
    messages.success(request, _yes(tie))
    return redirect("/")


def _decline(request: HttpRequest, _tie: TieProposal, code: str) -> HttpResponse:
    tie_decline_by_code(code=code)
    messages.success(request, _("C’est refusé. Cette fiche n’ouvre plus rien."))
    return redirect("accounts:sign_in")


@always_open
@whole_account
@at_the_door
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what waits in one's own account: yes or no. The code of the paper is asked where nothing else proves that
    the person is the one who is meant."""
    actor = actor_of(request)
    tie = own_tie(actor, public_id)
    form = OwnTieForm(request.POST or None, asks_code=not tie.proven)
    line = tie_line(tie)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, _OWN, form, line=line)
    answer = tie_accept if request.POST.get("answer") == "yes" else tie_decline
    try:
        by_code = _code_is_right(request, tie, form.cleaned_data.get("code", ""))
        answer(actor=actor, tie=tie, by_code=by_code)
    except DomainError as error:
        return form_page(request, _OWN, form, error, line=line)
    messages.success(request, _yes(tie) if answer is tie_accept else _("C’est refusé."))
    return redirect("/")


def _code_is_right(request: HttpRequest, tie: TieProposal, typed: str) -> bool:
    """Raises CodeRefused, TooManyTries."""
    if tie.proven:
        return False
    code_counted(client_address(request))
    found = tie_of_code(typed)
    if found is None or found.pk != tie.pk:
        raise CodeRefused(field="code")
    code_right(client_address(request))
    return True


def _yes(tie: TieProposal) -> str:
    line = tie_line(tie)
    if line.ahead:
        return _("C’est accepté. Votre accès s’ouvrira le %(day)s.") % {
            "day": weekday_day_month(line.first_day)
        }
    return _("C’est accepté. Votre accès est ouvert.")
