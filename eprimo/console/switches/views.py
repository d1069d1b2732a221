"""What is taken away where one answers, one more, and given back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.console.pages import actor_as
from eprimo.console.switches.actions import seen_by, switch_lift, switch_set
from eprimo.console.switches.forms import SwitchForm
from eprimo.console.switches.policies import WHO
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.directory.models import School, Territory
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.switches import StandingSwitch, may_lift, reason_of, words_of


@at_the_door
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Those that stand, and the form of one more."""
    actor = actor_as(request, *WHO)
    form = SwitchForm(request.POST if request.method == "POST" else None, actor=actor)
    error: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            switch_set(actor=actor, **form.said())
        except NotVisible:
            raise
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, "C’est suspendu, dès maintenant et partout où vous l’avez dit.")
            return redirect("switches:index")
    lines = [_line(actor, one) for one in seen_by(actor)]
    return form_page(request, "switches/index.html", form, error, lines=lines)


@at_the_door
@require_POST
def lift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Given back."""
    switch_lift(actor=actor_as(request, *WHO), public_id=public_id)
    messages.success(request, "C’est rendu.")
    return redirect("switches:index")


def _line(actor: Actor, one: StandingSwitch) -> dict[str, object]:
    switch = one.switch
    roles = [str(ROLE_LABELS[Role(role)]) for role in switch.roles]
    return {
        "switch": switch, "words": words_of(switch.act), "where": _where(one), "who": ", ".join(roles) or "Tous",
        "lifts": may_lift(actor, one), "reason": reason_of(one),
    }  # fmt: skip


def _where(one: StandingSwitch) -> str:
    if one.switch.territory_id is not None:
        return Territory.objects.get(pk=one.switch.territory_id).name
    if one.switch.school_id is not None:
        return str(School.objects.get(pk=one.switch.school_id).name)
    return "Partout"
