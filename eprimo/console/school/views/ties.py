"""Accesses that wait for the answer of their person: their papers, and taking them back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from eprimo.console.pages import keeper_of, said, uuids_of
from eprimo.console.school.views.common import letters_file
from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.directory.actions.ties import tie_withdraw
from eprimo.foundation.directory.models import TieProposal
from eprimo.foundation.directory.queries.ties import ties_named
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


@require_POST
@sensitive_variables("made")
def print_ties(request: HttpRequest) -> HttpResponse:
    """The papers to hand over: the same page for everybody."""
    actor, ties = _named(request)
    made = []
    if not said(request, lambda: made.extend(ties_print(actor=actor, ties=ties))):
        return redirect("school:adults")
    return letters_file(made, "fiches-a-remettre.pdf")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Taken back before the person answered."""
    actor, ties = _named(request)
    done = "C’est retiré\N{NO-BREAK SPACE}: la fiche n’ouvre plus rien."
    said(request, lambda: [tie_withdraw(actor=actor, tie=tie) for tie in ties], done)
    return redirect("school:adults")


def _named(request: HttpRequest) -> tuple[Actor, list[TieProposal]]:
    """Those that the body names, all kept by the actor; raises NotVisible otherwise."""
    actor = keeper_of(request)
    ties = ties_named(actor, uuids_of(request.POST.getlist("acces")))
    if not ties:
        raise NotVisible
    return actor, ties
