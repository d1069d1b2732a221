"""« Joindre un papier » to what was told of an absence."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import takes_files
from eprimo.foundation.presence.actions.papers import MOST, paper_remove, papers_give
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.queries.families import absence_visible, paper_visible, papers_of
from eprimo.services.attendance.forms.families import PaperForm

MEGABYTES = 10


@takes_files(MEGABYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A form of files, and those that are there with their state."""
    actor = actor_of(request)
    found = absence_visible(actor, public_id)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid() and _given(actor, found, form):
            messages.success(request, _("C’est joint\u00a0: l’école le lira quand il aura été vérifié."))
            return redirect("attendance:paper", public_id)
    papers = papers_of(actor, [found]).get(found.id, [])
    context = {"form": form, "absence": found, "papers": papers, "more": len(papers) < MOST}
    return render(request, "attendance/family_paper.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, public_id: UUID, paper_id: UUID) -> HttpResponse:
    """Take one off."""
    actor = actor_of(request)
    found = absence_visible(actor, public_id)
    paper_remove(actor=actor, absence=found, paper=paper_visible(actor, found, paper_id))
    messages.success(request, _("Le fichier est retiré."))
    return redirect("attendance:paper", public_id)


def _given(actor: Actor, absence: Absence, form: PaperForm) -> bool:
    """Whether they were joined; else the form says why not."""
    try:
        papers_give(actor=actor, absence=absence, given=form.given())
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True
