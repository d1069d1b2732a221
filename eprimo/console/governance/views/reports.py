"""The yearly reports of activity: written by the coordinator, read by members on their pages [C 4.1]."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import running_market
from eprimo.console.governance.forms import ReportCorrectForm, ReportDaysForm, ReportForm
from eprimo.console.governance.views.common import keeper_of, pdf_response
from eprimo.console.pages import actor_as, handle_form, run_and_notify
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.governance.actions.reports import (
    report_correct,
    report_drop,
    report_prepare,
    report_send,
    report_write,
)
from eprimo.steering.governance.policies import MINUTES_READERS, can_write_minutes
from eprimo.steering.governance.queries import report_read, reports_of
from eprimo.steering.governance.report_paper import report_writing, told_of

_DAYS = "Les chiffres viennent de ce que le groupement a fait entre ces deux jours. Vous écrivez le reste."
_SHOWN = 60


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Those that were sent; the coordinator's drafts too."""
    actor = actor_as(request, *MINUTES_READERS)
    rows = reports_of(actor, running_market(actor))[:_SHOWN]
    return render(request, "governance/reports.html", {"rows": rows, "writes": can_write_minutes(actor)})


def prepare(request: HttpRequest) -> HttpResponse:
    actor = keeper_of(request)
    market = running_market(actor)
    form = ReportDaysForm(request.POST or None)
    made = []

    def act() -> None:
        made.append(report_prepare(actor=actor, market=market, **form.cleaned_data))

    back = reverse("governance:reports")
    return handle_form(
        request, form, act,
        done="Le rapport est préparé\N{NO-BREAK SPACE}: relisez, complétez, puis envoyez.",
        then=lambda: reverse("governance:report", args=[made[0].public_id]), title="Préparer un rapport d’activité",
        submit="Préparer", back=back, intro=_DAYS,
    )  # fmt: skip


@require_safe
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A draft as it will be sent; what was sent, with its history."""
    actor = actor_as(request, *MINUTES_READERS)
    found = report_read(actor, public_id)
    writes = can_write_minutes(actor)
    copies = found.copies
    versions = reports_of(actor, found.market).filter(starts_on=found.starts_on)
    context = {
        "report": found,
        "writes": writes,
        "told": told_of(found) if found.sent_at is None else [],
        "versions": versions,
        "is_last": not versions.filter(version__gt=found.version).exists(),
        "members": copies.count() if writes else 0,
        "mailed": copies.filter(told_at__isnull=False, refused=False).count() if writes else 0,
    }
    return render(request, "governance/report.html", context)


@require_safe
@fragment
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The PDF as it was sent, or as it would be."""
    found = report_read(actor_as(request, *MINUTES_READERS), public_id)
    content = bytes(found.content) if found.content is not None else writing_pdf(report_writing(found))
    return pdf_response(content, f"rapport d’activité {found.starts_on.year} v{found.version}")


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The words around the figures."""
    actor = keeper_of(request)
    found = report_read(actor, public_id)
    form = ReportForm(request.POST or None, texts=found.texts)
    return handle_form(
        request, form, lambda: report_write(actor=actor, report=found, texts=form.cleaned_data),
        done="C’est gardé.", then=reverse("governance:report", args=[public_id]),
        title="Écrire le rapport d’activité", submit="Garder", back=_back(public_id),
        intro="Nommez les organismes plutôt que les personnes. Un texte vide ne se voit pas.",
    )  # fmt: skip


@require_POST
def send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    found = report_read(actor, public_id)
    run_and_notify(
        request,
        lambda: report_send(actor=actor, report=found),
        "Le rapport est envoyé\N{NO-BREAK SPACE}: les membres le lisent.",
    )
    return redirect("governance:report", public_id)


@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    found = report_read(actor, public_id)
    if not run_and_notify(
        request, lambda: report_drop(actor=actor, report=found), "Le brouillon est retiré."
    ):
        return redirect("governance:report", public_id)
    return redirect("governance:reports")


def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another version of what was sent."""
    actor = keeper_of(request)
    found = report_read(actor, public_id)
    if found.sent_at is None:
        raise NotVisible
    form = ReportCorrectForm(request.POST or None)
    made = []

    def act() -> None:
        made.append(report_correct(actor=actor, report=found, **form.cleaned_data))

    return handle_form(
        request, form, act, done="Une nouvelle version est préparée.",
        then=lambda: reverse("governance:report", args=[made[0].public_id]), title="Corriger le rapport d’activité",
        submit="Préparer une version", back=_back(public_id),
    )  # fmt: skip


def _back(public_id: UUID) -> str:
    return reverse("governance:report", args=[public_id])
