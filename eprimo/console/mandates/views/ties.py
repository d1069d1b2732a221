"""Mandates that wait for the answer of their person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.mandates.views.common import by_two_people, keeper_of
from eprimo.console.mandates.wording import GIVES
from eprimo.console.pages import run_and_notify
from eprimo.console.school.views.common import letters_file
from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.directory.actions.ties import tie_withdraw
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.queries.ties import tie_line, ties_named


@require_safe
def tie(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To whom it is proposed, until when it waits; its paper, and taking it back."""
    actor = keeper_of(request)
    (row,) = ties_named(actor, [public_id])
    context = {
        "line": tie_line(row),
        "gives": GIVES[MandateRole(row.role)],
        "by_two": by_two_people(actor),
    }
    return render(request, "mandates/tie.html", context)


@require_POST
@sensitive_variables("made")
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    made = []
    ties = ties_named(actor, [public_id])
    if not run_and_notify(request, lambda: made.extend(ties_print(actor=actor, ties=ties))):
        return redirect("mandates:tie", public_id)
    return letters_file(made, "fiche-a-remettre.pdf")


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    (row,) = ties_named(actor, [public_id])
    run_and_notify(
        request,
        lambda: tie_withdraw(actor=actor, tie=row),
        "C’est retiré\N{NO-BREAK SPACE}: la fiche n’ouvre plus rien.",
    )
    return redirect("mandates:index")
