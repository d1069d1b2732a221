"""Letters of invitation, as the coordinator prints them and follows them."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.pages import say_refusal
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.text import fold
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.actions.invitations import invitation_withdraw, invitations_make
from eprimo.steering.consortium.invitations import bodies_to_invite, invitations_of, members_to_invite
from eprimo.steering.consortium.models import Invitation, ManagingBody, Member
from eprimo.steering.consortium.papers.invitation import invitations_pdf
from eprimo.steering.consortium.policies import can_invite


def _inviter(request: HttpRequest) -> Actor:
    actor = reader_of(request)
    if not can_invite(actor):
        raise NotVisible
    return actor


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Who can be invited, and what became of each letter."""
    market = running_market(_inviter(request))
    members = members_to_invite(market)
    context = {
        "members": members,
        "unasked": sum(not one.asked for one in members),  # type: ignore[attr-defined]
        "bodies": bodies_to_invite(),
        "letters": invitations_of(market),
    }
    return render(request, "consortium/invitations.html", context)


@require_POST
def print_letters(request: HttpRequest) -> HttpResponse:
    """The letters of those that were ticked, or of all to whom none is out, in one file."""
    actor = _inviter(request)
    market = running_market(actor)
    members, bodies = set(request.POST.getlist("member")), set(request.POST.getlist("managing_body"))
    everyone = "tous" in request.POST
    chosen = [
        one
        for one in members_to_invite(market)
        if (not one.asked if everyone else str(one.public_id) in members)  # type: ignore[attr-defined]
    ]
    managing = [one for one in bodies_to_invite() if str(one.public_id) in bodies and not everyone]
    return letters_file(request, actor, chosen, managing, back="consortium:invitations")


def letters_file(
    request: HttpRequest,
    actor: Actor,
    members: Sequence[Member],
    bodies: Sequence[ManagingBody],
    *,
    back: str,
    args: Sequence[object] = (),
) -> HttpResponse:
    """The letters of these bodies, by name, in one PDF: the codes are nowhere else."""
    if not members and not bodies:
        messages.error(request, "Choisissez au moins un organisme pour qui personne n’agit.")
        return redirect(back, *args)
    try:
        printed = invitations_make(actor=actor, members=members, managing_bodies=bodies)
    except DomainError as error:
        say_refusal(request, error)
        return redirect(back, *args)
    printed.sort(key=lambda one: fold(one.invitation.body.name))
    content = invitations_pdf(running_market(actor), [(one.invitation, one.code) for one in printed])
    headers = {
        "Content-Disposition": content_disposition("invitations", "pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _inviter(request)
    found = Invitation.objects.select_related("member", "managing_body").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    invitation_withdraw(actor=actor, invitation=found)
    messages.success(request, "La lettre est annulée\N{NO-BREAK SPACE}: son code n’ouvre plus.")
    return redirect("consortium:invitations")
