"""The files of a draft: what it has, one form to join others, a button to take each off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.files.actions import MOST_ON_ONE
from eprimo.foundation.files.reading import files_of
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import takes_files
from eprimo.services.liaison import policies
from eprimo.services.liaison.actions.files import note_join, note_unjoin
from eprimo.services.liaison.forms import refuse
from eprimo.services.liaison.forms.files import JoinForm
from eprimo.services.liaison.queries.pages import note_for


@takes_files(10)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Join files; those that are joined, each with its state."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    require(policies.may_edit_draft, actor, note)
    form = JoinForm(request.POST, request.FILES) if request.method == "POST" else JoinForm()
    if request.method == "POST" and form.is_valid():
        try:
            note_join(actor=actor, note=note, given=form.given(), reserved=form.reserved)
        except Forbidden:
            raise
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("liaison:files", note_id=note_id)
    held = files_of(note.resource)
    context = {
        "note": note, "form": form, "files": held, "more": len(held) < MOST_ON_ONE,
        "checking": any(one.is_checking for one in held),
    }  # fmt: skip
    return render(request, "liaison/files.html", context, status=422 if form.errors else 200)


@require_POST
def file_remove(request: HttpRequest, note_id: UUID, file_id: UUID) -> HttpResponse:
    """Take one off."""
    actor = actor_of(request)
    note_unjoin(actor=actor, note=note_for(actor, note_id), file_id=file_id)
    messages.success(request, "Le fichier est retiré du mot.")
    return redirect("liaison:files", note_id=note_id)
