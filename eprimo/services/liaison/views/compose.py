"""Writing a note: the form, the look before sending, sending."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.content import richtext
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison import policies
from eprimo.services.liaison.actions import note_copy, note_discard, note_save_draft, note_send
from eprimo.services.liaison.actions.drafts import audience_of
from eprimo.services.liaison.audience import settings_of
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms import NoteForm, refuse
from eprimo.services.liaison.forms.questions import initial_of
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.compose import reached_by
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.words import KIND_ICONS
from eprimo.ui.french import clock_time, weekday_day_month


def _require_writing(actor: Actor) -> None:
    """404 for who never writes to families, 403 where the school does not allow it or is closed."""
    if actor.role not in policies.TEAM:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    require(policies.may_write, actor, settings_of(actor))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a note."""
    actor = actor_of(request)
    _require_writing(actor)
    if request.method == "POST":
        return _kept(request, NoteForm(actor, request.POST), None)
    start = {"kind": NoteKind.INFORMATION} | initial_of(())
    return _form(request, NoteForm(actor, initial=start), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Go on with a draft."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    require(policies.may_edit_draft, actor, note)
    if request.method == "POST":
        return _kept(request, NoteForm(actor, request.POST), note)
    return _form(request, NoteForm(actor, initial=NoteForm.initial_of(note, audience_of(note))), note)


def _kept(request: HttpRequest, form: NoteForm, note: Note | None) -> HttpResponse:
    """Keep what was typed, then look before sending; or look for a child and go on typing."""
    if request.POST.get("do") == "find":
        # What is not finished yet is no fault: the form is not checked.
        return _form(request, form.unchecked(), note)
    if form.is_valid():
        try:
            kept = note_save_draft(actor=actor_of(request), draft=form.draft(), note=note)
        except Forbidden:
            raise
        except DomainError as error:
            refuse(form, error)
        else:
            if request.POST.get("do") == "keep":
                messages.success(request, "C’est gardé dans vos brouillons.")
                return redirect("liaison:edit", note_id=kept.resource.public_id)
            return redirect("liaison:preview", note_id=kept.resource.public_id)
    return _form(request, form, note, status=422)


def _form(request: HttpRequest, form: NoteForm, note: Note | None, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "note": note, "icons": KIND_ICONS}
    return render(request, "liaison/compose.html", context, status=status)


@require_safe
def preview(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """How families will see it, how many they are, when it leaves."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    require(policies.may_edit_draft, actor, note)
    return _preview(request, note)


def _preview(request: HttpRequest, note: Note, error: DomainError | None = None) -> HttpResponse:
    body = richtext.validated(note.resource.draft or {"type": "doc", "content": []})
    context = {
        "note": note,
        "html": richtext.to_html(body),
        "to": audience_of(note),
        "reached": reached_by(actor_of(request), note),
        "icon": KIND_ICONS[note.kind],
        "error": error,
    }
    return render(request, "liaison/preview.html", context, status=422 if error else 200)


@require_POST
def send(request: HttpRequest, note_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    note = note_for(actor, note_id)
    try:
        note = note_send(actor=actor, note=note)
    except Forbidden:
        raise
    except DomainError as error:
        return _preview(request, note, error)
    if note.delivered_at is None and note.visible_from is not None:
        when = f"{weekday_day_month(note.visible_from)} à {clock_time(note.visible_from)}"
        messages.success(request, f"C’est prêt : ce mot partira {when}.")
    else:
        messages.success(request, "C’est envoyé.")
    return redirect("liaison:note", note_id=note_id)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Throw a draft away, after asking."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    require(policies.may_discard, actor, note)
    if request.method == "POST":
        note_discard(actor=actor, note=note)
        messages.success(request, "Le brouillon est jeté.")
        return redirect("liaison:list")
    return render(request, "liaison/discard.html", {"note": note})


@require_POST
def copy(request: HttpRequest, note_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    made = note_copy(actor=actor, note=note_for(actor, note_id))
    messages.success(request, "Voici une copie : relisez-la avant de l’envoyer.")
    return redirect("liaison:edit", note_id=made.resource.public_id)
