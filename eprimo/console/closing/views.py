"""« Fermer l'école »: which half-days, why, for whom; looked over, done, and undone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.console.closed_dates import date_decided
from eprimo.console.closing.actions import Shutting, school_close, school_reopen
from eprimo.console.closing.enums import WHY_ICONS
from eprimo.console.closing.forms import CloseForm
from eprimo.console.closing.queries import closure_for, falling_with, families_of
from eprimo.console.pages import head_of, run_and_notify
from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import announced
from eprimo.foundation.content.things.closed_days import closed_for
from eprimo.foundation.content.things.closure_notes import closure_kind
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.refusals import show_refusal

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
            resource = school_close(actor=actor, shutting=shutting)
        except Forbidden:
            raise
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _CLOSED)
            return redirect("closing:one", resource.public_id)
    context = {"form": form, "why_icons": WHY_ICONS}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "closing/close.html", context, status=status)


def _looked_over(
    request: HttpRequest, actor: Actor, school: School, form: CloseForm, shutting: Shutting
) -> HttpResponse:
    """What families will read, how many children it is about, what these days hold and when it leaves."""
    told = shutting.told
    context = {
        "form": form, "shutting": shutting, "told": told, "event": announced(told, told.title),
        "html": richtext.to_html(richtext.parse(told.text)),
        "departure": closure_kind().departure(school, told.urgent_reason),
        "children": families_of(shutting.classes, actor.now), "held": falling_with(actor, shutting),
    }  # fmt: skip
    return render(request, "closing/look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, thing: UUID) -> HttpResponse:
    """What was told of a closure, what is decided of what its days held, and the way back."""
    actor = head_of(request)
    shut = closure_for(actor, thing)
    if request.method == "POST":
        date_decided(request, actor, thing)
        return redirect("closing:one", thing)
    over = shut.day.last_day < actor.today
    closed = None if shut.undone or over else closed_for(actor, thing)
    return render(request, "closing/one.html", {"shut": shut, "over": over, "closed": closed})


@require_POST
def reopen(request: HttpRequest, thing: UUID) -> HttpResponse:
    """There is class after all."""
    actor = head_of(request)
    resource = closure_for(actor, thing).resource
    done = "C’est rouvert\N{NO-BREAK SPACE}: ce qui avait lieu ces jours-là a lieu, et chacun est prévenu."
    run_and_notify(request, lambda: school_reopen(actor=actor, resource=resource), done)
    return redirect("home:home")
