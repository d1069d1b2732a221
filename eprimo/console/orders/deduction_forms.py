"""What is written of deductions."""

from typing import Any

from django import forms

from eprimo.console.orders.forms import EurosField
from eprimo.steering.orders.enums import DeductionKind
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput


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
