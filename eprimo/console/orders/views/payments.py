"""Payments as members say them, their papers as one file, and the rates by which late ones bear interest."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.forms import EurosField
from eprimo.console.orders.views.orders import pdf_answer
from eprimo.console.pages import handle_form, run_and_notify, say_refusal, submit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import fragment
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.orders.invoice.actions.payments import (
    payment_say,
    payment_take_back,
    rate_note,
    rate_remove,
)
from eprimo.steering.orders.invoice.payment_file import NoPaymentFile, payment_file_make
from eprimo.steering.orders.invoice.payments import rates_missing, rates_noted
from eprimo.steering.orders.invoice.policies import can_answer_invoice
from eprimo.steering.orders.invoice.queries import invoice_read, invoices_read
from eprimo.steering.orders.models import CentralBankRate
from eprimo.steering.orders.order.policies import can_keep_book
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput

_PAYMENT = (
    "Le titulaire et la coordination le lisent. Le retard, les intérêts et l’indemnité de 40\N{NO-BREAK SPACE}€ se "
    "comptent jusqu’au jour du paiement."
)


class PaymentForm(forms.Form):
    ordered_on = forms.DateField(widget=DateInput)
    slip = forms.CharField(max_length=40, required=False)
    paid_on = forms.DateField(
        label="Payée le", widget=DateInput, required=False,
        help_text=f"Vide{NBSP}: elle n’est pas encore payée. Le retard se compte jusqu’à ce jour.",
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """In the words of the kind of the member."""
        super().__init__(*args, **kwargs)
        words = wording_of(kind)
        self.fields["ordered_on"].label = f"{words.ordered.capitalize()} le"
        self.fields["slip"].label = words.slip
        self.fields["slip"].help_text = (
            "Celle d’un virement, ou d’un chèque."
            if kind == MemberKind.PRIVATE
            else f"«{NBSP}58 / 412{NBSP}»{NBSP}: un mandat paie une seule facture."
        )


class RateForm(forms.Form):
    half_from = forms.DateField(
        label="Premier jour du semestre", widget=DateInput, help_text="Le 1er janvier ou le 1er juillet."
    )
    percent = EurosField(
        label="Taux de la BCE, en pour cent",
        help_text=f"Opérations principales de refinancement, en vigueur ce jour-là{NBSP}: 2,15.",
    )
    source = forms.CharField(label="Source", max_length=120, help_text="Banque de France, par exemple.")


def payment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """« Mandatée le…, payée le… »."""
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    if not can_answer_invoice.allows(actor, found):
        raise NotVisible
    known = getattr(found, "payment", None)
    initial = {name: getattr(known, name) for name in PaymentForm.base_fields} if known else {}
    form = PaymentForm(request.POST or None, initial=initial, kind=found.member.kind)
    return handle_form(
        request, form, lambda: payment_say(actor=actor, invoice=found, **form.cleaned_data),
        done="Le paiement est noté.", title=f"Paiement de {found.reference}", submit="Noter",
        back=reverse("orders:invoice", args=[public_id]), intro=_PAYMENT,
    )  # fmt: skip


@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was said of it by mistake."""
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    words = "Ce qui était noté du paiement est repris."
    run_and_notify(request, lambda: payment_take_back(actor=actor, invoice=found), words)
    return redirect("orders:invoice", public_id)


def rates(request: HttpRequest) -> HttpResponse:
    """The rates of the central bank: read by who reads invoices, noted by the coordinator."""
    actor = reader_of(request)
    market = invoices_read(actor)
    keeps, missing = can_keep_book(actor), rates_missing(market)
    if request.method == "POST":
        require(can_keep_book, actor)
    form = RateForm(request.POST or None, initial={"half_from": missing[0] if missing else None})
    if submit(request, form, lambda: rate_note(actor=actor, **form.cleaned_data)):
        messages.success(request, "Le taux est noté.")
        return redirect("orders:rates")
    context = {"rates": rates_noted(), "missing": missing, "form": form if keeps else None}
    return render(request, "orders/rates.html", context, status=422 if form.errors else 200)


@require_POST
def rate_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One that is wrong."""
    actor = reader_of(request)
    invoices_read(actor)
    found = CentralBankRate.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    run_and_notify(request, lambda: rate_remove(actor=actor, rate=found), "Le taux est retiré.")
    return redirect("orders:rates")


@require_POST
@fragment
def papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One PDF: deliberation, order form, service done, invoice."""
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    try:
        content = payment_file_make(actor=actor, invoice=found)
    except NoPaymentFile as refused:
        say_refusal(request, refused)
        return redirect("orders:invoice", public_id)
    return pdf_answer(content, f"pièces du paiement {found.reference} {found.member.name}")
