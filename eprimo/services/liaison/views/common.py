"""What several pages of notes do: find a note one may act on, tell what an action refused, send a PDF."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import Policy, require
from eprimo.foundation.printing.cells import content_disposition
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.pages import note_for


def note_to(request: HttpRequest, note_id: UUID, may: Policy[[Note]]) -> tuple[Actor, Note]:
    """Return who asks and the note of that id, on which they may do this. Raises NotVisible for a note that they do
    not see, Forbidden for what they may not do."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    require(may, actor, note)
    return actor, note


class Refusals(AbstractContextManager[None]):
    """Catches what an action refuses in its block and tells it, so that what follows the block shows the page again.
    Forbidden goes on: it has a page of its own."""

    def __init__(self, tell: Callable[[DomainError], object]) -> None:
        self._tell = tell

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, DomainError) or isinstance(error, Forbidden):
            return False
        self._tell(error)
        return True


def refusals_on(form: forms.Form) -> Refusals:
    """Tell refusals on the form they came from."""
    return Refusals(partial(add_refusal, form))


def refusals_said(
    request: HttpRequest, say: Callable[[HttpRequest, str], None] = messages.warning
) -> Refusals:
    """Tell refusals at the top of the page that follows."""
    return Refusals(lambda error: say(request, error.sentence))


def read_uuid(text: str) -> UUID | None:
    """Return the id that an address or a form gives; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def pdf_response(content: bytes, name: str, *, inline: bool = False, kept: bool = True) -> HttpResponse:
    """Return a file named `name`; `inline`: opened by the browser; `kept`: browsers may keep it."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition(name, "pdf", inline=inline)
    if not kept:
        response["Cache-Control"] = "no-store, private"
    return response


def add_refusal(form: forms.Form, error: DomainError) -> None:
    """Show what an action refused, at its field when it has one."""
    # What is wrong with the questions is said at the first of them.
    field = (
        next((one for one in form.fields if one.startswith("question_")), None)
        if error.field == "questions"
        else error.field
    )
    form.add_error(field if field in form.fields else None, error.sentence)
