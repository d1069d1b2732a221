"""Invoices: the list of each reader, one of them with what may be done with it, and the references of a member."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.invoice_forms import BillingForm, DisputeForm, billing_initial, filter_of
from eprimo.console.orders.tables import invoices_table
from eprimo.console.pages import handle_form, run_and_notify
from eprimo.console.tables import kind_asked
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.policies import can_remind
from eprimo.steering.orders.invoice.actions.invoices import billing_write
from eprimo.steering.orders.invoice.actions.progress import invoice_certify, invoice_dispute, invoices_export
from eprimo.steering.orders.invoice.billing import rates_of
from eprimo.steering.orders.invoice.deductions import taken_on
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.payment_delay import pay_by
from eprimo.steering.orders.invoice.payments import rates_known, standing_of
from eprimo.steering.orders.invoice.policies import can_answer_invoice, can_bill
from eprimo.steering.orders.invoice.queries import (
    file_of_invoice,
    invoice_read,
    invoices_of,
    invoices_page,
    invoices_read,
    label_of,
    last_run,
    member_billing,
    sums_of,
)
from eprimo.steering.orders.models import Billing, Invoice
from eprimo.steering.orders.order.policies import can_read_totals

# What is reminded of, by the state that the list is narrowed to.
_MATTERS = {"impayee": "invoices", "incident": "troubles", "a-deposer": "deposit"}
_REFERENCES = (
    "Ce que votre comptabilité demande sur vos factures. Coché et non rempli, il retient la facture\N{NO-BREAK SPACE}: "
    "le titulaire attend. Vous, qui agit pour vous, et le titulaire sur ses factures les lisent\N{NO-BREAK SPACE}; "
    "personne d’autre."
)
_DISPUTE = (
    "Le titulaire répond par un avoir, ou vous certifiez après tout. La facture elle-même ne change jamais."
)


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """In full for the member and the contractor; by status for the coordinator."""
    actor = reader_of(request)
    market = invoices_read(actor)
    form, asked = filter_of(request.GET)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = invoices_page(actor, market, asked, **marks)
    bills, rates = can_bill(actor, market), rates_known()
    context: dict[str, Any] = {
        "market": market, "form": form, "asked": asked, "page": page, "bills": bills,
        "statuses": can_read_totals(actor), "sums": sums_of(actor, market),
        "rows": [_row(one, rates) for one in page.items], "due": len(due_of(market)) if bills and not page.items else 0,
        "run": last_run(market) if bills else None, "many": actor.role == Role.MANAGING_BODY or bills,
    }  # fmt: skip
    if can_remind(actor):
        context["matter"] = _MATTERS.get(asked.state, "")
    return render(request, "orders/invoices.html", context)


def _row(invoice: Invoice, rates: dict[date, Decimal]) -> dict[str, Any]:
    return {
        "invoice": invoice,
        "standing": standing_of(invoice, rates),
        "pay_by": pay_by(invoice),
        "deposit": label_of(invoice.deposit),  # type: ignore[attr-defined]
        "answer": invoice.answer,  # type: ignore[attr-defined]
    }


@require_POST
def invoices_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file: all of its pages."""
    actor = reader_of(request)
    market, kind = invoices_read(actor), kind_asked(request)
    _, asked = filter_of(request.POST)
    rows = list(invoices_of(actor, market, asked))
    invoices_export(actor=actor, rows=len(rows))
    return invoices_table(rates_known(), amounts=not can_read_totals(actor)).response(rows, kind)


@require_safe
def invoice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One invoice, with what may be done with it now."""
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    given_back = list(found.credits.order_by("pk"))
    lines, bills = list(found.lines.order_by("position")), can_bill(actor, found.market)
    last, taken = found.answers.order_by("-pk").first(), taken_on(found)
    certified = last is not None and last.answer == "certified"
    answers = can_answer_invoice(actor, found) and not found.is_credit and not certified
    context: dict[str, Any] = {
        "invoice": found, "lines": lines, "file": getattr(found, "file", None), "pay_by": pay_by(found),
        "deposits": found.deposits.order_by("-on", "-pk"), "answers": found.answers.order_by("-pk"),
        "taken": taken, "rates": rates_of(lines, taken), "credits": given_back, "bills": bills,
        "standing": standing_of(found, rates_known()), "words": wording_of(found.member.kind),
        "pays": can_answer_invoice(actor, found) and not found.is_credit and not found.closed_by_credit,
        "left": found.due - sum(one.due for one in given_back), "certifies": answers,
        "certified": certified,
        "disputes": answers and (last is None or last.answer != "disputed"),
        "credits_left": bills and not found.is_credit,
    }  # fmt: skip
    return render(request, "orders/invoice.html", context)


@require_safe
@fragment
def invoice_file(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The Factur-X as it was issued, or its XML alone."""
    found = invoice_read(reader_of(request), public_id)
    kept = file_of_invoice(found)
    content = bytes(kept.pdf if kind == "pdf" else kept.xml)
    if kind not in {"pdf", "xml"} or not content:
        raise NotVisible
    headers = {
        "Content-Disposition": content_disposition(f"{found.reference} {found.member.name}", kind),
        "Cache-Control": "no-store, private",
    }
    content_type = "application/pdf" if kind == "pdf" else "application/xml"
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_POST
def certify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    run_and_notify(
        request, lambda: invoice_certify(actor=actor, invoice=found), "Le service fait est certifié."
    )
    return redirect("orders:invoice", public_id)


def dispute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    if not can_answer_invoice.allows(actor, found):
        raise NotVisible
    form = DisputeForm(request.POST or None)
    return handle_form(
        request, form, lambda: invoice_dispute(actor=actor, invoice=found, **form.cleaned_data),
        done="Le titulaire lit ce que vous contestez.", title=f"Contester {found.reference}",
        submit="Contester", back=reverse("orders:invoice", args=[public_id]), intro=_DISPUTE,
    )  # fmt: skip


def billing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the member's invoices bear: by itself or on its behalf."""
    actor = reader_of(request)
    member = member_billing(actor, public_id)
    known = Billing.objects.filter(member=member).first()
    form = BillingForm(
        request.POST or None, initial=billing_initial(known), private=member.kind == MemberKind.PRIVATE
    )
    return handle_form(
        request, form, lambda: billing_write(actor=actor, member=member, said=form.said()),
        done="C’est noté, pour les factures à venir.", then=reverse("orders:billing", args=[public_id]),
        title=f"Références de facturation\N{NO-BREAK SPACE}: {member.name}", submit="Noter",
        back=reverse("consortium:member", args=[public_id]), intro=_REFERENCES,
    )  # fmt: skip
