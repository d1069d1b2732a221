"""« Mes données »: the copy of one's own data and of one's children's; what one may erase at once."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open, whole_account
from eprimo.foundation.printing.cells import content_disposition
from eprimo.foundation.privacy.actions import clearables, data_clear
from eprimo.foundation.privacy.exports.actions import (
    export_ask_child,
    export_ask_own,
    export_drop,
    export_fetch,
)
from eprimo.foundation.privacy.exports.page import summary_for_child
from eprimo.foundation.privacy.exports.queries import bytes_of, child_for, export_for, own_copies
from eprimo.foundation.privacy.exports.rights import is_a_child
from eprimo.foundation.privacy.requests.queries import news_of

# Copies that one account may ask for: five at once, then one every ten minutes.
_ASKED = Limit(burst=5, seconds_each=600)


@always_open
@whole_account
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where each copy stands, and what one may do; to a child, in a child's words, what is known first."""
    actor = actor_of(request)
    own, children = own_copies(actor)
    child = is_a_child(actor.person_id)
    context = {
        "own": own,
        "children": children,
        "waiting": any(one.is_waiting for one in (own, *children)),
        "summary": summary_for_child(actor) if child else [],
        "shared": _is_shared(request),
        "news": None if child else news_of(actor, [one.person.pk for one in children]),
    }
    return render(request, "my_data/child.html" if child else "my_data/home.html", context)


@always_open
@whole_account
@require_POST
def ask_own(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return _asked(request, actor, lambda: export_ask_own(actor=actor))


@always_open
@whole_account
@require_POST
def ask_child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    child = child_for(actor, child_id)
    return _asked(request, actor, lambda: export_ask_child(actor=actor, child=child))


def _asked(request: HttpRequest, actor: Actor, ask: Callable[[], object]) -> HttpResponse:
    _not_shared(request)
    take(f"export:{actor.account_id}", _ASKED)
    try:
        ask()
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("C’est demandé. La copie se prépare."))
    return redirect("my_data:home")


@always_open
@whole_account
@require_POST
def fetch(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file. Whoever asks, the right is asked again here."""
    actor = actor_of(request)
    _not_shared(request)
    export = export_fetch(actor=actor, export=export_for(actor, export_id))
    response = StreamingHttpResponse(bytes_of(export), content_type="application/zip")
    response["Content-Length"] = str(export.size)
    # Nobody's name: a folder of downloads is read by whoever uses the device.
    stem = _("mes données") + f" e-primo {clock.today(actor.time_zone):%Y-%m-%d}"
    response["Content-Disposition"] = content_disposition(stem, "zip")
    return response


@always_open
@whole_account
@require_POST
def drop(request: HttpRequest, export_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    export_drop(actor=actor, export=export_for(actor, export_id))
    messages.success(request, _("La copie est effacée."))
    return redirect("my_data:home")


@always_open
@whole_account
@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """What one gave or chose oneself: chosen here, gone at once."""
    actor = actor_of(request)
    found = clearables(actor)
    if request.method == "POST":
        if data_clear(actor=actor, keys=request.POST.getlist("quoi")):
            messages.success(request, _("C’est effacé."))
        else:
            messages.warning(request, _("Rien n’était coché."))
        return redirect("my_data:clear")
    context = {"found": found, "child": is_a_child(actor.person_id)}
    return render(request, "my_data/clear.html", context)


def _is_shared(request: HttpRequest) -> bool:
    """A device that a class uses: a file that is kept there would be found by the next child."""
    signed_in = getattr(request, "signed_in", None)
    return bool(signed_in is not None and signed_in.idle_seconds)


def _not_shared(request: HttpRequest) -> None:
    if _is_shared(request):
        raise Forbidden(_("Cette tablette est à toute la classe. Demande ta copie à la maison."))
