"""Writing a note: the form, the look before sending, sending."""

from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.actions.accounts import position_switch
from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages.audience import only_place
from eprimo.foundation.content.pages.desks import author_of, desk_mark, desk_of
from eprimo.foundation.content.pages.draft_files import JOIN
from eprimo.foundation.content.pages.editor import kept_while_typed
from eprimo.foundation.content.pages.type_buttons import other_type
from eprimo.foundation.content.phrasebook.shelf import shelf
from eprimo.foundation.content.proposals import proposed_for
from eprimo.foundation.content.things.addressing import targets_of
from eprimo.foundation.content.things.drafts import StaleDraft, own_draft
from eprimo.foundation.content.things.queries import dated_for
from eprimo.foundation.files.file_lists import files_on
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.device_mark import device_mark
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.services import adds_of
from eprimo.foundation.kernel.views import fragment
from eprimo.services.liaison import kind
from eprimo.services.liaison.actions.drafts import note_copy, note_discard, note_save_draft
from eprimo.services.liaison.departure import departure_by_hours
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms.compose import (
    KEEP,
    NoteForm,
    blank_fields,
    draft_fields,
    fields_from_proposal,
    fields_from_template,
    fields_from_thing,
)
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.pictures import KIND_ICONS
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.queries.positions import has_other_schools, other_schools
from eprimo.services.liaison.queries.templates import template_for
from eprimo.services.liaison.starters import STARTERS
from eprimo.services.liaison.views.common import add_refusal, note_to


def _require_writing(actor: Actor) -> None:
    """Raise NotVisible for who never writes to families, Forbidden or SchoolClosed where the school does not allow
    it or is closed."""
    if actor.role not in kind.TEAM:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    require(acts.may_write, actor, acts.settings_of(actor))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a note."""
    actor = author_of(request, NOTE)
    _require_writing(actor)
    if request.method == "POST":
        return _kept(request, NoteForm(actor, request.POST), None)
    form = NoteForm(actor, initial=_start(request))
    if not actor.heads and not form.initial.get("to"):
        form.initial["to"] = only_place(form.offered)
    return _form(request, form, None)


def _start(request: HttpRequest) -> dict[str, Any]:
    """Return the fields of a blank note, of the template that was chosen, of a date that families are to be told of,
    or of what somebody proposed and the author took over."""
    if request.GET.get("date"):
        return _told_by(actor_of(request), request.GET["date"])
    if request.GET.get("propose"):
        return _taken_over(actor_of(request), request.GET["propose"])
    actor, chosen = actor_of(request), request.GET.get("modele", "")
    if not chosen or actor.role not in kind.AUTHORS:
        return blank_fields()
    if chosen in STARTERS:
        return fields_from_template(STARTERS[chosen])
    try:
        return fields_from_template(template_for(actor, UUID(chosen)))
    except ValueError:
        raise NotVisible from None


def _told_by(actor: Actor, public_id: str) -> dict[str, Any]:
    """Return what a thing with a day announces, to whom it is addressed. Raises NotVisible for any other, and for
    who does not manage it."""
    try:
        thing = dated_for(actor, UUID(public_id))
    except ValueError:
        raise NotVisible from None
    if not thing.managed:
        raise NotVisible
    pk = thing.resource.pk
    found = fields_from_thing(thing, targets_of([pk]).get(pk, []))
    # Who writes information alone, as agents of the commune do, says the day in the text.
    return found if actor.role in kind.AUTHORS else found | {"kind": NoteKind.INFORMATION}


def _taken_over(actor: Actor, public_id: str) -> dict[str, Any]:
    """Return the words that somebody proposed to the families of a class or a group. Raises NotVisible for who did
    not take them over."""
    try:
        return fields_from_proposal(proposed_for(actor, UUID(public_id)))
    except ValueError:
        raise NotVisible from None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Go on with a draft."""
    actor = author_of(request, NOTE)
    note = note_for(actor, note_id)
    if request.method != "POST" and has_left(actor, note):
        return redirect("liaison:note", note_id=note_id)
    require(acts.may_edit_draft, actor, note)
    if request.method == "POST":
        return _kept(request, NoteForm(actor, request.POST), note)
    return _form(
        request, NoteForm(actor, initial=draft_fields(note, targets_of([note.pk]).get(note.pk, []))), note
    )


def has_left(actor: Actor, note: Note) -> bool:
    """Return whether a draft was sent since: whoever comes back to its pages goes to the note, which is their own."""
    return note.is_sent and acts.may_send(actor, note)


def _kept(request: HttpRequest, form: NoteForm, note: Note | None) -> HttpResponse:
    """Keep what was typed, then look before sending; or change the form and go on typing."""
    if form.goes_on:
        # What is not finished yet is no fault: the form is not checked.
        return _form(request, form.unchecked(), note)
    if not form.is_valid():
        return _form(request, form, note, status=422)
    draft, other = form.draft(), other_type(actor_of(request), request.POST.get("do", ""))
    if other and draft.is_blank:
        return redirect(other)
    keeps = request.POST.get("do") == KEEP or bool(other)
    if keeps and note is None and draft.is_blank:
        messages.info(request, "Rien n’est écrit : rien n’est gardé.")
        return redirect("liaison:new")
    try:
        kept = note_save_draft(
            actor=actor_of(request), draft=draft, note=note, key=form.cleaned_data["draft_key"],
            base=form.cleaned_data["base"],
        )  # fmt: skip
    except Forbidden:
        raise
    except StaleDraft as error:
        held = error.resource
        return _form(request, form.over(held.revision), held.note, status=409, other=held)
    except DomainError as error:
        add_refusal(form, error)
        return _form(request, form, note, status=422)
    if keeps:
        messages.success(request, "C’est gardé dans vos brouillons.")
    if other:
        return redirect(other)
    if request.POST.get("do") == JOIN:
        return redirect("liaison:files", note_id=kept.resource.public_id)
    return redirect("liaison:edit" if keeps else "liaison:preview", note_id=kept.resource.public_id)


def _form(
    request: HttpRequest,
    form: NoteForm,
    note: Note | None,
    *,
    status: int = 200,
    other: Resource | None = None,
) -> HttpResponse:
    """Return the page of the form. `other`: what another tab or device kept since."""
    actor = actor_of(request)
    told = departure_by_hours(acts.settings_of(actor), actor.time_zone)
    context = {
        "form": form, "kind": NOTE, "note": note,
        "adds": [] if note else adds_of(actor), "icons": KIND_ICONS, "told": told, "other": other,
        "other_text": richtext.to_markup(other.draft) if other is not None and other.draft else "",
        "owner": device_mark(actor), "desk": desk_mark(actor), "starts": actor.role in kind.AUTHORS,
        "school_name": actor.school_name, "several": has_other_schools(actor),
        "phrases": shelf(request.POST.get("do", "")), "files": files_on(note) if note else (),
    }  # fmt: skip
    return render(request, "liaison/compose.html", context, status=status)


@require_POST
@fragment
def autosave(request: HttpRequest) -> HttpResponse:
    """Keep a draft while it is typed (`kept_while_typed`)."""
    actor = desk_of(actor_of(request), NOTE, request.POST.get("desk", ""))
    _require_writing(actor)
    form = NoteForm(actor, request.POST, unfinished=True)
    return kept_while_typed(
        actor, NOTE, form, form.draft,
        lambda draft, **kept: note_save_draft(actor=actor, draft=draft, **kept).resource,
    )  # fmt: skip


@require_POST
@fragment
def audience(request: HttpRequest) -> HttpResponse:
    """Show « Le verront : … », of what is ticked now."""
    actor = desk_of(actor_of(request), NOTE, request.POST.get("desk", ""))
    _require_writing(actor)
    context = {"form": NoteForm(actor, request.POST), "kind": NOTE}
    return render(request, "content/_seen_by.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Throw a draft away, after asking."""
    actor, note = note_to(request, note_id, acts.may_discard)
    if request.method == "POST":
        note_discard(actor=actor, note=note)
        messages.success(request, "Le brouillon est jeté.")
        return redirect("liaison:list")
    return render(request, "liaison/discard.html", {"note": note})


@require_POST
def copy(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Make a draft of the same words, here or at another school of the author. The same press again leads to what it
    made."""
    actor, key = actor_of(request), _key(request, note_id)
    # Of one's own, and made from this note: whoever was led to the other school presses again from there.
    before = own_draft(actor, NOTE, key) if key else None
    if before is not None:
        return _back_to(request, before)
    if "ecole" in request.POST:
        return _elsewhere(request, note_for(actor, note_id), request.POST["ecole"], key)
    made = note_copy(actor=actor, note=note_for(actor, note_id), key=key)
    messages.success(request, "Voici une copie : relisez-la avant de l’envoyer.")
    return redirect("liaison:edit", note_id=made.resource.public_id)


def _key(request: HttpRequest, note_id: UUID) -> UUID | None:
    """Return the key of one press about one note and one school: what was posted with the same key for another is
    another press."""
    try:
        posted = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return uuid5(posted, f"{note_id} {request.POST.get('ecole', '')}")


def _back_to(request: HttpRequest, made: Resource) -> HttpResponse:
    """Lead to a draft that was prepared before, in its school."""
    actor = actor_of(request)
    there = next((one for one in other_schools(actor).values() if one.school_id == made.school_id), None)
    if there is not None:
        position_switch(actor=actor, position=there)
    elif made.school_id != actor.school_id:
        raise NotVisible
    messages.info(request, "Ce mot est déjà préparé : le voici.")
    return redirect("liaison:edit" if made.published_at is None else "liaison:note", note_id=made.public_id)


def _elsewhere(request: HttpRequest, note: Note, school: str, key: UUID | None) -> HttpResponse:
    """Prepare the note at that school, where its author goes on: each school has its own hours, and its own
    follow-up."""
    actor = actor_of(request)
    position = other_schools(actor).get(school)
    if position is None:
        raise NotVisible
    there = for_person(actor.person_id, role=position.role, school_id=position.school_id, scope=actor.scope)
    made = note_copy(actor=actor, note=note, there=there, key=key)
    position_switch(actor=actor, position=position)
    if files_on(note):
        messages.warning(request, "Ses fichiers ne changent pas d’école\u00a0: joignez-les de nouveau ici.")
    messages.success(
        request, f"Voici le même mot pour {position.school_name}. Relisez-le avant de l’envoyer."
    )
    if made.service and note.service and made.service_id != note.service_id:
        # The form says which service it is, and lets choose another one.
        messages.warning(
            request,
            f"«\u00a0{note.service.name}\u00a0» n’est pas de vos services dans cette école\u00a0: ce mot y partira aux "
            f"familles de «\u00a0{made.service.name}\u00a0». Vérifiez qu’il leur est destiné.",
        )
        return redirect("liaison:edit", note_id=made.resource.public_id)
    # A service writes to all whom it serves; whoever else chooses the classes first.
    return redirect("liaison:preview" if made.service_id else "liaison:edit", note_id=made.resource.public_id)
