"""« Confirmez que c’est vous »: the page that stands before an act, with what was posted, and goes on with it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation

from eprimo.foundation.access.unsaved_text import SECRET, typed_text
from eprimo.foundation.accounts.paths import internal_page
from eprimo.foundation.factors.actions.confirmation import who_of
from eprimo.foundation.factors.models import Factor, FactorKind
from eprimo.foundation.factors.passkeys import host, request_options
from eprimo.foundation.factors.tries import FactorsClosed, is_closed
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, TooManyTries
from eprimo.foundation.kernel.factors import Strength, has_use_of_factors
from eprimo.foundation.kernel.requests import actor_of
from eprimo.ui.languages import SOURCE

# What the page posts, beside what it keeps; PAGE: the page that is opened then.
CODE, ASSERTION, PAGE, TRUST = "factor_code", "factor_assertion", "factor_page", "factor_trust"
# A form that is to be filled in anew, why, and the words that were beside its secret: told again after a wrong code.
AGAIN, WORDS = "factor_again", "factor_words"
GIVEN = (CODE, ASSERTION, PAGE, TRUST, AGAIN, WORDS)
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# Beyond, the form is opened again once the factor is given. A request of ours has a thousand fields at most, those of
# the factor among them.
_MOST_KEPT, _MOST_FIELDS = 400_000, 990


# Said under the code; of the demo, where nobody holds the telephone.
HINTS: list[Callable[[Actor], str]] = []


def ask_page(request: HttpRequest, strength: Strength, error: DomainError | None = None) -> HttpResponse:
    """Answer with the page that asks for a factor: 403, never kept; what was posted stands in hidden fields, save files
    and secrets, whose form is opened again."""
    actor = actor_of(request)
    kept = _kept(request)
    keys = Factor.objects.filter(account=actor.account_id, kind=FactorKind.PASSKEY).exists() and host()
    closed = isinstance(error, FactorsClosed) or is_closed(actor.account_id)
    context = {
        "kept": kept or [],
        # Asked for by its address, or not to be sent again: the page is opened, nothing is done.
        "page": _page(request) if kept is None else "",
        "again": _again(request) if kept is None else "",
        # To be copied: the form comes back empty.
        "words": _words(request) if kept is None else [],
        "strength": strength,
        "fresh": strength == Strength.FRESH,
        "closed": closed,
        "enrols": not actor.has_factors,
        "may_enrol": actor.is_whole and has_use_of_factors(actor) and not actor.held,
        "question": request_options(actor.account_id, who_of(actor)) if keys and not closed else "",
        "error": error,
        "hints": [said for hint in HINTS if (said := hint(actor))],
        "action": request.get_full_path(),
    }
    # Who works in a school reads French, on this page as on the others.
    request.chooses_language = False  # type: ignore[attr-defined]
    with translation.override(SOURCE):
        response = render(request, "factors/ask.html", context, status=403)
    response["Content-Language"] = SOURCE
    # No refusal: whoever is asked may do it.
    response.asks_factor = True  # type: ignore[attr-defined]
    if isinstance(error, TooManyTries):
        response.status_code = error.status
        response["Retry-After"] = str(error.retry_after)
    response["Cache-Control"] = "no-store, private"
    return response


def _again(request: HttpRequest) -> str:
    """Why what was sent is to be filled in anew: it carried a « file », or is a « form » with a secret or too long;
    empty of a page that was only opened."""
    if request.method != "POST" or PAGE in request.POST:
        return "file" if request.POST.get(AGAIN) == "file" else "form" if AGAIN in request.POST else ""
    return "file" if request.FILES else "form"


def _words(request: HttpRequest) -> list[str]:
    return request.POST.getlist(WORDS) if PAGE in request.POST else typed_text(request)


def _page(request: HttpRequest) -> str:
    """What is opened once the factor was given. What was sent and is not to be sent again is filled in anew where its
    form stands, which is another page when this address takes what is sent and shows none."""
    if request.method != "POST":
        return request.get_full_path()
    if PAGE in request.POST:
        return internal_page(request.POST[PAGE])
    return internal_page(_path(request.headers.get("Referer", ""), request.get_host()))


def _path(address: str, own_host: str) -> str:
    """Of an address of this site; empty of any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}".removesuffix("?") if parts.netloc == own_host else ""


def _kept(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What was posted, field by field; None when it is not to be sent again."""
    if request.method != "POST" or PAGE in request.POST or request.FILES:
        return None
    if any(map(SECRET.search, request.POST)):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in GIVEN and name != _TOKEN
        for value in values
    ]
    if len(fields) > _MOST_FIELDS or sum(len(name) + len(value) for name, value in fields) > _MOST_KEPT:
        return None
    return fields


def without_factor(request: HttpRequest) -> None:
    """Take the fields of the factor out of what was posted: the view sees what its own form posted."""
    kept = request.POST.copy()
    for name in GIVEN:
        kept.pop(name, None)
    request.POST = QueryDict(kept.urlencode(), encoding=request.encoding)
