"""« Mes demandes »: what one asks of the school about data, where it stands, what other guardians ask of a child."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open, whole_account
from eprimo.foundation.privacy.exports.rights import is_a_child
from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import (
    HEARD,
    request_make,
    request_read,
    request_speak,
    request_withdraw,
)
from eprimo.foundation.privacy.requests.queries import (
    about_me,
    askings,
    own_requests,
    request_for,
    telling_of,
    told_requests,
    waiting_of,
)
from eprimo.foundation.privacy.requests.rights import may_speak, may_withdraw
from eprimo.services.my_data.forms import YES, AskForm, SpeakForm
from eprimo.services.my_data.request_summaries import explained, summarize_request

# Requests of one account: ten at once, then one every ten minutes.
_ASKED = Limit(burst=10, seconds_each=600)


@always_open
@whole_account
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What I asked and where it stands; what other guardians ask of my children."""
    actor = actor_of(request)
    child = is_a_child(actor.person_id)
    context = {
        "own": [summarize_request(row, actor) for row in own_requests(actor)],
        "told": [summarize_request(row, actor) for row in told_requests(actor)],
        "about": [summarize_request(row, actor) for row in about_me(actor.person_id)] if child else [],
        "child": child,
    }
    return render(request, "my_data/requests.html", context)


@always_open
@whole_account
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Of whom, and what; a child has nothing to choose."""
    actor = actor_of(request)
    if is_a_child(actor.person_id):
        return redirect("my_data:request_ask", actor.public_id, RequestKind.RECTIFY.value)
    context = {"askings": [(one.person, explained(one)) for one in askings(actor)], "me": actor.person_id}
    return render(request, "my_data/request_choose.html", context)


@always_open
@whole_account
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
    """One form for each kind; what it does is said before it is sent."""
    actor = actor_of(request)
    found = next((one for one in askings(actor) if one.person.public_id == person_id), None)
    if found is None or kind not in found.kinds:
        raise NotVisible
    wanted, child = RequestKind(kind), is_a_child(actor.person_id)
    form = AskForm(request.POST or None, kind=wanted, child=child)
    if request.method == "POST" and form.is_valid():
        take(f"request:{actor.account_id}", _ASKED)
        try:
            made = request_make(actor=actor, kind=wanted, subject=found.person, **form.cleaned_data)
        except Conflict as error:
            messages.error(request, error.sentence)
            return redirect("my_data:requests")
        messages.success(request, _("Votre demande est partie."))
        return redirect("my_data:request", made.public_id)
    about = None if found.person.pk == actor.person_id else found.person
    back = "my_data:requests" if child else "my_data:request_choose"
    context = {"form": form, "kind": kind, "about": about, "child": child, "back": back}
    return render(request, "my_data/request_new.html", context, status=422 if form.errors else 200)


@always_open
@whole_account
@require_safe
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: the answer, and what is still to come; to another guardian, what is asked, never by whom."""
    actor = actor_of(request)
    row = request_for(actor, request_id)
    telling = telling_of(actor, row)
    context = {
        "one": summarize_request(row, actor),
        "row": row,
        "telling": telling,
        "until": telling.told_at + HEARD if telling and not telling.spoke_at else None,
        "form": SpeakForm() if may_speak(actor, row) else None,
        "withdraws": may_withdraw(actor, row),
        "waiting": waiting_of(row) if row.state == "accepted" else None,
        "child": is_a_child(actor.person_id),
    }
    return render(request, "my_data/request.html", context)


@always_open
@whole_account
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    request_withdraw(actor=actor, request=request_for(actor, request_id))
    messages.success(request, _("La demande est reprise."))
    return redirect("my_data:requests")


@always_open
@whole_account
@require_POST
def speak(request: HttpRequest, request_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = request_for(actor, request_id)
    form = SpeakForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        request_speak(actor=actor, request=row, agrees=said["agrees"] == YES, words=said["words"])
        messages.success(request, _("L’école lira votre avis avant de décider."))
    else:
        messages.error(request, _("Choisissez une des deux réponses."))
    return redirect("my_data:request", request_id)


@always_open
@whole_account
@require_POST
def read(request: HttpRequest, request_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    request_read(actor=actor, request=request_for(actor, request_id))
    return redirect("my_data:requests")
