"""The files and the voice of a line, for who writes there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.files.file_lists import joined
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.headers import may_ask
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.views import takes_files
from eprimo.foundation.presence.hours import monday_of
from eprimo.services.homework.actions.files import (
    MOST_FILES,
    line_file_remove,
    line_files_join,
    line_voice_keep,
)
from eprimo.services.homework.file_carrier import voices_behind
from eprimo.services.homework.forms.files import MEGABYTES, FilesForm
from eprimo.services.homework.models import Homework, HomeworkFile
from eprimo.services.homework.views.lines import line_written


@may_ask("microphone")
@takes_files(MEGABYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Show the files that are there with their state, and a form for others."""
    actor, line, place = line_written(request, line_id)
    form = FilesForm()
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES)
        if form.is_valid() and _joined(actor, line, form):
            messages.success(request, "C’est joint\N{NO-BREAK SPACE}: à lire dès que c’est vérifié.")
            return redirect("homework:files", line_id)
    rows = HomeworkFile.objects.filter(line=line).select_related("blob").order_by("number")
    found = joined(rows)
    context = {
        "line": line, "place": place, "files": found, "form": form, "more": len(found) < MOST_FILES,
        "monday": monday_of(line.due_on), "behind": voices_behind(line),
    }  # fmt: skip
    return render(request, "homework/files.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, line_id: UUID, file_id: UUID) -> HttpResponse:
    """Take one off."""
    actor, line, _ = line_written(request, line_id)
    count = line_file_remove(actor=actor, line=line, file=_file(line, file_id), following=_following(request))
    messages.success(
        request, "Le fichier est retiré." if count == 1 else f"Le fichier est retiré de {count} lignes."
    )
    return redirect("homework:files", line_id)


@require_POST
def keep(request: HttpRequest, line_id: UUID, file_id: UUID) -> HttpResponse:
    """The voice says what the line says now."""
    actor, line, _ = line_written(request, line_id)
    line_voice_keep(actor=actor, line=line, file=_file(line, file_id), following=_following(request))
    messages.success(request, "La voix est gardée.")
    return redirect("homework:files", line_id)


def _file(line: Homework, file_id: UUID) -> HomeworkFile:
    found: HomeworkFile | None = HomeworkFile.objects.filter(line=line, public_id=file_id).first()
    if found is None:
        raise NotVisible
    return found


def _following(request: HttpRequest) -> bool:
    return request.POST.get("scope") == "following"


def _joined(actor: Actor, line: Homework, form: FilesForm) -> bool:
    """Whether they were joined; else the form says why not."""
    try:
        line_files_join(actor=actor, line=line, joining=form.joining)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True
