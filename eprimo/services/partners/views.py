"""The pages of a partner, and of those who have one come."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible, SchoolClosed
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.services import adds_of
from eprimo.services.partners import queries
from eprimo.services.partners.actions import (
    invitation_end,
    invitation_open,
    partner_invite,
    word_propose,
    word_refuse,
    word_take,
)
from eprimo.services.partners.enums import WordState
from eprimo.services.partners.forms import InviteForm, RefuseForm, WordForm
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.reach import is_partner
from eprimo.ui.addresses import reverse

_FORM = ["GET", "HEAD", "POST"]


# --- the partner ----------------------------------------------------------------------------------------------------


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Answer with the sheet of a day, to be printed: hours, places, material. No name of a child: paper outlives the
    hours."""
    actor = _partner(request)
    on = _day(request.GET.get("jour", "")) or actor.today
    return render(request, "partners/day.html", {"on": on, "coming": queries.coming_on(actor, on)})


@require_safe
def children(request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """The first names of who is there, for the hours of the intervention."""
    actor = _partner(request)
    thing, _ = queries.own_thing(actor, thing_id)
    context = {"thing": thing, "resource": thing.resource, "present": queries.children_now(actor, thing)}
    return render(request, "partners/children.html", context)


@require_http_methods(_FORM)
def propose(request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Answer with a word to the families of the class or group, that a teacher reads over and sends."""
    actor = _partner(request)
    thing, _ = queries.own_thing(actor, thing_id)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            word_propose(actor=actor, resource=thing.resource, text=form.cleaned_data["text"])
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "C’est proposé. Vous lirez ici ce que l’école en fait.")
            return redirect("partners:propose", thing_id)
    return _shown(request, "partners/propose.html", thing, form, words=queries.own_words(actor, thing))


def _partner(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.role == Role.PARTNER and actor.closed:
        raise SchoolClosed
    if not is_partner(actor):
        raise NotVisible
    return actor


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- who has them come ----------------------------------------------------------------------------------------------


@require_http_methods(_FORM)
def guests(request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Show who comes to an intervention, and what they would tell families."""
    actor, thing = _managed(request, thing_id)
    people = [(str(one.public_id), one.formal_name) for one in queries.partners_for(actor, thing)]
    form = InviteForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = partner_invite(
                actor=actor, resource=thing.resource, person_id=UUID(form.cleaned_data["person"])
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            done = "C’est ouvert." if made.opened_at else "C’est demandé à la direction."
            messages.success(request, done)
            return redirect("partners:guests", thing_id)
    targets = queries.labelled(thing)
    return _shown(
        request, "partners/guests.html", thing, form, guests=queries.guests_of(thing, targets), heads=actor.heads,
        of_groups=queries.partners_of_groups(actor, targets), of_class=any(one.kind == "class" for one in targets),
        words=queries.words_of(actor, thing), people=people, out=thing.is_out,
    )  # fmt: skip


@require_POST
def guest_open(request: HttpRequest, thing_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Let who directs open the classes of the intervention to somebody whom a teacher asked."""
    actor, thing = _managed(request, thing_id)
    invitation = queries.invitation_for(thing, invitation_id)
    invitation_open(actor=actor, resource=thing.resource, invitation=invitation)
    messages.success(request, "C’est ouvert.")
    return redirect("partners:guests", thing_id)


@require_POST
def guest_end(request: HttpRequest, thing_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Somebody comes no more."""
    actor, thing = _managed(request, thing_id)
    invitation = queries.invitation_for(thing, invitation_id)
    invitation_end(actor=actor, resource=thing.resource, invitation=invitation)
    messages.success(request, "L’invitation est finie.")
    return redirect("partners:guests", thing_id)


@require_http_methods(_FORM)
def word(request: HttpRequest, word_id: UUID) -> HttpResponse:
    """Show what a partner proposes: a note is made of it, or it is refused with a word."""
    actor = actor_of(request)
    found = queries.word_for(actor, word_id)
    thing = queries.managed_thing(actor, found.resource.public_id)
    require(rule(INTERVENTIONS, "correct"), actor, thing)
    to_note = next((one.url_name for one in adds_of(actor) if one.tells_date), "")
    form = RefuseForm(request.POST if request.POST.get("do") == "refuse" else None)
    if request.method == "POST" and request.POST.get("do") == "take" and to_note:
        word_take(actor=actor, word=found)
        return redirect(f"{reverse(to_note)}?propose={found.public_id}")
    if form.is_bound and form.is_valid():
        word_refuse(actor=actor, word=found, answer=form.cleaned_data["answer"])
        messages.success(request, "C’est dit.")
        return redirect("partners:guests", found.resource.public_id)
    return _shown(
        request, "partners/word.html", thing, form, word=found, to_note=to_note,
        waits=found.state == WordState.WAITS,
        mine=found.state == WordState.TAKEN and found.decided_by_id == actor.person_id,
    )  # fmt: skip


def _managed(request: HttpRequest, thing_id: UUID) -> tuple[Actor, Thing]:
    """404 for who does not see it, 403 for who sees it and does not manage it."""
    actor = actor_of(request)
    thing = queries.managed_thing(actor, thing_id)
    require(rule(INTERVENTIONS, "correct"), actor, thing)
    return actor, thing


def _shown(request: HttpRequest, template: str, thing: Thing, form: Form, **more: Any) -> HttpResponse:
    context = {"thing": thing, "resource": thing.resource, "form": form} | more
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
