"""Mandates that one person of the platform proposes: what the second one reads, and the three answers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.mandates.views.common import PAGES, keeper_of, shown
from eprimo.console.mandates.wording import GIVES
from eprimo.console.pages import run_and_notify
from eprimo.foundation.directory.actions.mandates import proposal_confirm, proposal_refuse, proposal_withdraw
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.policies.mandates import can_second_mandate, can_take_back_mandate
from eprimo.foundation.directory.queries.mandates import proposal_visible


@require_safe
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is proposed, by whom, until when it waits; and what became of it."""
    actor = keeper_of(request)
    row = proposal_visible(actor, public_id)
    context = {
        "row": shown(row, actor),
        "gives": GIVES[MandateRole(row.role)],
        "answers": row.waits and can_second_mandate(actor, row),
        "takes_back": row.waits and can_take_back_mandate(actor, row),
        "lapsed": row.state == "open" and not row.waits,
    }
    return render(request, "mandates/proposal.html", context)


@require_POST
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    row = proposal_visible(actor, public_id)
    made = []
    if not run_and_notify(
        request, lambda: made.append(proposal_confirm(actor=actor, proposal=row)), "C’est confirmé."
    ):
        return redirect("mandates:proposal", public_id)
    return redirect(PAGES[type(made[0])][0], made[0].public_id)


@require_POST
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    row = proposal_visible(actor, public_id)
    run_and_notify(request, lambda: proposal_refuse(actor=actor, proposal=row), "La proposition est refusée.")
    return redirect("mandates:proposal", public_id)


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    row = proposal_visible(actor, public_id)
    run_and_notify(
        request, lambda: proposal_withdraw(actor=actor, proposal=row), "La proposition est reprise."
    )
    return redirect("mandates:proposal", public_id)
