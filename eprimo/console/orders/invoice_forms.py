"""What is written of invoices, and the file of states that is read."""

from typing import Any

from django import forms

from eprimo.foundation.sandbox.errors import NotRead
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused
from eprimo.steering.orders.enums import PRIVATE_DEPOSITS, Channel, Deposit
from eprimo.steering.orders.invoice.payload import MOST_STATES, StateLine, WrongStates
from eprimo.steering.orders.invoice.queries import STATES, InvoiceFilter
from eprimo.steering.orders.models import Billing, Invoice, InvoiceLine, Seller
from eprimo.ui.plurals import plural
from eprimo.ui.widgets import DateInput

NBSP = "\N{NO-BREAK SPACE}"
_YEARS = [(str(year), str(year)) for year in (1, 2, 3, 4)]
_MOST_SAID = f"{MOST_STATES:_}".replace("_", NBSP)
_MOST_BYTES = 5 * 1024 * 1024
_STATES = Parser("states", "eprimo.steering.orders.invoice.confined.states:lines", list[StateLine])
_WRONG: dict[str, str] = {
    WrongStates.COLUMNS: "La première ligne nomme les colonnes : Facture, État, Date.",
    WrongStates.MANY: f"Ce fichier a plus de {_MOST_SAID} lignes{NBSP}: coupez-le en plusieurs. Rien n’est noté.",
    WrongStates.NONE: "Ce fichier n’a aucune ligne.",
    WrongStates.CELL: f"Une case de ce fichier est démesurée{NBSP}: des guillemets n’y sont pas fermés, peut-être.",
}


class SellerForm(forms.Form):
    legal = forms.CharField(
        label="Forme et capital", max_length=200, required=False, help_text="SAS au capital de 100 000 €, par exemple."
    )  # fmt: skip
    street = forms.CharField(label="Adresse", max_length=120, required=False)
    postcode = forms.CharField(label="Code postal", max_length=5, required=False)
    city = forms.CharField(label="Ville", max_length=80, required=False)
    contract = forms.CharField(label="Numéro du marché", max_length=50, required=False)

    def said(self) -> Seller:
        return Seller(**self.cleaned_data)


class BankForm(forms.Form):
    iban = forms.CharField(
        label="IBAN", max_length=42, help_text="Où les membres paient. La coordination ne le lit pas."
    )
    bic = forms.CharField(label="BIC", max_length=11, required=False)


def initial_of(seller: Seller | None) -> dict[str, Any]:
    return {} if seller is None else {name: getattr(seller, name) for name in SellerForm.base_fields}


class BillingForm(forms.Form):
    needs_engagement = forms.BooleanField(label="Nos factures portent un numéro d’engagement", required=False)
    engagement = forms.CharField(label="Numéro d’engagement", max_length=50, required=False)
    needs_service = forms.BooleanField(label="Nos factures portent un code service", required=False)
    service = forms.CharField(label="Code service", max_length=100, required=False)
    street = forms.CharField(
        label="Adresse de facturation", max_length=120, required=False,
        help_text="Numéro et rue, ou boîte postale\N{NO-BREAK SPACE}: la loi la veut sur une facture.",
    )  # fmt: skip
    postcode = forms.RegexField(r"^[0-9]{5}$", label="Code postal", required=False)
    city = forms.CharField(label="Ville", max_length=80, required=False)
    platform = forms.BooleanField(
        label="Nous recevons nos factures par une plateforme agréée", required=False,
        help_text="Sinon le fichier Factur-X nous est remis seul.",
    )  # fmt: skip

    def __init__(self, *args: Any, private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An OGEC is not in Chorus Pro: it has no service there, and a channel to choose.
        for name in ("needs_service", "service") if private else ("platform",):
            del self.fields[name]

    def said(self) -> Billing:
        return Billing(**self.cleaned_data)


def billing_initial(known: Billing | None) -> dict[str, Any]:
    if known is None:
        return {"platform": True}
    return {name: getattr(known, name) for name in BillingForm.base_fields}


class InvoiceListForm(forms.Form):
    q = forms.CharField(label="Membre ou numéro", max_length=80, required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *STATES])
    annee = forms.ChoiceField(label="Année du marché", required=False, choices=[("", "Toutes"), *_YEARS])


def filter_of(given: Any) -> tuple[InvoiceListForm, InvoiceFilter]:
    """A value that makes no sense is left out."""
    form = InvoiceListForm(given)
    form.is_valid()
    said = form.cleaned_data
    return form, InvoiceFilter(said.get("q", ""), said.get("etat", ""), said.get("annee", ""))


class InvoiceFileForm(forms.Form):
    file = forms.FileField(
        label="La facture", help_text="Factur-X (PDF) ou son fichier XML, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.xml,application/pdf,text/xml"}),
    )  # fmt: skip


class DepositForm(forms.Form):
    state = forms.ChoiceField(label="État")
    on = forms.DateField(label="Depuis le", widget=DateInput)

    def __init__(self, *args: Any, invoice: Invoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(Deposit) if invoice.channel == Channel.CHORUS else list(PRIVATE_DEPOSITS)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label)
            for one in known
            if invoice.channel != Channel.CHORUS or one != Deposit.SENT
        ]

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"state": Deposit(self.cleaned_data["state"])}


class DepositsFileForm(forms.Form):
    file = forms.FileField(
        label="Le fichier des états",
        help_text=f"CSV{NBSP}: une ligne par facture, avec les colonnes Facture, État et Date.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip

    def clean_file(self) -> list[StateLine]:
        return state_lines(self.cleaned_data["file"].read(_MOST_BYTES + 1))


def state_lines(content: bytes) -> list[StateLine]:
    """The lines of a file of states; a ValidationError that says why it is none."""
    if len(content) > _MOST_BYTES:
        raise forms.ValidationError("Ce fichier dépasse 5 Mo.")
    try:
        return _STATES.run(content)
    except Refused as refused:
        raise forms.ValidationError(_WRONG.get(refused.code, _WRONG[WrongStates.NONE])) from refused
    except NotRead as error:
        raise forms.ValidationError(error.sentence) from error


class CreditForm(forms.Form):
    """A quantity a line: what is given back."""

    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Le membre le lit sur l’avoir. Ni nom, ni donnée d’un élève.",
    )  # fmt: skip

    def __init__(self, *args: Any, lines: list[InvoiceLine], left: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            most = left[line.position]
            where = f"{line.designation}, {line.school_name}" if line.school_name else line.designation
            self.fields[f"q_{line.position}"] = forms.IntegerField(
                label=where, min_value=0, max_value=most, required=False, disabled=not most,
                help_text=f"{most} sur {line.quantity} {plural(most, 'reste facturé', 'restent facturés')}.",
            )  # fmt: skip

    def said(self) -> dict[str, Any]:
        quantities = {
            int(name.removeprefix("q_")): number
            for name, number in self.cleaned_data.items()
            if name.startswith("q_") and number
        }
        return {"quantities": quantities, "reason": self.cleaned_data["reason"]}


class DisputeForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui ne va pas", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le titulaire le lit tel quel. Ni nom, ni donnée d’un élève.",
    )  # fmt: skip
