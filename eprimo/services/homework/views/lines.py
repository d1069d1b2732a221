"""Giving work, correcting it, taking it back and putting it there again."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.content.things.protected_contact import Ask, TellsWhereabouts
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible, SchoolClosed
from eprimo.foundation.kernel.headers import may_ask
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import takes_files
from eprimo.foundation.presence.hours import Hours, monday_of
from eprimo.services.homework.actions.lines import (
    HomeworkInput,
    NoClass,
    entries_add,
    entry_correct,
    entry_remove,
    entry_restore,
)
from eprimo.services.homework.days import repeated
from eprimo.services.homework.file_carrier import voices_behind
from eprimo.services.homework.forms.files import MEGABYTES
from eprimo.services.homework.forms.lines import (
    EditForm,
    LineForm,
    NewForm,
    PasteForm,
    posted_forms,
    preview_forms,
)
from eprimo.services.homework.hints import WRITTEN, is_written, many_words
from eprimo.services.homework.models import Homework
from eprimo.services.homework.policies import Place, may_write, place_given
from eprimo.services.homework.queries.weeks import (
    asked_for,
    hours_of_place,
    line_for,
    place_for,
    places_for,
    week_of,
)
from eprimo.services.homework.views.weeks import shown
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

_PAST = timedelta(days=14)
_GONE = (
    "Ce qui était joint n’est plus là\N{NO-BREAK SPACE}: les fichiers d’un travail retiré s’effacent après un jour. "
    "Joignez-les de nouveau."
)


@may_ask("microphone")
@takes_files(MEGABYTES)
@require_POST
def add(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Give one line, once or each week."""
    actor, place, hours = _writing(request, place_id)
    form, ask = NewForm(place, hours, actor.today, request.POST, request.FILES), None
    if form.is_valid():
        until, day = form.cleaned_data["until"], form.said.due_on
        days = repeated(hours, day, until) if form.cleaned_data["repeat"] and until else []
        try:
            made = entries_add(
                actor=actor, place=place, hours=hours, said=[form.said], repeated=days,
                key=form.cleaned_data["key"], joining=form.joining,
            )  # fmt: skip
        except TellsWhereabouts as error:
            ask = error.ask
        except DomainError as error:
            _refused(form, error)
        else:
            return _given(request, actor, place, made)
    day = form.cleaned_data.get("due_on") or actor.today
    monday = monday_of(day if isinstance(day, date) else actor.today)
    found = week_of(actor, place, monday, hours)
    context = shown(actor, place, found, form, ask=ask, places=places_for(actor))
    return render(request, "homework/week.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Give several lines at once: what each is taken for, looked over before they are given."""
    actor, place, hours = _writing(request, place_id)
    if "count" in request.POST:
        return _pasted(request, actor, place, hours)
    form = PasteForm(hours, actor.today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = preview_forms(place, hours, actor.today, form.previews)
        return _preview(request, place, rows)
    context = {"form": form, "place": place}
    return render(request, "homework/paste.html", context, status=422 if form.errors else 200)


def _pasted(request: HttpRequest, actor: Actor, place: Place, hours: Hours) -> HttpResponse:
    rows = posted_forms(place, hours, actor.today, request.POST)
    ask = None
    if rows and _all_valid(rows):
        said: Sequence[HomeworkInput] = [row.said for row in rows]
        try:
            made = entries_add(
                actor=actor, place=place, hours=hours, said=said, key=_uuid(request.POST.get("key", ""))
            )
        except TellsWhereabouts as error:
            ask = error.ask
        except DomainError as error:
            _refused(rows[0], error)
        else:
            return _given(request, actor, place, made)
    if not rows:
        messages.info(request, "Aucune ligne n’est cochée.")
        return redirect("homework:paste", place.public_id)
    return _preview(request, place, rows, ask, status=422)


def _all_valid(rows: Sequence[LineForm]) -> bool:
    """Each is asked, so that each says what is to be mended."""
    return sum(not row.is_valid() for row in rows) == 0


def _preview(
    request: HttpRequest, place: Place, rows: Sequence[LineForm], ask: Ask | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "rows": rows,
        "place": place,
        "ask": ask,
        "key": request.POST.get("key") or rows[0]["key"].value(),
    }
    return render(request, "homework/preview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say it otherwise, or for another day."""
    actor, line, place = line_written(request, line_id)
    hours = hours_of_place(place, min(actor.today, line.due_on))
    form, ask = EditForm(place, hours, actor.today, request.POST or None, line=line), None
    if request.method == "POST" and form.is_valid():
        try:
            made = entry_correct(
                actor=actor, line=line, place=place, hours=hours, said=form.said, following=form.following
            )
        except TellsWhereabouts as error:
            ask = error.ask
        except DomainError as error:
            _refused(form, error)
        else:
            messages.success(request, "C’est corrigé.")
            # What its voice says is to be decided, where it can be heard.
            return (
                redirect("homework:files", line_id) if voices_behind(made) else _to_week(place, made.due_on)
            )
    context = {
        "form": form, "line": line, "place": place, "monday": monday_of(line.due_on), "ask": ask,
        "behind": voices_behind(line),
    }  # fmt: skip
    bad = request.method == "POST"
    return render(request, "homework/edit.html", context, status=422 if bad else 200)


@require_POST
def remove(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Take it back; the page of its week offers to put it there again."""
    actor, line, place = line_written(request, line_id)
    rows = entry_remove(actor=actor, line=line, following=request.POST.get("scope") == "following")
    messages.success(request, counted(len(rows), "travail retiré", "travaux retirés"))
    page = reverse("homework:week", args=[place.public_id])
    return redirect(f"{page}?semaine={monday_of(line.due_on)}&retire={line.public_id}")


@require_POST
def restore(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Put it there again."""
    actor, line, place = line_written(request, line_id)
    gone = entry_restore(actor=actor, line=line)
    messages.success(request, "C’est remis.")
    if gone:
        messages.warning(request, _GONE)
    return _to_week(place, line.due_on)


# --- pieces ------------------------------------------------------------------------------------------------------


def _writing(request: HttpRequest, place_id: UUID) -> tuple[Actor, Place, Hours]:
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    place = place_for(actor, place_id)
    require(may_write, actor, place)
    return actor, place, hours_of_place(place, actor.today - _PAST)


def line_written(request: HttpRequest, line_id: UUID) -> tuple[Actor, Homework, Place]:
    """Return a line of a class where one gives work; who only reads it is refused."""
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    line = line_for(actor, line_id)
    place = place_given(line)
    require(may_write, actor, place)
    return actor, line, place


def _given(request: HttpRequest, actor: Actor, place: Place, made: Sequence[Homework]) -> HttpResponse:
    """It is there; and what is worth saying, which stops nobody."""
    first = made[0]
    messages.success(request, counted(len(made), "travail ajouté", "travaux ajoutés"))
    if any(is_written(one.verb, one.text) for one in made):
        messages.info(request, WRITTEN)
    if first.is_asked and (
        many := many_words(asked_for(actor, place, first.due_on, first.levels), first.due_on)
    ):
        messages.info(request, many)
    return _to_week(place, first.due_on)


def _to_week(place: Place, day: date) -> HttpResponse:
    return redirect(f"{reverse('homework:week', args=[place.public_id])}?semaine={monday_of(day)}")


def _refused(form: LineForm, error: DomainError) -> None:
    """At its field; the first day with class stands there in place of one without."""
    if isinstance(error, NoClass):
        data: Any = form.data
        changed = data.copy()
        changed[form.add_prefix("due_on")] = error.instead.isoformat()
        form.data = changed
    if isinstance(error, NotVisible):
        raise error
    show_refusal(form, error)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
