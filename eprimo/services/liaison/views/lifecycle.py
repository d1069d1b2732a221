"""Correcting, withdrawing, archiving and printing a note that was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.translation import translate_words
from eprimo.foundation.content.things.files import pages_among, shown_files
from eprimo.foundation.files.file_lists import files_on
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.papers import PrintedNote, note_pdf
from eprimo.services.liaison.actions.corrections import correction_of, note_correct, require_out
from eprimo.services.liaison.actions.lifecycle import is_visible, note_archive, note_take_out, note_withdraw
from eprimo.services.liaison.actions.whereabouts import TellsWhereabouts
from eprimo.services.liaison.departure import expected_departure
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms.corrections import CorrectionForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.papers import paper_lines, paper_twin
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries import pages
from eprimo.services.liaison.queries.families import notes_for_children
from eprimo.services.liaison.queries.reach import AskedAgain, asked_again_by, reader_counts
from eprimo.services.liaison.state import is_closed
from eprimo.services.liaison.versions import change_sentences
from eprimo.services.liaison.views.common import add_refusal, note_to, pdf_response, refusals_said
from eprimo.services.liaison.whereabouts import WhereaboutsQuestion
from eprimo.services.liaison.wording import MOVED
from eprimo.ui.languages import spoken
from eprimo.ui.screens import component


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Make a new version, of which readers are told. Once families saw the note, it is looked over before it leaves."""
    actor, note = note_to(request, note_id, acts.may_correct)
    if request.method != "POST":
        try:
            require_out(note)
        except DomainError as error:
            messages.warning(request, error.sentence)
            return redirect("liaison:note", note_id=note_id)
    seen = is_visible(note)
    form = CorrectionForm(note, request.POST or None, seen=seen)
    again = asked_again_by(note) if note.asks_act and seen else AskedAgain()
    context = {"form": form, "note": note, "seen": seen, "again": again}
    # « Revenir au texte » of the page that is looked over: what was typed is shown again.
    if request.method == "POST" and request.POST.get("do") != "edit" and form.is_valid():
        try:
            if seen and form.cleaned_data["sure"] != again.children:
                before, after, asks = correction_of(note=note, base=form.cleaned_data["base"], **_typed(form))
                if before != after:
                    return _look_over(request, note, form, again, change_sentences(before, after), asks=asks)
            made = note_correct(actor=actor, note=note, base=form.cleaned_data["base"], **_typed(form))
        except Forbidden:
            raise
        except TellsWhereabouts as error:
            return _whereabouts(request, note, form, error.ask, context)
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _corrected(note, made))
            return redirect("liaison:note", note_id=note_id)
    return render(request, "liaison/correct.html", context, status=422 if form.errors else 200)


def _whereabouts(
    request: HttpRequest, note: Note, form: CorrectionForm, ask: WhereaboutsQuestion, context: dict[str, Any]
) -> HttpResponse:
    """Ask about what the words tell, or, at one press, show them in their cases to be read over."""
    if request.POST.get("do") == "move" and ask.moved is not None:
        messages.info(request, MOVED)
        return render(request, "liaison/correct.html", context | {"form": form.moved(ask.moved)})
    return render(request, "liaison/correct.html", context | {"ask": ask, "asked": True}, status=422)


def _typed(form: CorrectionForm) -> dict[str, Any]:
    """Return what an action is given of a valid form."""
    data = form.cleaned_data
    return {
        "title": data["title"], "body": data["text"], "particulars": form.particulars(), "confirmed": data["words"]
    }  # fmt: skip


def _look_over(
    request: HttpRequest,
    note: Note,
    form: CorrectionForm,
    again: AskedAgain,
    changed: list[str],
    *,
    asks: bool,
) -> HttpResponse:
    """Show what families will read, how many are told and when; with `asks`, for how many children, of which
    classes, one would sign or answer again."""
    # Its fields are carried hidden, and lead to no help.
    form.auto_id = False
    context = {
        "note": note,
        "form": form,
        "again": again,
        "asks": bool(asks and again),
        "changed": changed,
        "html": richtext.to_html(form.cleaned_data["text"]),
        "readers": reader_counts(note),
        "told": expected_departure(note.school),
    }
    return render(request, "liaison/correct_over.html", context)


def _corrected(before: Note, after: Note) -> str:
    if after.resource.version == before.resource.version and is_visible(after):
        return "Rien n’a changé."
    if after.asked_version <= before.asked_version:
        return "Le mot est corrigé."
    told = expected_departure(after.school)
    if told.plan.ring_at is None:
        return "Le mot est corrigé. Qui avait signé ou répondu le verra en venant, et le fera de nouveau."
    if told.at_once:
        return "Le mot est corrigé. Qui avait signé ou répondu est prévenu, et le fait de nouveau."
    return (
        f"Le mot est corrigé. Qui avait signé ou répondu sera prévenu {told.moment}, et le fera de nouveau."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Take a note back, after asking."""
    actor, note = note_to(request, note_id, acts.may_withdraw)
    if request.method == "POST":
        note = note_withdraw(actor=actor, note=note)
        if not note.is_sent:
            messages.success(request, "Le mot est de nouveau un brouillon : aucune famille ne l’a vu.")
            own = acts.may_edit_draft(actor, note)
            return redirect("liaison:edit", note_id=note_id) if own else redirect("liaison:list")
        messages.success(request, "Le mot est retiré.")
        return redirect("liaison:note", note_id=note_id)
    return render(request, "liaison/withdraw.html", {"note": note, "seen": is_visible(note)})


@require_POST
def archive(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Put a note away; its page, where the message leads, takes it back."""
    actor = actor_of(request)
    note = pages.note_for(actor, note_id)
    with refusals_said(request):
        note = note_archive(actor=actor, note=note)
        said = "Le mot est rangé\u00a0: il n’attend plus rien des familles."
        again = f"Revoir «\u00a0{note.resource.title}\u00a0»"
        messages.success(request, component("done")(said, reverse("liaison:note", args=[note_id]), again))
        return redirect("liaison:list")
    return redirect("liaison:note", note_id=note_id)


@require_POST
def take_out(request: HttpRequest, note_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    note_take_out(actor=actor, note=pages.note_for(actor, note_id))
    messages.success(request, "Le mot est de nouveau en cours.")
    return redirect("liaison:note", note_id=note_id)


@require_safe
@fragment
def print_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Print the note; with a slip for each own child when a guardian prints. The school has slips of their own."""
    actor = actor_of(request)
    note = pages.note_for(actor, note_id)
    if acts.may_print(actor, note):
        children, hidden = [], False
    elif not note.is_withdrawn and (lines := notes_for_children(actor, [note])):
        children = [f"{line.first_name} {line.last_name}" for line in lines]
        hidden = any(line.hides_place for line in lines)
    else:
        raise Forbidden
    pdf = note_pdf(_printed(note, children, hides_place=hidden), lang=spoken())
    return pdf_response(pdf, note.resource.title, inline=True)


def _printed(note: Note, children: list[str], *, hides_place: bool) -> PrintedNote:
    owner, asks = note.resource.owner, bool(children) and not is_closed(note)
    # A draft has no version yet: its author prints what is typed.
    body: Any = note.body or note.resource.draft or {"type": "doc", "content": []}  # type: ignore[attr-defined]
    return PrintedNote(
        school_name=note.school.name,
        kind=str(NoteKind(note.kind).label),
        title=note.resource.title,
        author=owner.formal_name if owner else note.school.name,
        sent_on=(note.resource.published_at or clock.now()).date(),
        blocks=richtext.to_blocks(body),  # type: ignore[arg-type]
        told=paper_lines(
            note,
            pages=pages_among(shown_files(files_on(note), hides_place=hides_place)),
            hides_place=hides_place,
            both=True,
        ),
        reply_by=note.answer_by,
        questions=[(one.text, one.choices) for one in note.asked] if asks else [],
        asks_signature=note.asks_act and asks,
        children=children,
        twin=paper_twin(body, note.resource.title),
        said=translate_words,
    )
