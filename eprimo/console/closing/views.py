"""« Fermer l'école »: which half-days, why, for whom; looked over, done, and undone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.console.closing.actions import Shutting, school_close, school_reopen
from eprimo.console.closing.enums import WHY_ICONS
from eprimo.console.closing.forms import CloseForm
from eprimo.console.closing.queries import closure_for, fallen_with, falling_with, families_of, shuts_whole
from eprimo.console.pages import head_of, said
from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import announced
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.services.liaison.actions.departure import AT_ONCE, Departure
from eprimo.services.liaison.departure import expected_departure

# What the page that is looked over asks for.
CLOSE, EDIT = "close", "edit"
_CLOSED = "C’est fermé\N{NO-BREAK SPACE}: familles, équipe, agents et partenaires sont prévenus."


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """The form; then what is told to whom, and when; then it is done."""
    actor = head_of(request)
    school = School.objects.get(pk=actor.school_id or 0)
    form = CloseForm(school, request.POST or None, initial={"key": uuid7()})
    act = request.POST.get("do", "")
    if request.method == "POST" and form.is_valid() and act != EDIT:
        shutting = form.shutting
        if act != CLOSE:
            return _looked_over(request, actor, school, form, shutting)
        try:
            note = school_close(actor=actor, shutting=shutting)
        except Forbidden:
            raise
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(
                request,
                "C’est fermé\N{NO-BREAK SPACE}: familles, équipe, agents et partenaires sont prévenus.",
            )
            return redirect("closing:one", note.resource.public_id)
    context = {"form": form, "why_icons": WHY_ICONS}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "closing/close.html", context, status=status)


def _looked_over(
    request: HttpRequest, actor: Actor, school: School, form: CloseForm, shutting: Shutting
) -> HttpResponse:
    """What families will read, how many children it is about, what these days hold and when it leaves."""
    departure = Departure(urgent_reason=str(shutting.why.label)) if shutting.urgent else AT_ONCE
    context = {
        "form": form, "shutting": shutting, "event": announced(shutting.draft(), shutting.title),
        "html": richtext.to_html(richtext.parse(shutting.text)), "departure": expected_departure(school, departure),
        "children": families_of(shutting.classes, actor.now), "held": falling_with(actor, shutting),
    }  # fmt: skip
    return render(request, "closing/look.html", context)


@require_safe
def one(request: HttpRequest, thing: UUID) -> HttpResponse:
    """What was told of a closure, what its days held, and the way back."""
    actor = head_of(request)
    note = closure_for(actor, thing)
    undone = note.resource.withdrawn_at is not None
    context = {
        "note": note, "event": announced(note, note.resource.title), "undone": undone,
        "over": note.event_on is None or (note.event_until_on or note.event_on) < actor.today,
        "held": [] if undone else fallen_with(actor, note), "whole": shuts_whole(note),
    }  # fmt: skip
    return render(request, "closing/one.html", context)


@require_POST
def reopen(request: HttpRequest, thing: UUID) -> HttpResponse:
    """There is class after all."""
    actor = head_of(request)
    note = closure_for(actor, thing)
    done = "C’est rouvert\N{NO-BREAK SPACE}: ce qui avait lieu ces jours-là a lieu, et chacun est prévenu."
    said(request, lambda: school_reopen(actor=actor, note=note), done)
    return redirect("home:home")
