"""A calendar of elsewhere: its file is given, looked over, then added."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.refused_lines import asked_words, is_asked
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import takes_files
from eprimo.services.agenda.calendar_import import (
    ImportState,
    dates_import,
    dates_kind,
    may_import,
    plan_dates,
)
from eprimo.services.agenda.calendar_payload import (
    CalendarFault,
    CalendarPayload,
    given_as_json,
    given_from_json,
)
from eprimo.services.agenda.forms import WRONG, CalendarForm, PlaceForm
from eprimo.ui.plurals import counted

_SALT = "agenda.file"
# Megabytes of what is chosen by mistake, a photograph: the form says so at its field.
_LET_IN = 10
# What was looked over in the morning may be added in the afternoon.
_LASTS = 12 * 3600
_CHECK = "Cochez cette case pour ajouter les dates qui restent, ou choisissez un autre fichier."


@takes_files(_LET_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Answer with the file and whom it is for; then what it says, to be looked over."""
    actor = _who(request)
    sent = request.method == "POST"
    form = CalendarForm(actor, request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        return _shown(request, actor, form, form.given)
    status = 422 if form.errors else 200
    return render(request, "agenda/import.html", {"form": form, "kind": dates_kind()}, status=status)


def _shown(
    request: HttpRequest, actor: Actor, form: PlaceForm, given: CalendarPayload, error: str = ""
) -> HttpResponse:
    """What the file says, to be looked over; with the `error` of who did not say yes to a file of many refusals."""
    rows = plan_dates(dates_kind(), form.targets, given.dates)
    context = {
        "rows": rows, "given": given, "untold": _untold(given),
        "new": sum(one.standing != ImportState.SAME for one in rows),
        "to": form.cleaned_data["to"], "pupils": form.cleaned_data.get("pupils"),
        "asks": _asks(given), "error": error,
        "told": signing.dumps([actor.person_id, given_as_json(given)], salt=_SALT, compress=True),
    }  # fmt: skip
    return render(request, "agenda/import_preview.html", context, status=422 if error else 200)


def _asks(given: CalendarPayload) -> str:
    """What is to be agreed to before anything of this file is added; empty: nothing."""
    return asked_words(given.faulty, given.events, one="date") if is_asked(given.faulty, given.events) else ""


def _untold(given: CalendarPayload) -> list[tuple[str, str]]:
    return [(title, WRONG[CalendarFault(why)]) for title, why in given.untold]


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Write what was ticked of what was looked over."""
    actor = _who(request)
    form = PlaceForm(actor, request.POST)
    given = _told(actor, request.POST.get("told", ""))
    if given is None or not form.is_valid():
        messages.error(
            request, "Cette page était trop ancienne\N{NO-BREAK SPACE}: rien n’a été ajouté. Recommencez."
        )
        return redirect("agenda:import")
    if _asks(given) and not request.POST.get("yes"):
        return _shown(request, actor, form, given, _CHECK)
    ticked = {int(one) for one in request.POST.getlist("garder") if one.isdecimal()}
    chosen = [row for number, row in enumerate(given.dates) if number in ticked]
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


def _told(actor: Actor, told: str) -> CalendarPayload | None:
    """What this page showed to this person of the file; None: it did not."""
    try:
        person, given = signing.loads(told, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return None
    return given_from_json(given) if person == actor.person_id else None


def _who(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    if not may_import(actor):
        raise NotVisible
    return actor
