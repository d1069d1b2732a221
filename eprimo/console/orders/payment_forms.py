"""What is written of payments and of the rates of the central bank."""

from django import forms

from eprimo.console.orders.forms import EurosField
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput


class PaymentForm(forms.Form):
    ordered_on = forms.DateField(label="Mandatée le", widget=DateInput)
    slip = forms.CharField(
        label="Bordereau et mandat", max_length=40, required=False,
        help_text=f"«{NBSP}58 / 412{NBSP}»{NBSP}: un mandat paie une seule facture.",
    )  # fmt: skip
    paid_on = forms.DateField(
        label="Payée le", widget=DateInput, required=False,
        help_text=f"Vide{NBSP}: elle n’est pas encore payée. Le retard se compte jusqu’à ce jour.",
    )  # fmt: skip


class RateForm(forms.Form):
    half_from = forms.DateField(
        label="Premier jour du semestre", widget=DateInput, help_text="Le 1er janvier ou le 1er juillet."
    )
    percent = EurosField(
        label="Taux de la BCE, en pour cent",
        help_text=f"Opérations principales de refinancement, en vigueur ce jour-là{NBSP}: 2,15.",
    )
    source = forms.CharField(label="Source", max_length=120, help_text="Banque de France, par exemple.")
