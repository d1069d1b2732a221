"""The quick way in for who works in a school: a passkey, without a login nor a password."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.paths import internal_path
from eprimo.foundation.accounts.sessions import set_cookie
from eprimo.foundation.accounts.throttles import code_counted, code_right
from eprimo.foundation.factors.actions.passkey_sign_in import DOOR, passkey_come_in
from eprimo.foundation.factors.passkeys import host, request_options
from eprimo.foundation.kernel.errors import DomainError, TooManyTries
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import public


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
