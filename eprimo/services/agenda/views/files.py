"""A calendar of elsewhere: its file is given, looked over, then added."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import takes_files
from eprimo.services.agenda.forms import WRONG, CalendarForm, PlaceForm
from eprimo.services.agenda.given import Given, GivenDate, Wrong
from eprimo.services.agenda.importing import (
    Standing,
    as_json,
    dates_import,
    dates_kind,
    from_json,
    may_import,
    planned,
)
from eprimo.ui.plurals import counted

_SALT = "agenda.file"
# Megabytes of what is chosen by mistake, a photograph: the form says so at its field.
_LET_IN = 10
# What was looked over in the morning may be added in the afternoon.
_LASTS = 12 * 3600


@takes_files(_LET_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The file and whom it is for; then what it says, to be looked over."""
    actor = _who(request)
    sent = request.method == "POST"
    form = CalendarForm(actor, request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        return _shown(request, actor, form)
    status = 422 if form.errors else 200
    return render(request, "agenda/import.html", {"form": form, "kind": dates_kind()}, status=status)


def _shown(request: HttpRequest, actor: Actor, form: CalendarForm) -> HttpResponse:
    given = form.given
    rows = planned(dates_kind(), form.targets, given.dates)
    context = {
        "rows": rows, "given": given, "untold": _untold(given),
        "new": sum(one.standing != Standing.SAME for one in rows),
        "to": form.cleaned_data["to"], "pupils": form.cleaned_data.get("pupils"),
        "told": signing.dumps(
            [actor.person_id, *(as_json(one.row) for one in rows)], salt=_SALT, compress=True
        ),
    }  # fmt: skip
    return render(request, "agenda/import_preview.html", context)


def _untold(given: Given) -> list[tuple[str, str]]:
    return [(title, WRONG[Wrong(why)]) for title, why in given.untold]


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """What was ticked of what was looked over."""
    actor = _who(request)
    form = PlaceForm(actor, request.POST)
    rows = _told(actor, request.POST.get("told", ""))
    if rows is None or not form.is_valid():
        messages.error(
            request, "Cette page était trop ancienne\N{NO-BREAK SPACE}: rien n’a été ajouté. Recommencez."
        )
        return redirect("agenda:import")
    ticked = {int(one) for one in request.POST.getlist("garder") if one.isdecimal()}
    chosen = [row for number, row in enumerate(rows) if number in ticked]
    done = dates_import(actor=actor, targets=form.targets, readers=form.chosen_readers, rows=chosen)
    if done.refused:
        return render(request, "agenda/import_done.html", {"done": done}, status=422)
    words = [
        counted(done.added, "date ajoutée", "dates ajoutées") if done.added else "",
        counted(done.corrected, "corrigée", "corrigées") if done.corrected else "",
        counted(done.same, "était déjà là", "étaient déjà là") if done.same else "",
    ]
    messages.success(request, f"{', '.join(filter(None, words)) or 'Rien n’était coché'}.")
    return redirect("agenda:home")


def _told(actor: Actor, told: str) -> list[GivenDate] | None:
    """The rows that this page showed to this person; None: it did not."""
    try:
        person, *rows = signing.loads(told, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return None
    return [from_json(row) for row in rows] if person == actor.person_id else None


def _who(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    if not may_import(actor):
        raise NotVisible
    return actor
