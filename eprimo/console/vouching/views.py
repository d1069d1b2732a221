"""Who is ready, whom one gives a way in back, and from which day each role is asked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as
from eprimo.console.vouching.actions import role_invite
from eprimo.console.vouching.policies import VOUCHERS, may_vouch, needs_two, vouched_by
from eprimo.console.vouching.queries import people_vouched, ready_by_role, terms
from eprimo.foundation.directory.models import Person
from eprimo.foundation.factors.actions.vouching import code_give
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.sign_in_connection import at_the_door


@at_the_door
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Figures, then people by name."""
    actor = actor_as(request, *VOUCHERS)
    context = {
        "ready": ready_by_role(actor),
        "people": people_vouched(actor),
        "terms": terms() if actor.role == Role.PLATFORM else [],
    }
    return render(request, "vouching/index.html", context)


@never_cache
@at_the_door
@require_POST
def give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A code for somebody who stands beside, or is known by voice: never oneself."""
    actor = actor_as(request, *VOUCHERS)
    person = Person.objects.filter(vouched_by(actor), public_id=public_id, account__isnull=False).first()
    if person is None:
        raise NotVisible
    code = code_give(actor=actor, rule=may_vouch, person=person, by_two=needs_two(actor, person.pk))
    return render(request, "vouching/code.html", {"person": person, "code": code})


@at_the_door
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """A role is invited from today on; six weeks later it is asked."""
    actor = actor_as(request, *VOUCHERS)
    if actor.role != Role.PLATFORM:
        raise NotVisible
    role_invite(actor=actor, role=request.POST.get("role", ""))
    return redirect("vouching:index")
