"""What is written of payments and of the rates of the central bank."""

from typing import Any

from django import forms

from eprimo.console.orders.forms import EurosField
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.kinds import wording_of
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput


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
