"""How far the group reaches: read by everybody of the group, its denominator written by the coordinator. What a member
takes away of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.orders.forms import CoverageForm
from eprimo.console.pages import handle_form
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.orders.entitlement.coverage import coverage_base_write, coverage_of
from eprimo.steering.orders.entitlement.takeaway import takeaway_make
from eprimo.steering.orders.order.policies import can_keep_coverage
from eprimo.steering.orders.order.queries import member_ordering

_ABOUT = (
    "Le nombre d’élèves du premier degré public de l’académie, tel qu’il est publié. Les pourcentages sont comptés sur "
    "lui, et la page dit de quel jour il est."
)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    actor = reader_of(request)
    found = coverage_of(running_market(actor))
    return render(request, "orders/coverage.html", {"coverage": found, "keeps": can_keep_coverage(actor)})


def base(request: HttpRequest) -> HttpResponse:
    actor = reader_of(request)
    market = running_market(actor)
    if not can_keep_coverage(actor):
        raise NotVisible
    form = CoverageForm(request.POST or None)
    back = reverse("orders:coverage")
    return handle_form(
        request, form, lambda: coverage_base_write(actor=actor, market=market, **form.cleaned_data),
        done="Le nombre est noté.", title="Les élèves du premier degré public", submit="Noter", back=back,
        intro=_ABOUT,
    )  # fmt: skip


@require_POST
@fragment
def take_away(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One archive."""
    actor = reader_of(request)
    member = member_ordering(actor, public_id)
    headers = {
        "Content-Disposition": content_disposition(f"groupement {member.name}", "zip"),
        "Cache-Control": "no-store, private",
    }
    content = takeaway_make(actor=actor, member=member)
    return HttpResponse(content, content_type="application/zip", headers=headers)
