"""Four years in euros, before anything is decided: read only, whatever numbers are typed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.console.consortium.simulation import COLUMNS, SimulationForm, rows_of, simulate
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.tables import TYPES
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.cells import content_disposition, csv_bytes, ods_bytes
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.needs import needs_of
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.prices.queries import is_awarded, schedule_of, tariffs_of


@require_safe
def simulation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From annexe 2, or from the numbers of the address."""
    member = _member(request, public_id)
    tariffs = tariffs_of(member.market)
    prices = list(tariffs.lines)
    rows = needs_of(member)
    form = SimulationForm(request.GET or None, rows=rows, prices=prices)
    schedule = schedule_of(member.market)
    context: dict[str, Any] = {
        "member": member,
        "form": form,
        "prices": prices,
        "rows": rows,
        "found": simulate(member.market, prices, form.quantities(), tariffs),
        "indicative": not is_awarded(member.market),
        "note": schedule.note if schedule else "",
        "unsaid": 0 if form.is_bound else sum(row.accounts is None for row in rows),
        "typed": form.is_bound,
        "asked": request.GET.urlencode(),
        "public": member.kind != MemberKind.PRIVATE,
    }
    return render(request, "consortium/simulation.html", context, status=422 if form.errors else 200)


@require_safe
@fragment
def simulation_file(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The same figures as a sheet."""
    member = _member(request, public_id)
    tariffs = tariffs_of(member.market)
    prices = list(tariffs.lines)
    if kind not in TYPES or not prices:
        raise NotVisible
    form = SimulationForm(request.GET or None, rows=needs_of(member), prices=prices)
    found = simulate(member.market, prices, form.quantities(), tariffs)
    rows = rows_of(found, indicative=not is_awarded(member.market))
    content = ods_bytes("Simulation", COLUMNS, rows) if kind == "ods" else csv_bytes(COLUMNS, rows)
    headers = {
        "Content-Disposition": content_disposition(f"simulation {member.name}", kind),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def _member(request: HttpRequest, public_id: UUID) -> Member:
    """One that orders; raises NotVisible."""
    member = member_file(reader_of(request), public_id)
    if member.kind == MemberKind.RECTORAT:
        raise NotVisible
    return member
