"""The decisions of meetings, followed until they are done or dropped."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.consortium.views.common import running_market
from eprimo.console.governance.forms import DecisionEndForm, DecisionPutOffForm, DecisionReopenForm
from eprimo.console.governance.views.common import keeper_of
from eprimo.console.pages import actor_as, handle_form
from eprimo.steering.governance.actions.decisions import decision_end, decision_put_off, decision_reopen
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.policies import MINUTES_READERS, can_write_minutes
from eprimo.steering.governance.queries import MOST, decision_read, decisions_followed


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """To do first, by their last day; then those that ended."""
    actor = actor_as(request, *MINUTES_READERS)
    rows = list(decisions_followed(actor, running_market(actor))[: MOST + 1])
    context = {
        "waiting": [one for one in rows[:MOST] if one.is_open],
        "ended": [one for one in rows[:MOST] if not one.is_open],
        "is_cut": len(rows) > MOST,
        "most": MOST,
        "today": actor.today,
    }
    return render(request, "governance/decisions.html", context)


@require_safe
def decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was decided, who carries it out, until when, and all that happened to it."""
    actor = actor_as(request, *MINUTES_READERS)
    found = decision_read(actor, public_id)
    context = {
        "decision": found,
        "steps": found.steps.order_by("at", "pk"),
        "writes": can_write_minutes(actor),
        "today": actor.today,
    }
    return render(request, "governance/decision.html", context)


def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Done, or dropped."""
    actor = keeper_of(request)
    found = decision_read(actor, public_id)
    form = DecisionEndForm(request.POST or None, initial={"on": actor.today})

    def act() -> None:
        said = form.cleaned_data
        decision_end(
            actor=actor, decision=found, state=Progress(said["state"]), on=said["on"], reason=said["reason"]
        )

    return handle_form(
        request, form, act, done="C’est noté.", then=reverse("governance:decision", args=[public_id]),
        title="Terminer la décision", submit="Terminer", back=_back(public_id), intro=found.text,
    )  # fmt: skip


def put_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody else, or another day."""
    actor = keeper_of(request)
    found = decision_read(actor, public_id)
    form = DecisionPutOffForm(request.POST or None, initial={"who": found.who, "until": found.until})
    return handle_form(
        request, form, lambda: decision_put_off(actor=actor, decision=found, **form.cleaned_data),
        done="C’est noté.", then=reverse("governance:decision", args=[public_id]),
        title="Reporter la décision", submit="Reporter", back=_back(public_id), intro=found.text,
    )  # fmt: skip


def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To do again."""
    actor = keeper_of(request)
    found = decision_read(actor, public_id)
    form = DecisionReopenForm(request.POST or None)
    return handle_form(
        request, form, lambda: decision_reopen(actor=actor, decision=found, **form.cleaned_data),
        done="La décision est de nouveau à faire.", then=reverse("governance:decision", args=[public_id]),
        title="Reprendre la décision", submit="Reprendre", back=_back(public_id), intro=found.text,
    )  # fmt: skip


def _back(public_id: UUID) -> str:
    return reverse("governance:decision", args=[public_id])
