"""Pages that list notes: of the school's side, of a family by month, of a pupil."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.notifications.queries import own_child, own_children
from eprimo.services.liaison.kind import TEAM
from eprimo.services.liaison.pictures import KIND_ICONS
from eprimo.services.liaison.pupils import tiles_of
from eprimo.services.liaison.queries import lists
from eprimo.services.liaison.queries import team as team_queries
from eprimo.services.liaison.siblings import FamilyListRow, family_list_rows
from eprimo.services.liaison.views.common import read_uuid
from eprimo.ui.french import local_day

TABS = (
    (team_queries.CURRENT, "En cours"),
    (team_queries.DRAFTS, "Brouillons"),
    (team_queries.ARCHIVED, "Rangés"),
)
FAMILY_TABS = (
    (lists.TO_DO, gettext_lazy("À faire")),
    # What was signed, answered or refused.
    (lists.SIGNED, gettext_lazy("Faits")),
    (lists.ALL, gettext_lazy("Tous les mots")),
)
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Month[T]:
    """A month and what a page of a list has of it, in the order of the list."""

    first: date
    items: list[T]


def by_month[T](items: Iterable[T], at: Callable[[T], datetime]) -> list[Month[T]]:
    """Group `items`, which are in order of time, by the month that `at` falls in, in the zone in use."""
    found = groupby(items, key=lambda one: local_day(at(one)).replace(day=1))
    return [Month(first, list(ones)) for first, ones in found]


@require_http_methods(["GET", "HEAD", "POST"])
def note_list(request: HttpRequest) -> HttpResponse:
    """Show the notes of the role in use; a guardian's are on their own page. Words are looked for by POST and stay
    out of addresses."""
    actor = actor_of(request)
    if actor.role in TEAM:
        return team(request)
    if actor.role == Role.PUPIL:
        return pupil(request)
    if actor.children:
        return redirect("liaison:family")
    raise NotVisible


def team(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    state = request.GET.get("voir", team_queries.CURRENT)
    chosen = read_uuid(request.GET.get("classe", ""))
    words, writes = _words(request), team_queries.writes_notes(actor)
    page = team_queries.team_list(actor, state=state, in_class=chosen, words=words, **_marks(request))
    context = {
        "page": page,
        "months": by_month(page.items, lambda note: note.resource.updated_at),
        "put_away": state == team_queries.ARCHIVED and not words,
        "words": words,
        "state": state,
        # Who writes nothing begins nothing.
        "tabs": [
            one for one in TABS if writes or one[0] in {team_queries.CURRENT, team_queries.ARCHIVED, state}
        ],
        "classes": team_queries.filter_classes(actor),
        "chosen": chosen,
        "writes": writes,
        "own_family": bool(actor.children),
    }
    return render(request, "liaison/list.html", context)


def pupil(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = lists.pupil_list(actor, **_marks(request))
    tiles = tiles_of(actor, page.items) if actor.skin == "petits" else []
    context = {"page": page, "tiles": tiles, "icons": KIND_ICONS}
    return render(request, "liaison/pupil_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest) -> HttpResponse:
    """Show what reached the guardian's children, all or one of them; words are looked for by POST and stay out of
    addresses."""
    actor = actor_of(request)
    if not actor.children:
        raise NotVisible
    children = own_children(actor)
    chosen = own_child(children, read_uuid(request.GET.get("enfant", "")))
    words = _words(request)
    what = request.GET.get("voir", lists.ALL)
    lines, page = lists.family_list(
        actor, child=chosen.id if chosen else None, what=what, words=words, **_marks(request)
    )
    shown = family_list_rows(lines)
    context = {
        "lines": shown, "page": page, "months": by_month(shown, _arrived),
        "children": children, "chosen": chosen,
        "what": what, "words": words, "tabs": [(key, str(label)) for key, label in FAMILY_TABS],
    }  # fmt: skip
    return render(request, "liaison/family_list.html", context)


def _arrived(one: FamilyListRow) -> datetime:
    """Return when a note of a list reached the family."""
    return lists.reached_at(one.line.note)


def _words(request: HttpRequest) -> str:
    return request.POST.get("mots", "")[:MOST_LETTERS].strip()


def _marks(request: HttpRequest) -> dict[str, str]:
    return {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
