"""The preview of a draft, sending it, and stopping what has not left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.content import richtext
from eprimo.foundation.content.pages.draft_files import WITHOUT
from eprimo.foundation.content.particulars import Announced, announced
from eprimo.foundation.content.phrasebook.translation import coverage, translate_text
from eprimo.foundation.content.richtext import Node
from eprimo.foundation.content.things.addressing import targets_of
from eprimo.foundation.content.things.files import shown_files, unready, wordless
from eprimo.foundation.files.file_lists import files_on
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.actions.delivery import note_send, send_fault
from eprimo.services.liaison.actions.lifecycle import note_unsend
from eprimo.services.liaison.actions.whereabouts import (
    TellsWhereabouts,
    whereabouts_confirm,
    whereabouts_move,
)
from eprimo.services.liaison.departure import Departure, ExpectedDeparture, expected_departure, moment_words
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms.departure import NOW, SendForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import due_of
from eprimo.services.liaison.pictures import KIND_ICONS
from eprimo.services.liaison.policies.acts import may_edit_draft, may_send_urgent
from eprimo.services.liaison.queries.follow_up import SOON
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.queries.reach import ReachedGuardian, reached_families, weekly_load
from eprimo.services.liaison.views.common import add_refusal
from eprimo.services.liaison.views.compose import has_left
from eprimo.services.liaison.whereabouts import whereabouts_question
from eprimo.services.liaison.wording import MOVED
from eprimo.ui.languages import NAMES, RIGHT_TO_LEFT, SOURCE, known, speaking


@require_safe
def preview(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Show how families will see it, how many they are, what they already received, when it leaves."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    if has_left(actor, note):
        return redirect("liaison:note", note_id=note_id)
    require(may_edit_draft, actor, note)
    now = expected_departure(note.school)
    return _preview(request, note, _send_form(request, note, now), now)


def _send_form(request: HttpRequest, note: Note, now: ExpectedDeparture) -> SendForm:
    return SendForm(
        request.POST if request.method == "POST" else None,
        zone=note.school.time_zone,
        on_holiday=now.back_at is not None,
        may_urge=may_send_urgent(actor_of(request), note),
        hint="" if now.at_once else now.moment,
        initial={"when": NOW, "seen": now.seen},
    )


def _preview(
    request: HttpRequest,
    note: Note,
    form: SendForm,
    told: ExpectedDeparture,
    error: DomainError | None = None,
    *,
    asked: bool = False,
) -> HttpResponse:
    """Return the page of the preview. `told`: when it would leave by what the form says. What misses is told at the
    first look, not after pressing. `asked`: it was sent without saying whether its words tell an hour or a place."""
    body = richtext.validate_document(note.resource.draft or {"type": "doc", "content": []})
    reached = reached_families(actor_of(request), note)
    reader = _reader(request, reached.readers)
    to, status = targets_of([note.pk]).get(note.pk, []), 422 if error or asked or form.errors else 200
    if not form.is_bound:
        error = send_fault(note, told.plan.visible_from, addressed=bool(to or note.service_id))
    acts = reader is None or reader.acts
    event = announced(
        note, hides_place=reader is not None and reader.hides_place, due=due_of(note) if acts else ""
    )
    files = files_on(note)
    language = known(request.GET.get("langue", "")) or SOURCE
    read = {
        "note": note,
        "html": richtext.to_html(body),
        "event": event,
        "icon": KIND_ICONS[note.kind],
        "reader": reader,
        "files": shown_files(files, hides_place=reader is not None and reader.hides_place),
    }
    context = read | {
        "unready": unready(files),
        "wordless": wordless(files, body),
        "files_url": reverse("liaison:files", args=[note.resource.public_id]),
        "phone": {
            "language": language,
            "rtl": language in RIGHT_TO_LEFT,
            "html": _read_in(request, language, read, body),
        },
        "names": NAMES,
        "covered": coverage(body, _words_around(note, event)),
        "to": to,
        "reached": reached,
        "budget": weekly_load(note, reached.guardian_ids, note.school.running_year_id or 0),
        "form": form,
        "told": told,
        "error": error,
        "ask": whereabouts_question(note, note.resource.title, body) if reached.protected else None,
        "asked": asked,
    }
    return render(request, "liaison/preview.html", context, status=status)


def _read_in(request: HttpRequest, language: str, read: dict[str, Any], body: Node) -> SafeString:
    """Return the note as a family reads it in that language."""
    with speaking(language):
        return render_to_string(
            "liaison/_as_read.html",
            read | {"twin": translate_text(body, read["note"].resource.title)},
            request,
        )


def _words_around(note: Note, event: Announced) -> list[str]:
    """Return what that family reads beside the text, in the author's words."""
    asked = note.asked if note.kind == NoteKind.TO_ANSWER else ()
    return [event.place, *event.bring, *(words for one in asked for words in (one.text, *one.choices))]


def _reader(request: HttpRequest, readers: tuple[ReachedGuardian, ...]) -> ReachedGuardian | None:
    """Return the guardian as whom the author looks: the one that was chosen among those the author may look as, else
    the first."""
    wanted = request.GET.get("famille", "")
    return next((one for one in readers if one.key == wanted), readers[0] if readers else None)


@require_POST
def send(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Send, when the page has told the hour at which it leaves; else tell it, and ask again."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    if note.is_sent:
        note_send(actor=actor, note=note)
        return redirect("liaison:note", note_id=note_id)
    if (do := request.POST.get("do")) or "words" in request.POST:
        _about_words(request, note, move=do == "move")
        note = note_for(actor, note_id)
        now = expected_departure(note.school)
        return _preview(request, note, _send_form(request, note, now), now)
    now = expected_departure(note.school)
    form = _send_form(request, note, now)
    if not form.is_valid():
        return _preview(request, note, form, now)
    departure = form.departure()
    told = expected_departure(note.school, departure)
    if _untold(form, told, departure):
        return _preview(request, note, form.telling(told.seen), told)
    return _sent(request, note, form, told, departure)


def _about_words(request: HttpRequest, note: Note, *, move: bool) -> None:
    """Keep what its author says of hours and places in its words; then the page is shown again."""
    actor = actor_of(request)
    if not move:
        whereabouts_confirm(actor=actor, note=note, mark=request.POST.get("words", ""))
        return
    try:
        whereabouts_move(actor=actor, note=note)
    except TellsWhereabouts as error:
        messages.warning(request, error.sentence)
    else:
        messages.info(request, MOVED)


def _untold(form: SendForm, told: ExpectedDeparture, departure: Departure) -> bool:
    """Return whether the page did not tell when it leaves: the night or the holidays have begun since it was shown,
    or the chosen hour is in them. The return from the holidays was told beside its choice."""
    leaves = told.plan.visible_from
    back = departure.after_holidays and leaves == told.back_at
    asked = told.plan.ring_at is not None and (told.at_once or leaves == departure.send_at)
    if "seen" not in form.data or back or asked:
        return False
    return bool(form.cleaned_data["seen"] != told.seen)


def _sent(
    request: HttpRequest, note: Note, form: SendForm, told: ExpectedDeparture, departure: Departure
) -> HttpResponse:
    try:
        note = note_send(
            actor=actor_of(request), note=note, departure=departure, without_unready=WITHOUT in request.POST
        )
    except Forbidden:
        raise
    except TellsWhereabouts:
        return _preview(request, note, form, told, asked=True)
    except DomainError as error:
        add_refusal(form, error)
        return _preview(request, note, form, told, None if error.field in form.fields else error)
    messages.success(request, _said(note))
    if untold := reached_families(actor_of(request), note).untold:
        messages.info(request, _untold_words(untold))
    return redirect("liaison:note", note_id=note.resource.public_id)


def _untold_words(count: int) -> str:
    """Return what is said beside « C’est envoyé » of families whom nothing reaches by itself."""
    if count == 1:
        return "La famille d’un enfant n’a donné ni adresse e-mail ni appareil\u00a0: elle lira ce mot en venant."
    whom = f"Les familles de {count} enfants"
    return f"{whom} n’ont donné ni adresse e-mail ni appareil\u00a0: elles liront ce mot en venant."


def _said(note: Note) -> str:
    """Return what is said as the page below says it: what families do not have yet is not sent."""
    now = clock.now()
    if note.delivered_at is not None:
        return "C’est envoyé."
    if note.resource.visible_from is None or (note.resource.visible_from - now).total_seconds() <= SOON:
        return "C’est prêt : ce mot part dans un instant."
    return (
        f"C’est prêt : ce mot partira {moment_words(note.resource.visible_from, now, note.school.time_zone)}."
    )


@require_POST
def unsend(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Stop what has not left: it is a draft again."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    if not note.is_sent and may_edit_draft(actor, note):
        return redirect("liaison:edit", note_id=note_id)
    try:
        note = note_unsend(actor=actor, note=note)
    except Conflict as error:
        messages.warning(request, error.sentence)
        return redirect("liaison:note", note_id=note_id)
    messages.success(
        request, "L’envoi est annulé : le mot est de nouveau un brouillon, aucune famille ne l’a vu."
    )
    own = may_edit_draft(actor, note)
    return redirect("liaison:edit", note_id=note_id) if own else redirect("liaison:list")
