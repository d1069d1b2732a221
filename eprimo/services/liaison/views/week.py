"""« Les familles cette semaine »: who came, and paper for the others."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.printing.cells import content_disposition
from eprimo.services.liaison.actions.week import week_print
from eprimo.services.liaison.queries.week import class_week, week_to_print


@require_safe
def week(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """The families of an own class, those who did not come first."""
    actor = actor_of(request)
    found = class_week(actor, class_id)
    context = {"week": found, "to_print": week_to_print(actor, found)}
    return render(request, "liaison/week.html", context)


@require_POST
def print_week(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """One file, to cut and to put into the schoolbags."""
    actor = actor_of(request)
    found = class_week(actor, class_id)
    try:
        printed = week_print(actor=actor, week=found)
    except Forbidden:
        raise
    except DomainError as error:
        messages.info(request, error.sentence)
        return redirect("liaison:week", class_id)
    for title in printed.left_out:
        messages.warning(
            request, f"« {title} » pose trop de questions pour un coupon : imprimez le mot entier."
        )
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    name = f"semaine-{slugify(found.class_group.label)[:40]}"
    response["Content-Disposition"] = content_disposition(name, "pdf")
    response["Cache-Control"] = "no-store, private"
    return response
