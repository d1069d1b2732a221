"""Requests about data: those that wait, the first due first; one of them, its answer, more time."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, submit
from eprimo.console.requests.forms import AnswerForm, ExtendForm
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind, RequestState
from eprimo.foundation.privacy.requests.actions import request_decide, request_extend
from eprimo.foundation.privacy.requests.queries import (
    SOON,
    request_to_decide,
    tellings_of,
    to_decide,
    waiting_of,
)
from eprimo.foundation.privacy.requests.wording import CORRECTED, REASONS, STATES, TONES

_TITLES = {
    RequestKind.ERASE_ACCOUNT: "Effacer son compte",
    RequestKind.ERASE_CHILD: "Effacer le compte d’un enfant",
    RequestKind.ERASE_CONTRIBUTIONS: "Effacer ce qu’un enfant a partagé",
    RequestKind.OBJECTION: "Ne rien laisser de ce qu’un enfant a partagé",
    RequestKind.RECTIFY: "Corriger une donnée",
}
A_CHILD = "un enfant"


@dataclass(frozen=True, slots=True)
class Shown:
    row: PrivacyRequest
    title: str
    what: str
    asker: str
    about: str
    where: str
    state: str
    tone: str
    reason: str
    soon: bool
    late: bool


def shown(row: PrivacyRequest, actor: Actor) -> Shown:
    own = row.subject_id == row.asked_by_id
    today = clock.today(actor.time_zone)
    waits = row.state == RequestState.ASKED
    about = "" if own else row.subject.full_name if actor.heads else A_CHILD
    return Shown(
        row=row,
        title=_TITLES[RequestKind(row.kind)],
        what=CORRECTED.get(row.what, ""),
        asker=row.asked_by.full_name,
        about=about,
        where=row.school.name if row.school and not actor.heads else "",
        state=STATES[row.state],
        tone=TONES[row.state],
        reason=REASONS.get(row.code, ""),
        soon=waits and today + SOON >= row.due_on,
        late=waits and today > row.due_on,
    )


def _decider(request: HttpRequest) -> Actor:
    return actor_as(request, *HEADS, Role.ACADEMY, Role.PLATFORM)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, or what was answered."""
    actor = _decider(request)
    closed = request.GET.get("voir") == "repondues"
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = to_decide(actor, closed=closed, **marks)
    rows = [shown(row, actor) for row in page.items]
    context = {"page": page, "rows": rows, "closed": closed, "heads": actor.heads}
    return render(request, "requests/index.html", context)


@require_safe
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who asks what, until when, what other guardians say; and the answer."""
    actor = _decider(request)
    row = request_to_decide(actor, public_id)
    return _page(request, actor, row, AnswerForm(request=row), ExtendForm())


@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _decider(request)
    row = request_to_decide(actor, public_id)
    if not row.is_open:
        messages.warning(request, "Cette demande a déjà sa réponse.")
        return redirect("requests:request", public_id)
    form = AnswerForm(request.POST, request=row)

    def act() -> None:
        data = form.cleaned_data
        request_decide(
            actor=actor, request=row, accept=form.accepts, code=data["code"], answer=data["answer"]
        )

    if submit(request, form, act):
        messages.success(request, "La réponse est envoyée.")
        return redirect("requests:request", public_id)
    return _page(request, actor, row, form, ExtendForm())


@require_POST
def extend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _decider(request)
    row = request_to_decide(actor, public_id)
    form = ExtendForm(request.POST)
    if submit(
        request, form, lambda: request_extend(actor=actor, request=row, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, "Le délai est prolongé de deux mois. La personne lit pourquoi.")
        return redirect("requests:request", public_id)
    return _page(request, actor, row, AnswerForm(request=row), form)


def _page(
    request: HttpRequest, actor: Actor, row: PrivacyRequest, answer: AnswerForm, more: ExtendForm
) -> HttpResponse:
    context = {
        "one": shown(row, actor),
        "row": row,
        "answer": answer if row.is_open else None,
        "more": more if row.waits and row.extended_at is None and not shown(row, actor).late else None,
        "tellings": tellings_of(row) if actor.heads else [],
        "waiting": waiting_of(row) if row.is_open and not row.waits else None,
    }
    status = 422 if answer.errors or more.errors else 200
    return render(request, "requests/request.html", context, status=status)
