"""The pages of the door: coming in, accepting the charter, a forgotten password, going out."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.accounts import hashers
from eprimo.foundation.accounts.actions.accounts import CHARTER_VERSION, charter_accept
from eprimo.foundation.accounts.actions.entry import account_enter
from eprimo.foundation.accounts.actions.recovery import recovery_ask, recovery_use
from eprimo.foundation.accounts.actions.sessions import session_begin, session_leave
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.forms import PupilSignInForm, RecoverForm, RecoverUseForm, SignInForm
from eprimo.foundation.accounts.hashers import HashingBusy
from eprimo.foundation.accounts.passwords import looks_like_a_code
from eprimo.foundation.accounts.paths import internal_path
from eprimo.foundation.accounts.queries import own_account
from eprimo.foundation.accounts.sessions import evening_of
from eprimo.foundation.accounts.throttles import code_counted, code_right, mail_counted
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.device_acts import may_wait_in_any_role
from eprimo.foundation.kernel.errors import DomainError, EntrySuspended
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, before_charter, public


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door of adults; a pupil's words open it too."""
    return _door(request, SignInForm, "accounts/sign_in.html")


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in_pupil(request: HttpRequest) -> HttpResponse:
    """Show the door in a child's words."""
    return _door(request, PupilSignInForm, "accounts/sign_in_pupil.html")


def _door(request: HttpRequest, form_class: type[SignInForm], template: str) -> HttpResponse:
    suite = internal_path(request.POST.get("suite") or request.GET.get("suite") or "")
    if request.method == "GET":
        if getattr(request, "actor", None) is not None:
            return HttpResponseRedirect(suite)
        return form_page(request, template, form_class(), suite=suite)
    form = form_class(_typed(request))
    if not form.is_valid():
        return form_page(request, template, form, suite=suite)
    login, secret = form.cleaned_data["login"], form.cleaned_data["secret"]
    try:
        opening = account_enter(login=login, secret=secret, address=client_address(request))
    except HashingBusy:
        return _busy(
            request, hashers.TypedSecret(login, secret, shared=bool(form.cleaned_data.get("shared"))), suite
        )
    except DomainError as error:
        as_code = looks_like_a_code(secret)
        return form_page(request, template, form, form.told(error), suite=suite, as_code=as_code)
    until = evening_of(opening.account) if form.cleaned_data.get("shared") else None
    try:
        return session_begin(opening.account, request, suite=suite, scope=opening.scope, until=until)
    except EntrySuspended as error:
        return form_page(request, template, form, error, suite=suite)


def _typed(request: HttpRequest) -> dict[str, str]:
    """The form, or what an earlier try that found no place sealed."""
    again = hashers.open_typed(request.POST.get("sealed", ""))
    if again is not None:
        return {"login": again.login, "secret": again.secret, **({"shared": "on"} if again.shared else {})}
    return request.POST.dict()


def _busy(request: HttpRequest, typed: hashers.TypedSecret, suite: str) -> HttpResponse:
    wait = hashers.retry_wait()
    context = {"sealed": hashers.seal_typed(typed), "wait": wait, "suite": suite}
    response = render(request, "accounts/busy.html", context, status=503)
    response["Retry-After"] = str(wait)
    # A page left there goes back to the empty form once the seal no longer holds.
    response["Refresh"] = f"{hashers.RETRY_LASTS + wait}; url={request.path}"
    return response


@before_charter
@always_open
@at_the_door
@may_wait_in_any_role
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser, wherever the person is in it; a pupil leaves by the pupils' door, and a device
    of a class goes back to its wall."""
    actor = getattr(request, "actor", None)
    pupil = actor is not None and actor.role == Role.PUPIL
    lent = settings.CLASS_COOKIE_NAME in request.COOKIES
    target = "classroom:wall" if lent else "accounts:sign_in_pupil" if pupil else "accounts:sign_in"
    response = HttpResponseRedirect(reverse(target))
    session_leave(request, response)
    # Browsers empty what they kept of the pages, back button included; the worker empties its own (services/pwa).
    response.headers["Clear-Site-Data"] = '"cache"'
    if not lent:
        messages.success(
            request, _("À bientôt\u00a0!") if pupil else _("Vous êtes bien sorti de votre espace.")
        )
    return response


@before_charter
@always_open
@require_http_methods(["GET", "POST"])
def charter(request: HttpRequest) -> HttpResponse:
    """The text that everybody accepts before anything else."""
    actor = actor_of(request)
    if request.method == "POST":
        charter_accept(actor=actor)
        return HttpResponseRedirect("/")
    context = {
        "version": CHARTER_VERSION,
        "pupil": actor.role == Role.PUPIL,
        "accepted": own_account(actor).charter_at is not None,
    }
    little = actor.skin == "petits"
    return render(request, "accounts/charter_little.html" if little else "accounts/charter.html", context)


@public
@at_the_door
@never_cache
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same whatever the login is, or has."""
    form = RecoverForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "accounts/recover.html", form)
    try:
        if mail_counted(login=form.cleaned_data["login"], address=client_address(request)):
            recovery_ask(login=form.cleaned_data["login"])
    except DomainError as error:
        return form_page(request, "accounts/recover.html", form, error)
    return render(request, "accounts/recover_sent.html")


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def recover_use(request: HttpRequest) -> HttpResponse:
    """The code of the e-mail, and a new password."""
    form = RecoverUseForm(request.POST or None)
    template = "accounts/recover_use.html"
    if request.method == "GET" or not form.is_valid():
        return form_page(request, template, form)
    try:
        code_counted(client_address(request))
        account = recovery_use(code=form.cleaned_data["code"], password=form.cleaned_data["password"])
    except (DomainError, ValidationError) as error:
        return form_page(request, template, form, error)
    code_right(client_address(request))
    return session_begin(account, request)
