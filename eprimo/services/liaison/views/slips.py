"""Pages that print slips, of a note or of a week of a class; and the address that the square of a slip leads to."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.printing.slips import SlipSheets
from eprimo.services.liaison.actions.slips import slips_print, week_print
from eprimo.services.liaison.follow_up import ChildRow
from eprimo.services.liaison.forms.papers import SlipsForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.papers import has_twin
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries import papers
from eprimo.services.liaison.queries.week import class_week, week_to_print
from eprimo.services.liaison.views.common import note_to, pdf_response, refusals_on, refusals_said


@require_http_methods(["GET", "HEAD", "POST"])
def print_slips(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Choose whose slips, then send the file."""
    actor, note = note_to(request, note_id, acts.may_print_slips)
    choice = papers.slip_choice(actor, note)
    form = SlipsForm(choice, request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = choice.of(form.cleaned_data["which"], form.cleaned_data["child"])
        if not rows:
            form.add_error("child" if form.cleaned_data["which"] == papers.CHOSEN else "which", _nobody(form))
        elif sheets := _sheets(actor, note, rows, form):
            return _file(note, sheets)
    context = {
        "note": note,
        "form": form,
        "choice": choice,
        "records": acts.may_read_piles(actor, note.school_id),
        "twins": has_twin(note),
    }
    return render(request, "liaison/slips.html", context, status=422 if form.errors else 200)


def _sheets(actor: Actor, note: Note, rows: Sequence[ChildRow], form: SlipsForm) -> SlipSheets | None:
    with refusals_on(form):
        return slips_print(actor=actor, note=note, rows=rows, each=int(form.cleaned_data["each"]))
    return None


def _nobody(form: SlipsForm) -> str:
    if form.cleaned_data["which"] == papers.CHOSEN:
        return "Cochez au moins un enfant."
    return "Il n’y a personne dans ce choix : prenez-en un autre."


def _file(note: Note, sheets: SlipSheets) -> HttpResponse:
    return pdf_response(sheets.pdf, f"coupons-{slugify(note.resource.title)[:60]}", kept=False)


@require_safe
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Lead who aimed at a slip: a guardian reads and answers, who records paper answers writes it down."""
    found = papers.slip_target(actor_of(request), code)
    page = "liaison:child" if found.guardian else "liaison:paper"
    return redirect(page, found.note.resource.public_id, found.slip.child.public_id)


@require_safe
def week(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Show the families of an own class, those who did not come first."""
    actor = actor_of(request)
    found = class_week(actor, class_id)
    context = {"week": found, "to_print": week_to_print(actor, found)}
    return render(request, "liaison/week.html", context)


@require_POST
def print_week(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Send one file, to cut and to put into the schoolbags."""
    actor = actor_of(request)
    found = class_week(actor, class_id)
    with refusals_said(request, messages.info):
        printed = week_print(actor=actor, week=found)
        for title in printed.left_out:
            messages.warning(
                request, f"« {title} » pose trop de questions pour un coupon : imprimez le mot entier."
            )
        return pdf_response(printed.pdf, f"semaine-{slugify(found.class_group.label)[:40]}", kept=False)
    return redirect("liaison:week", class_id)
