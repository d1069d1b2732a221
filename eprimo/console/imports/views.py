"""Imports of ONDE by who directs the school: files, report with its remarks as a file, agreement, result, undoing,
history."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.imports.forms import UploadForm
from eprimo.console.imports.queries import (
    STEPS,
    class_changes,
    count_rows,
    deliveries,
    delivery_of,
    opening_for,
    problems_of,
    remarks_of,
    undoing,
)
from eprimo.console.pages import head_of, run_and_notify
from eprimo.console.tables import Table, kind_asked
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.actions.deliveries import (
    TickMissing,
    delivery_abandon,
    delivery_approve,
    delivery_receive,
    remarks_export,
)
from eprimo.foundation.intake.actions.undo import delivery_agree, delivery_undo
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.intake.retention import REPORT_KEPT
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.views import takes_files

_WORDS = {"error": "Erreur", "warning": "À vérifier", "info": "Pour information"}


def _lines_of(problem: dict[str, Any]) -> str:
    numbers = [row["line"] for row in problem.get("rows", ())] or [problem["line"]]
    return ", ".join(str(line) for line in numbers if line)


def _details_of(problem: dict[str, Any]) -> str:
    rows = (row for row in problem.get("rows", ()) if row["message"])
    return " ; ".join(f"{row['line']}\N{NO-BREAK SPACE}: {row['message']}" for row in rows)


_REMARKS: Table[dict[str, Any]] = Table(
    "Remarques",
    "remarques de l’import",
    {
        "Gravité": lambda one: _WORDS[one["severity"]],
        "Fichier": lambda one: one["file"],
        "Colonne": lambda one: one["column"],
        "Remarque": lambda one: one["message"],
        "Nombre": lambda one: one.get("count", 1),
        "Lignes": _lines_of,
        "Détail": _details_of,
    },
)


@takes_files(10)
def index(request: HttpRequest) -> HttpResponse:
    """The form for the files, and the imports there were."""
    actor = head_of(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        school = School.objects.get(pk=actor.school_id or 0)
        try:
            made = delivery_receive(actor=actor, school=school, files=form.contents())
        except DomainError as error:
            show_refusal(form, error, field="extracts")
        else:
            return redirect("imports:delivery", public_id=made.public_id)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    context = {"form": form, "page": deliveries(actor, **marks), "opening": opening_for(actor)}
    return render(request, "imports/index.html", context, status=422 if form.errors else 200)


@require_safe
def delivery(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where an import is: waiting, to be agreed to, applied, refused."""
    return _page(request, delivery_of(head_of(request), public_id))


def _page(request: HttpRequest, row: OndeDelivery, error: str = "") -> HttpResponse:
    context = {
        "delivery": row,
        "step_words": STEPS[row.step],
        "error": error,
        "kept_months": REPORT_KEPT.days // 30,
    }
    template = "imports/waiting.html"
    if row.report is not None and row.state not in {DeliveryState.RECEIVED, DeliveryState.APPROVED}:
        done = row.state in {DeliveryState.APPLIED, DeliveryState.UNDONE}
        template = "imports/applied.html" if done else "imports/report.html"
        context |= {
            "counts": count_rows(row.report),
            "classes": class_changes(row.report),
            "ambiguities": problems_of(row.report, ambiguities=True),
            "problems": problems_of(row.report, ambiguities=False),
            "remarks": remarks_of(row.report),
            "report": row.report,
            "ahead": row.report.get("next_year"),
        }
        if row.state == DeliveryState.APPLIED:
            context |= undoing(row)
    return render(request, template, context, status=422 if error else 200)


@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have it applied; what the report asks must be ticked."""
    actor = head_of(request)
    row = delivery_of(actor, public_id)
    try:
        delivery_approve(actor=actor, delivery=row, yes=request.POST.get("yes") == "on")
    except TickMissing as error:
        return _page(request, row, error.sentence)
    return redirect("imports:delivery", public_id=public_id)


def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks, then gives everything back."""
    actor = head_of(request)
    row = delivery_of(actor, public_id)
    back = reverse("imports:delivery", args=[public_id])
    if request.method == "POST":
        run_and_notify(request, lambda: delivery_undo(actor=actor, delivery=row), "L’import est annulé.")
        return redirect(back)
    return render(request, "imports/undo.html", {"delivery": row, "back": back})


@require_POST
def meant(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """So many departures are no mistake."""
    actor = head_of(request)
    row = delivery_of(actor, public_id)
    run_and_notify(request, lambda: delivery_agree(actor=actor, delivery=row), "C’est noté.")
    return redirect("imports:delivery", public_id=public_id)


@require_POST
def remarks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The remarks of a delivery as a file: what is to be mended in ONDE, by whoever keeps it."""
    actor = head_of(request)
    row, kind = delivery_of(actor, public_id), kind_asked(request)
    if row.report is None:
        raise NotVisible
    remarks_export(actor=actor, delivery=row)
    return _REMARKS.response(row.report["problems"], kind)


@require_POST
def abandon(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = head_of(request)
    delivery_abandon(actor=actor, delivery=delivery_of(actor, public_id))
    messages.success(request, "L’import est abandonné. Rien n’a changé, les fichiers sont effacés.")
    return redirect("imports:index")
