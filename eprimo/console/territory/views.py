"""Screens of those who follow many schools from outside: figures and states, never a pupil."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form, run_and_notify, submit
from eprimo.console.school.forms.adults import DeputyForm
from eprimo.console.tables import Table, kind_asked
from eprimo.console.territory.forms import ImportOpeningForm, OpeningForm, asked_of
from eprimo.console.territory.imports import watched_imports, watched_of
from eprimo.console.territory.map import drawing_of
from eprimo.console.territory.places import below, query_of, trail
from eprimo.foundation.accounts.queries import with_sheets
from eprimo.foundation.directory.actions.adults import deputy_name
from eprimo.foundation.directory.actions.support import families_open
from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.directory.policies.acts import can_grant_entitlement, can_name_deputy
from eprimo.foundation.directory.policies.family import can_open_families, openings_of
from eprimo.foundation.directory.queries.families import links_left
from eprimo.foundation.directory.queries.schools import adults_to_deputise, heads_named
from eprimo.foundation.intake.actions.undo import delivery_undo
from eprimo.foundation.intake.import_override import import_open, opening_of
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import PAGE_SIZE, Page
from eprimo.foundation.kernel.views import french_only
from eprimo.foundation.printing.cells import Cell
from eprimo.steering.statistics.actions import figures_export
from eprimo.steering.statistics.hourly_counts import ZONE
from eprimo.steering.statistics.policies import TERRITORY_ROLES, has_territory
from eprimo.steering.statistics.queries import (
    SchoolRow,
    concerns_of,
    counted_at,
    school_of,
    school_rows,
    total_of,
    weeks_of,
)
from eprimo.steering.statistics.wording import FEW, SMALLEST


def _day(at: datetime | None) -> Cell:
    return at.astimezone(ZoneInfo(ZONE)).date() if at else None


_SCHOOLS: Table[SchoolRow] = Table(
    "Écoles",
    "écoles du territoire",
    {
        "UAI": lambda row: row.uai,
        "École": lambda row: row.name,
        "Type": lambda row: SchoolKind(row.kind).label,
        "Secteur": lambda row: Sector(row.sector).label,
        "Commune": lambda row: row.commune_name,
        "Code commune": lambda row: row.commune,
        "EPCI": lambda row: row.epci_name,
        "Circonscription": lambda row: row.circonscription,
        "Département": lambda row: row.department_name,
        "Ouverte jusqu’au": lambda row: _day(row.open_until),
        "Élèves": lambda row: row.pupils if row.pupils >= SMALLEST else FEW,
        "Familles jointes (%)": lambda row: row.families.cell,
        "Responsables venus (%)": lambda row: row.guardians.cell,
        "Adultes venus (%)": lambda row: row.adults.cell,
        "Classes": lambda row: row.classes,
        "Dernier import": lambda row: _day(row.imported_at),
        "À regarder": lambda row: ", ".join(concern.label for concern in row.concerns),
    },
)


_NEVER = "9999"
# How each order reads a row; ties by name, which the rows come in.
_ORDERS: dict[str, Callable[[SchoolRow], Any]] = {
    "jointes": lambda row: 101 if row.families.percent is None else row.families.percent,
    "fin": lambda row: row.open_until.isoformat() if row.open_until else _NEVER,
    "import": lambda row: row.imported_at.isoformat() if row.imported_at else "",
}


@require_safe
@french_only
def home(request: HttpRequest) -> HttpResponse:
    """The territory at a glance: figures, map, what is to be looked at, the places below."""
    actor = _follower(request)
    asked, _, form = asked_of(request.GET)
    rows = school_rows(actor, asked)
    steps = trail(rows, asked)
    context = {
        "form": form,
        "rows": len(rows),
        "total": total_of(rows),
        "map": drawing_of(rows),
        "below": below(rows, asked),
        "concerns": [
            (concern.label, count, query_of(asked, {"souci": concern.value}))
            for concern, count in concerns_of(rows)
        ],
        "steps": steps,
        "here": steps[-1].words if steps else "",
        "query": query_of(asked),
        "counted_at": counted_at(actor),
        "imports": watched_imports(actor),
    }
    return render(request, "territory/home.html", context)


@require_safe
@french_only
def schools(request: HttpRequest) -> HttpResponse:
    """The schools one by one, as the address narrows and orders them."""
    actor = _follower(request)
    asked, order, form = asked_of(request.GET)
    rows = _ordered(school_rows(actor, asked), order)
    context = {
        "page": _page(rows, request.GET.get("after", ""), request.GET.get("before", "")),
        "count": len(rows),
        "form": form,
        "steps": trail(rows, asked),
        "query": query_of(asked),
        "narrowed": asked.narrowed,
    }
    return render(request, "territory/schools.html", context)


@require_POST
def schools_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file: all of its pages."""
    actor = _follower(request)
    asked, order, _ = asked_of(request.POST)
    kind = kind_asked(request)
    rows = _ordered(school_rows(actor, asked), order)
    figures_export(actor=actor, schools=len(rows))
    return _SCHOOLS.response(rows, kind)


@require_safe
@french_only
def school(request: HttpRequest, uai: str) -> HttpResponse:
    """One school: who directs it, how far its families and adults have come, what to look at."""
    actor = _follower(request)
    found = school_of(actor, uai)
    row = next((row for row in school_rows(actor, _only(found.commune.insee)) if row.uai == uai), None)
    context = {
        "school": found,
        "row": row,
        "weeks": weeks_of(actor, found),
        "heads": heads_named(actor, found),
        "names_deputy": can_name_deputy(actor, found.pk),
        "opens": can_grant_entitlement(actor, found.pk),
        "merges": actor.role == Role.ACADEMY,
        "families": can_open_families(actor, found.pk),
        "imports": watched_imports(actor, found),
        "opening": opening_of(found.pk, actor.now) if actor.role == Role.ACADEMY else None,
    }
    return render(request, "territory/school.html", context)


@french_only
def deputy(request: HttpRequest, uai: str) -> HttpResponse:
    """The academy names who directs a school that has nobody; once somebody does, the page is gone."""
    actor = actor_as(request, Role.ACADEMY)
    found = school_of(actor, uai)
    if not can_name_deputy(actor, found.pk):
        raise NotVisible
    form = DeputyForm(request.POST or None, adults=adults_to_deputise(actor, found))
    return handle_form(
        request, form, lambda: deputy_name(actor=actor, school_id=found.pk, **form.cleaned_data),
        done="La direction par intérim est confiée.",
        title=f"Confier la direction par intérim\N{NO-BREAK SPACE}: {found.name}",
        submit="Confier la direction", back=reverse("territory:school", args=[uai]),
        intro="Cette personne dirigera l’école jusqu’à ce jour. Elle ne voit pas les documents des restrictions.",
    )  # fmt: skip


def families(request: HttpRequest, uai: str) -> HttpResponse:
    """The families for whom the whole direction of a school may not act; once the academy said why, for a time."""
    actor = actor_as(request, Role.ACADEMY)
    found = school_of(actor, uai)
    if not can_open_families(actor, found.pk):
        raise NotVisible
    opening = openings_of(actor).filter(school=found).first()
    form = OpeningForm(request.POST or None)
    if submit(
        request, form, lambda: families_open(actor=actor, school=found, reason=form.cleaned_data["reason"])
    ):
        return redirect("territory:families", uai)
    links = list(links_left(actor, found)) if opening else []
    context = {
        "school": found,
        "opening": opening,
        "form": form,
        "links": links,
        "makeable": with_sheets(actor, {pk for link in links for pk in (link.adult_id, link.child_id)}),
    }
    return render(request, "territory/families.html", context, status=422 if form.errors else 200)


@french_only
def import_opened(request: HttpRequest, uai: str) -> HttpResponse:
    """The academy lets this school apply once a file that looks like another's, and says why."""
    actor = actor_as(request, Role.ACADEMY)
    found = school_of(actor, uai)
    form = ImportOpeningForm(request.POST or None)
    return handle_form(
        request, form, lambda: import_open(actor=actor, school=found, reason=form.cleaned_data["reason"]),
        done="L’import est ouvert, une fois, pendant sept jours.",
        title=f"Ouvrir un import\N{NO-BREAK SPACE}: {found.name}", submit="Ouvrir une fois",
        back=reverse("territory:school", args=[uai]),
        intro="Les fichiers que l’école enverra pourront être appliqués même s’ils ne nomment presque aucun de ses"
        " élèves. La direction lira votre raison, verra ce qui changerait et devra le confirmer.",
    )  # fmt: skip


@french_only
def import_undone(request: HttpRequest, uai: str, public_id: UUID) -> HttpResponse:
    """The academy takes back an import that many pupils left a school by."""
    actor = actor_as(request, Role.ACADEMY)
    row = watched_of(actor, school_of(actor, uai), public_id)
    back = reverse("territory:school", args=[uai])
    if request.method == "POST":
        run_and_notify(request, lambda: delivery_undo(actor=actor, delivery=row), "L’import est annulé.")
        return redirect(back)
    return render(request, "imports/undo.html", {"delivery": row, "back": back})


def _only(commune: str) -> Any:
    return asked_of({"commune": commune})[0]


def _follower(request: HttpRequest) -> Actor:
    """The actor, who follows several schools; these pages do not exist for others."""
    actor = actor_as(request, *TERRITORY_ROLES)
    if not has_territory(actor):
        raise NotVisible
    return actor


def _ordered(rows: list[SchoolRow], order: str) -> list[SchoolRow]:
    key = _ORDERS.get(order)
    return sorted(rows, key=key) if key else rows


def _page(rows: list[SchoolRow], after: str, before: str) -> Page[SchoolRow]:
    """A page of rows that are all here: its mark is its number."""
    last = max(0, (len(rows) - 1) // PAGE_SIZE)
    mark = after or before
    number = min(int(mark), last) if mark.isascii() and mark.isdigit() else 0
    return Page(
        items=rows[number * PAGE_SIZE : (number + 1) * PAGE_SIZE],
        after=str(number + 1) if number < last else "",
        before=str(number - 1) if number else "",
    )
