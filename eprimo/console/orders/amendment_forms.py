"""What is written of other prices and rates of VAT while the contract runs."""

from decimal import Decimal
from typing import Any

from django import forms

from eprimo.console.orders.forms import EurosField
from eprimo.steering.prices.cost import Price
from eprimo.ui.french import euros
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput

_ACT = "Son numéro et sa date, sans nom de personne."


class PriceAmendmentForm(forms.Form):
    """An index for every price, or the prices that change; what stays empty is kept."""

    effective_on = forms.DateField(
        label="Pour les années du marché qui commencent le", widget=DateInput,
        help_text=f"Une année commencée garde ses prix{NBSP}: choisissez le premier jour d’une année à venir.",
    )  # fmt: skip
    reference = forms.CharField(label="Par quel avenant", max_length=80, help_text=_ACT)
    notified_on = forms.DateField(
        label="Notifié au titulaire le", widget=DateInput,
        help_text="Les données essentielles du marché disent ce jour, et sont refaites (article R2196-1).",
    )  # fmt: skip
    index = EurosField(
        label="Indice de révision", required=False,
        help_text=f"Ce par quoi chaque prix se multiplie{NBSP}: 1,035 pour 3,5{NBSP}% de plus. Sinon, écrivez les prix "
        "qui changent.",
    )  # fmt: skip

    def __init__(self, *args: Any, prices: list[Price], last: str, **kwargs: Any) -> None:
        """`prices`: those in force before it; `last`: since when."""
        super().__init__(*args, **kwargs)
        self._codes = [one.code for one in prices]
        for one in prices:
            self.fields[one.code] = EurosField(
                label=f"{one.code}{NBSP}: {one.designation}", required=False,
                help_text=f"{euros(one.ht)} HT{last}. Vide{NBSP}: il ne change pas.",
            )  # fmt: skip

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "effective_on": data["effective_on"],
            "reference": data["reference"],
            "notified_on": data["notified_on"],
            "index": data["index"],
            "prices": {code: data[code] for code in self._codes if data[code] is not None},
        }


class VatForm(forms.Form):
    effective_on = forms.DateField(
        label="Sur les factures émises à partir du", widget=DateInput,
        help_text="Demain au plus tôt. Un avoir garde le taux de sa facture.",
    )  # fmt: skip
    before = forms.TypedChoiceField(label="Le taux de", coerce=Decimal)
    after = EurosField(label="Devient, en pour cent", help_text="21, ou 8,5.")
    reference = forms.CharField(label="Par quel texte", max_length=80, help_text="La loi et son article.")

    def __init__(self, *args: Any, rates: list[Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].choices = [  # type: ignore[attr-defined]
            (str(rate), f"{rate.normalize():f}".replace(".", ",") + f"{NBSP}%") for rate in rates
        ]
