"""What a territory is narrowed to, in the address: places and codes, never a person."""

from collections.abc import Mapping

from django import forms

from eprimo.steering.statistics.models import Concern
from eprimo.steering.statistics.queries import Asked

ORDERS = (
    ("", "Par nom"),
    ("jointes", "Familles les moins jointes d’abord"),
    ("fin", "Fin d’ouverture la plus proche d’abord"),
    ("import", "Import le plus ancien d’abord"),
)


class OpeningForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Qui vous l’a demandé, et pour quoi faire. L’école lit que vous avez ouvert cette page, pas "
        "votre motif.",
    )  # fmt: skip


class TerritoryForm(forms.Form):
    q = forms.CharField(label="École ou commune", max_length=80, required=False)
    souci = forms.ChoiceField(
        label="À regarder", required=False, choices=[("", "Toutes les écoles"), *Concern.choices]
    )
    tri = forms.ChoiceField(label="Dans quel ordre", required=False, choices=ORDERS)
    departement = forms.CharField(max_length=3, required=False, widget=forms.HiddenInput)
    circonscription = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    epci = forms.CharField(max_length=9, required=False, widget=forms.HiddenInput)
    commune = forms.CharField(max_length=5, required=False, widget=forms.HiddenInput)


class ImportOpeningForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La direction de l’école le lit, et l’historique le garde.",
        error_messages={"required": "Écrivez pourquoi."},
    )  # fmt: skip


def asked_of(given: Mapping[str, str]) -> tuple[Asked, str, TerritoryForm]:
    """What the address asks, and the order of the list; a value that makes no sense is left out."""
    form = TerritoryForm(given)
    form.is_valid()
    data = form.cleaned_data
    asked = Asked(
        department=data.get("departement", ""), circonscription=data.get("circonscription", ""),
        epci=data.get("epci", ""), commune=data.get("commune", ""), concern=data.get("souci", ""),
        words=data.get("q", ""),
    )  # fmt: skip
    return asked, data.get("tri", ""), form
