"""Deductions: written by the member on an order, contested by the contractor, read by the coordinator."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.forms import EurosField
from eprimo.console.pages import handle_form
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.orders.enums import DeductionKind, OrderState
from eprimo.steering.orders.invoice.actions.deductions import (
    deduction_contest,
    deduction_withdraw,
    deduction_write,
)
from eprimo.steering.orders.invoice.deductions import deduction_read, deductions_page, words_of
from eprimo.steering.orders.invoice.policies import acts_for_members, can_bill
from eprimo.steering.orders.invoice.queries import invoices_read
from eprimo.steering.orders.order.policies import can_write_order
from eprimo.steering.orders.order.queries import order_read
from eprimo.ui.french import euros
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput

_WRITE = (
    "La prochaine facture du titulaire la déduit, au plus de ce qu’elle demande. Il la lit, et peut la contester"
    f"{NBSP}: vous la retirez ou la maintenez."
)
_CONTEST = (
    "Le membre lit pourquoi. Il la retire, ou la maintient\N{NO-BREAK SPACE}: elle reste à déduire jusque-là."
)
_WITHDRAW = "Tant qu’aucune facture ne l’a déduite. Le titulaire lit pourquoi."


class DeductionForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature", choices=DeductionKind.choices,
        help_text=f"Une réfaction baisse le prix, hors taxes, et sa TVA{NBSP}; une pénalité se retient du net à payer, "
        "sans TVA.",
    )  # fmt: skip
    month = forms.DateField(
        label="Pour le mois de", widget=DateInput, help_text=f"Un jour de ce mois{NBSP}: il est fini."
    )
    amount = EurosField(label="Montant", help_text="En euros, hors taxes pour une réfaction.")
    ground = forms.CharField(
        label="Motif", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’article du contrat et le constat. Le titulaire le lit, la facture le porte. Ni nom, ni donnée "
        "d’un élève.",
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"kind": DeductionKind(self.cleaned_data["kind"])}


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’autre partie et la coordination le lisent. Ni nom, ni donnée d’un élève.",
    )  # fmt: skip


@require_safe
def deductions(request: HttpRequest) -> HttpResponse:
    """Those of the members that one acts for, or all, by role."""
    actor = reader_of(request)
    market = invoices_read(actor)
    page = deductions_page(
        actor, market, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    acts, bills = acts_for_members(actor), can_bill(actor, market)
    rows = [
        {
            "one": one,
            "withdraws": acts and one.withdrawn_at is None and one.left == one.amount,  # type: ignore[attr-defined]
            "contests": bills and one.withdrawn_at is None and one.contested_at is None,
        }
        for one in page.items
    ]
    return render(request, "orders/deductions.html", {"rows": rows, "page": page})


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """On an order that the contractor acknowledged."""
    actor = reader_of(request)
    order = order_read(actor, public_id)
    if not can_write_order.allows(actor, order.member) or order.state != OrderState.ACKNOWLEDGED:
        raise NotVisible
    form = DeductionForm(request.POST or None)
    return handle_form(
        request, form, lambda: deduction_write(actor=actor, order=order, **form.said()),
        done="La déduction est écrite.", then=reverse("orders:deductions"),
        title=f"Déduction sur {order.reference}", submit="Écrire cette déduction",
        back=reverse("orders:order", args=[public_id]), intro=_WRITE,
    )  # fmt: skip


def contest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = reader_of(request)
    found = deduction_read(actor, public_id)
    if not can_bill.allows(actor, found.market):
        raise NotVisible
    return _why(request, deduction_contest, found, "Contester une déduction", "Contester", _CONTEST)


def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = reader_of(request)
    found = deduction_read(actor, public_id)
    if not can_write_order.allows(actor, found.member):
        raise NotVisible
    return _why(request, deduction_withdraw, found, "Retirer une déduction", "Retirer", _WITHDRAW)


def _why(
    request: HttpRequest, act: Callable[..., None], found: Any, title: str, submit: str, intro: str
) -> HttpResponse:
    """One act with its reason."""
    actor, form = reader_of(request), WhyForm(request.POST or None)
    back = reverse("orders:deductions")
    what = f"{words_of(found)} ({euros(found.amount)}, {found.order.reference}, {found.member.name})."
    return handle_form(
        request, form, lambda: act(actor=actor, deduction=found, **form.cleaned_data), done="C’est noté.",
        title=title, submit=submit, back=back, intro=f"{what} {intro}",
    )  # fmt: skip
