"""From the letter to the file: the code, then who one is. It needs no script, and nothing is kept between the steps but
what the form carries."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.actions.sessions import session_begin
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.codes import CodeRefused
from eprimo.foundation.accounts.forms import NewPasswordForm
from eprimo.foundation.accounts.throttles import code_counted, code_right
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.directory.actions.newcomers import Newcomer
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, french_only, public
from eprimo.steering.consortium.actions.invitations import invitation_join, invitation_tie
from eprimo.steering.consortium.invitations import invitation_found
from eprimo.steering.consortium.models import Invitation
from eprimo.ui.widgets import CodeInput


class LetterCodeForm(forms.Form):
    code = forms.CharField(label="Code de la lettre", max_length=40, widget=CodeInput())


class JoinForm(NewPasswordForm):
    """Who enters; the password comes last."""

    first_name = forms.CharField(label="Votre prénom", max_length=100)
    last_name = forms.CharField(label="Votre nom", max_length=100)
    email = forms.EmailField(label="Votre adresse électronique au travail", required=False)
    field_order = ("first_name", "last_name", "email", "password", "again")

    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(data["first_name"], data["last_name"], email=data["email"])


_CODE, _JOIN = "consortium/invitation_code.html", "consortium/invitation_join.html"


@public
@always_open
@french_only
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """`step` says which form was sent: the code, a new account, the own account."""
    if request.method == "GET":
        return form_page(request, _CODE, LetterCodeForm())
    form = LetterCodeForm(request.POST)
    if not form.is_valid():
        return form_page(request, _CODE, form)
    try:
        code_counted(client_address(request))
        invitation = invitation_found(form.cleaned_data["code"])
        code_right(client_address(request))
        return _known(request, invitation, form.cleaned_data["code"])
    except DomainError as error:
        return form_page(request, _CODE, form, error)


def _known(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    step, actor = request.POST.get("step"), getattr(request, "actor", None)
    target = _target(invitation)
    if step == "tie" and isinstance(actor, Actor):
        invitation_tie(actor=actor, code=code)
        messages.success(
            request, f"Vous agissez désormais pour {invitation.body.name}. Changez de rôle dans votre menu."
        )
        return redirect("home:home")
    if step != "join":
        return _page(request, invitation, code, JoinForm())
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, code, form)
    try:
        account = invitation_join(code=code, newcomer=form.newcomer(), password=form.cleaned_data["password"])
    except CodeRefused:
        raise
    except (DomainError, ValidationError) as error:
        return _page(request, invitation, code, form, error)
    messages.success(request, f"Votre identifiant, à garder\N{NO-BREAK SPACE}: {account.login}")
    return session_begin(account, request, suite=target)


def _target(invitation: Invitation) -> str:
    if invitation.member is not None:
        return reverse("consortium:member", args=[invitation.member.public_id])
    return reverse("consortium:members")


def _page(
    request: HttpRequest,
    invitation: Invitation,
    code: str,
    form: JoinForm,
    error: DomainError | ValidationError | None = None,
) -> HttpResponse:
    actor = getattr(request, "actor", None)
    own = actor.display_name if isinstance(actor, Actor) else ""
    return form_page(request, _JOIN, form, error, code=code, body=invitation.body, own=own)
