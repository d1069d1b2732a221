"""From the printed sheet to the first session, in three steps that need no script.

Nothing is kept between the steps but what the form carries: each step checks again all that came before.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.actions.activation import account_activate, birth_dates_check, sheet_code
from eprimo.foundation.accounts.actions.sessions import session_begin
from eprimo.foundation.accounts.actions.ties import tie_of_code
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.codes import CodeCancelled, CodeRefused
from eprimo.foundation.accounts.forms import BirthDatesForm, CodeForm, NewPasswordForm
from eprimo.foundation.accounts.models import SignInCode
from eprimo.foundation.accounts.queries import children_names
from eprimo.foundation.accounts.throttles import code_counted, code_right
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.accounts.views.ties import tie_page
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import public
from eprimo.ui.languages import listed

CODE = "accounts/activation_code.html"
WHO = "accounts/activation_who.html"
CHOOSE = "accounts/activation_password.html"


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """`step` says which form was sent: the code, who one is, the password."""
    if request.method == "GET":
        return form_page(request, CODE, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return form_page(request, CODE, form)
    try:
        code_counted(client_address(request))
        if tie := tie_of_code(form.cleaned_data["code"]):
            code_right(client_address(request))
            return tie_page(request, tie, form.cleaned_data["code"])
        code = sheet_code(form.cleaned_data["code"])
        code_right(client_address(request))
        if request.POST.get("step") == "code":
            return _who(request, code, BirthDatesForm())
        return _known_code(request, code)
    except (CodeRefused, CodeCancelled) as error:
        error.field = "code"
        return form_page(request, CODE, form, error)
    except DomainError as error:
        return form_page(request, CODE, form, error)


def _known_code(request: HttpRequest, code: SignInCode) -> HttpResponse:
    who = BirthDatesForm(request.POST)
    if not who.is_valid():
        return _who(request, code, who)
    try:
        birth_dates_check(code=code, typed=who.dates)
    except (CodeRefused, CodeCancelled):
        raise
    except DomainError as error:
        return _who(request, code, who, error)
    if request.POST.get("step") != "password":
        return _password(request, code, who, NewPasswordForm())
    return _activated(request, code, who)


def _activated(request: HttpRequest, code: SignInCode, who: BirthDatesForm) -> HttpResponse:
    form = NewPasswordForm(request.POST)
    if not form.is_valid():
        return _password(request, code, who, form)
    try:
        opening = account_activate(code=code, password=form.cleaned_data["password"])
    except CodeRefused:
        raise
    except (DomainError, ValidationError) as error:
        return _password(request, code, who, form, error)
    return session_begin(opening.account, request, scope=opening.scope)


def _who(
    request: HttpRequest, code: SignInCode, form: BirthDatesForm, error: DomainError | None = None
) -> HttpResponse:
    return form_page(request, WHO, form, error, code=request.POST["code"], person=code.account.person)


def _password(
    request: HttpRequest,
    code: SignInCode,
    who: BirthDatesForm,
    form: NewPasswordForm,
    error: DomainError | ValidationError | None = None,
) -> HttpResponse:
    """The children's names come with this page: who found a sheet does not know a birth date, and reads none. They are
    those that the sheet's school knows."""
    children = children_names(code.account.person_id, code.school_id or 0) if who.dates else []
    told = {"login": code.account.login, "children": children, "names": listed(children)}
    return form_page(request, CHOOSE, form, error, code=request.POST["code"], who=who, **told)
