"""What a guardian does with a note, on its page or on its card: reading, signing, refusing, answering."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.sections import home_piece
from eprimo.services.liaison.actions.families import (
    MAX_COMMENT,
    note_answer,
    note_open,
    note_refuse,
    note_sign,
)
from eprimo.services.liaison.forms.families import AnswerForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import families
from eprimo.services.liaison.queries import pages
from eprimo.services.liaison.state import DayPast, is_closed
from eprimo.services.liaison.views.common import add_refusal, read_uuid
from eprimo.services.liaison.views.pages import UnsentAnswer, child_page
from eprimo.ui.screens import component

_LONGEST_NUMBER = 6
_MOST_SIBLINGS = 12
# Where a card's form comes from, and goes back to.
HOME = "accueil"


def _guardian_act(
    request: HttpRequest,
    note_id: UUID,
    child_id: UUID,
    act: Callable[..., object],
    done: str,
) -> HttpResponse:
    """Do one act of a guardian for each child, on the version that was on the page; then show the page again."""
    actor = actor_of(request)
    seen = _children(request, note_id, child_id)
    try:
        with _at_once(seen):
            for one in seen:
                act(actor=actor, note=one.note, child=one.child, version=_version(request))
    except Conflict as error:
        messages.warning(request, error.sentence)
    except DayPast:
        return _too_late(request, note_id, child_id, UnsentAnswer())
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        _say_done(request, seen[0].note, child_id, done)
    return _back(request, note_id, child_id)


def _too_late(request: HttpRequest, note_id: UUID, child_id: UUID, unsent: UnsentAnswer) -> HttpResponse:
    """Show the note's own page, which says that the day is over since the page was shown, with what was typed."""
    if _from_home(request):
        # Asked again by the page in the ordinary way.
        return HttpResponse(status=DayPast.status)
    page = pages.family_page(actor_of(request), note_id, child_id)
    return child_page(request, page, status=DayPast.status, unsent=unsent)


def _from_home(request: HttpRequest) -> bool:
    """Return whether a script of a card asks for the lanes alone."""
    return bool(request.headers.get("HX-Request")) and request.POST.get("retour") == HOME


def _children(request: HttpRequest, note_id: UUID, child_id: UUID) -> list[pages.ChildNote]:
    """Return the child of the address, then those that the form names beside; each is seen, or nothing is done."""
    more = dict.fromkeys(read_uuid(one) for one in request.POST.getlist("avec")[:_MOST_SIBLINGS])
    actor = actor_of(request)
    ids = [child_id, *(one for one in more if one is not None and one != child_id)]
    return [pages.child_note_for(actor, note_id, one) for one in ids]


def _at_once(seen: Sequence[pages.ChildNote]) -> AbstractContextManager[object]:
    """Return a transaction for several children, for whom all is done or nothing; for one, the action is one by
    itself."""
    return transaction.atomic() if len(seen) > 1 else nullcontext()


def _say_done(request: HttpRequest, found: Note, child_id: UUID, words: str) -> None:
    """Say what was done; on the home, where the card has gone, which note, with the way back to it, to look again or
    to undo."""
    if request.POST.get("retour") != HOME:
        messages.success(request, words)
        return
    page = reverse("liaison:child", args=[found.resource.public_id, child_id])
    said = component("done")(words, page, _("Revoir ce mot, ou changer d’avis"), found.resource.title)
    messages.success(request, said)


def _back(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Lead to the home when the card was there, of the child who was chosen (its lanes alone when scripts asked);
    else to the page of the note."""
    if request.POST.get("retour") != HOME:
        return redirect("liaison:child", note_id=note_id, child_id=child_id)
    if request.headers.get("HX-Request"):
        return home_piece(request)
    return redirect(f"{reverse('home:home')}{_of_child(request.POST.get('enfant', ''))}#a-faire")


def _of_child(text: str) -> str:
    child = read_uuid(text)
    return f"?enfant={child}" if child else ""


@require_POST
def open_note(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Say that one read a note (« J’ai lu »)."""
    return _guardian_act(request, note_id, child_id, note_open, _("C’est noté, merci\u00a0!"))


@require_POST
def sign(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    return _guardian_act(request, note_id, child_id, note_sign, _("C’est signé, merci\u00a0!"))


@require_POST
def refuse_note(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    return _guardian_act(
        request, note_id, child_id, note_refuse, _("Votre refus est gardé. L’école le sait.")
    )


@require_POST
def answer(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Answer a note; a fault comes back with what was typed."""
    actor = actor_of(request)
    seen = _children(request, note_id, child_id)
    for one in seen:
        require(families.may_answer, actor, one.note, one.recipient)
    form = AnswerForm(seen[0].note, request.POST)
    if is_closed(seen[0].note):
        return _too_late(request, note_id, child_id, _unsent(form))
    if form.is_valid():
        try:
            with _at_once(seen):
                for one in seen:
                    note_answer(
                        actor=actor, note=one.note, child=one.child, answers=form.answers(),
                        comment=form.cleaned_data["comment"], version=_version(request),
                    )  # fmt: skip
        except DayPast:
            return _too_late(request, note_id, child_id, _unsent(form))
        except Forbidden:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            _say_done(request, seen[0].note, child_id, _("Votre réponse est gardée, merci\u00a0!"))
            return _back(request, note_id, child_id)
    if _from_home(request):
        # Asked again by the page in the ordinary way: the note's own page says what misses.
        return HttpResponse(status=409)
    return child_page(request, pages.family_page(actor, note_id, child_id), form, status=422)


def _unsent(form: AnswerForm) -> UnsentAnswer:
    """Return what was chosen and typed, whether or not it was complete."""
    chosen = [(field, str(field.value() or "")) for field in form.questions]
    kept = [said for field, said in chosen if said in dict(field.field.choices)]  # type: ignore[attr-defined]
    return UnsentAnswer(" · ".join(kept), str(form["comment"].value() or "")[:MAX_COMMENT])


def _version(request: HttpRequest) -> int | None:
    """Return the version that was on the page."""
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() and len(number) < _LONGEST_NUMBER else None
