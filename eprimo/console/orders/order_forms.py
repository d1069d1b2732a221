"""What is written of orders: accounts by school, options, reasons."""

from typing import Any

from django import forms
from django.forms import BoundField

from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.needs_file import accounts_of
from eprimo.steering.orders.enums import OrderKind
from eprimo.steering.orders.order.sheet import Sheet, SheetRow
from eprimo.steering.prices.models import PriceLine
from eprimo.ui.french import euros
from eprimo.ui.widgets import DateInput

STANDINGS = (
    ("default", "En défaut"),
    ("none", "Rien d’envoyé"),
    ("sent", "Envoyé, pas encore reçu"),
    ("below", "Sous le besoin"),
    ("known", "Reçu par le titulaire"),
)


class OrderForm(forms.Form):
    """One number a school, as it was typed; what stays empty is 0."""

    def __init__(
        self, *args: Any, sheet: Sheet, options: list[PriceLine], taken: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._rows = sheet.rows
        for row in sheet.rows:
            self.fields[_name(row)] = forms.CharField(
                label=f"Comptes pour {row.name}", required=False, max_length=20, initial=row.accounts,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "class": "inp-c inp-n"}),
            )  # fmt: skip
        if options:
            self.fields["options"] = forms.MultipleChoiceField(
                label="Options", required=False, initial=taken, widget=forms.CheckboxSelectMultiple,
                choices=[(one.code, _priced(one)) for one in options],
            )  # fmt: skip
        if sheet.plan.kind == OrderKind.COMPLEMENT:
            self.fields["starts_on"] = forms.DateField(
                label="Comptes ouverts à partir du", initial=sheet.plan.starts_on, widget=DateInput
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self._rows:
            name = _name(row)
            number, wrong = accounts_of(data[name]) if data.get(name) else (0, "")
            data[name] = number
            if wrong:
                self.add_error(name, wrong)
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "accounts": {row.school_id: data[_name(row)] for row in self._rows},
            "options": data.get("options", ()),
            "starts_on": data.get("starts_on"),
        }

    def lines(self) -> list[tuple[SheetRow, BoundField]]:
        return [(row, self[_name(row)]) for row in self._rows]


def _priced(line: PriceLine) -> str:
    return f"{line.designation}\N{NO-BREAK SPACE}: {euros(line.ht)} HT, {line.get_unit_display().lower()}"


def _name(row: SheetRow) -> str:
    return f"n_{row.uai}"


class JoinForm(forms.Form):
    file = forms.FileField(
        label="Le bon signé", help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip
    signed_on = forms.DateField(
        label="Signé le", widget=DateInput, help_text="La date écrite à la main sous la signature."
    )

    reference = forms.CharField(
        label="Référence écrite sur le bon signé", max_length=20,
        help_text="Huit signes, sous la période\N{NO-BREAK SPACE}: recopiez-les du papier signé, pas de cette page.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data["file"]
        return {
            "file": GivenFile(given.name or "", given.read()),
            "signed_on": self.cleaned_data["signed_on"],
            "reference": self.cleaned_data["reference"],
        }


class RootForm(forms.Form):
    file = forms.FileField(
        label="Le certificat de l’autorité", help_text="PEM, CRT, CER ou DER, 64 Ko au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pem,.crt,.cer,.der"}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le titulaire le lit. Ni nom, ni donnée d’un élève.",
    )  # fmt: skip


class BookForm(forms.Form):
    default_after = forms.IntegerField(
        label="Jours après le début du marché", min_value=0, max_value=365,
        help_text="Au-delà, un membre qui n’a rien envoyé est «\N{NO-BREAK SPACE}en défaut\N{NO-BREAK SPACE}».",
    )  # fmt: skip


class TotalsForm(forms.Form):
    q = forms.CharField(label="Nom", max_length=80, required=False)
    etat = forms.ChoiceField(label="Commande", required=False, choices=[("", "Toutes"), *STANDINGS])
