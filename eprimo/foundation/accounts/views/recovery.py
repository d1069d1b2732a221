"""A forgotten password: a code by e-mail for who gave an address, the school for the others."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.actions.recovery import recovery_ask, recovery_use
from eprimo.foundation.accounts.actions.sessions import session_begin
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.forms import RecoverForm, RecoverUseForm
from eprimo.foundation.accounts.throttles import code_counted, code_right, mail_counted
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.kernel.door import at_the_door
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.views import public


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
