"""A slip that came back, written down by hand: two taps, then the next child."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.actions.paper import note_erase_paper, note_record_paper
from eprimo.services.liaison.children import child_now
from eprimo.services.liaison.forms.families import PaperForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries import pages, papers
from eprimo.services.liaison.state import is_closed
from eprimo.services.liaison.views.common import refusals_on
from eprimo.ui.french import of

# In the address after a slip was written down: whose it was, so that it can be taken back.
AFTER = "apres"


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Write one slip down: who filled it in, and one key an answer."""
    actor = actor_of(request)
    seen = pages.child_note_for(actor, note_id, child_id)
    note, child = seen.note, seen.child
    require(acts.may_record_paper, actor, note, child_now(child, note.school_id, actor.now))
    guardians = [row.guardian for row in papers.slip_fillers(note, [child.pk], actor.now).get(child.pk, [])]
    form = PaperForm(note, guardians, request.POST or None)
    if request.method == "POST" and form.is_valid() and _record(actor, note, child, guardians, form):
        return _on(request, note, child)
    context = {
        "note": note, "child": child, "form": form, "guardians": guardians, "before": _before(request, note, child),
        "past": is_closed(note),
    }  # fmt: skip
    return render(request, "liaison/paper.html", context, status=422 if form.errors else 200)


def _record(actor: Actor, note: Note, child: Person, guardians: list[Person], form: PaperForm) -> bool:
    chosen = next(one for one in guardians if str(one.public_id) == form.cleaned_data["guardian"])
    with refusals_on(form):
        note_record_paper(
            actor=actor, note=note, child=child, guardian=chosen, answers=form.answers(), refused=form.refused
        )
        return True
    return False


def _before(request: HttpRequest, note: Note, child: Person) -> Person | None:
    """Return whose slip may be taken back here: the one just written down, else this child's, whoever wrote it down."""
    if AFTER in request.GET:
        return papers.noted_before(actor_of(request), note, request.GET[AFTER])
    return child if papers.noted_for(note, child.pk) else None


def _on(request: HttpRequest, note: Note, child: Person) -> HttpResponse:
    """Lead to the page of the next child whose slip is waited for; to the follow-up when there is none."""
    after = papers.next_waiting(actor_of(request), note, child.pk)
    if after is None:
        messages.success(request, f"Le coupon {of(child.first_name)} est noté\u00a0: c’était le dernier.")
        return redirect("liaison:follow_up", note_id=note.resource.public_id)
    page = reverse("liaison:paper", args=[note.resource.public_id, after])
    return redirect(f"{page}?{urlencode({AFTER: str(child.public_id)})}")


@require_POST
def erase(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Take back what was written down for a child, for every guardian of it."""
    actor = actor_of(request)
    seen = pages.child_note_for(actor, note_id, child_id)
    note, child = seen.note, seen.child
    require(acts.may_record_paper, actor, note, child_now(child, note.school_id, actor.now))
    for guardian in papers.noted_for(note, child.pk):
        note_erase_paper(actor=actor, note=note, child=child, guardian=guardian)
    messages.success(request, f"Le coupon {of(child.first_name)} n’est plus noté.")
    return redirect("liaison:paper", note_id=note_id, child_id=child_id)
