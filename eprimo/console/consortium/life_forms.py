"""What is written of a member's life after it signed."""

from typing import Any

from django import forms

from eprimo.steering.consortium.actions import GivenFile
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.readings import LetterDay
from eprimo.ui.widgets import DateInput

PDF = {"accept": ".pdf,application/pdf"}


class DeclareForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La coordination seule le lit. Aucune raison n’est demandée par la convention.",
    )  # fmt: skip


class WithdrawalForm(forms.Form):
    posted_on = forms.DateField(label="Postée le", widget=DateInput)
    received_on = forms.DateField(label="Reçue le", required=False, widget=DateInput)
    registered = forms.BooleanField(label="Recommandée avec accusé de réception", required=False)
    tracking = forms.CharField(
        label="Numéro de suivi", max_length=40, required=False, help_text="D’une lettre recommandée."
    )
    file = forms.FileField(
        label="La lettre",
        required=False,
        help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs=PDF),
    )

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides = "received_on" if market.letter_decides == LetterDay.RECEIVED else "posted_on"
        self.fields[decides].help_text = "C’est cette date qui compte."

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data["file"]
        return self.cleaned_data | {"file": GivenFile(given.name or "", given.read()) if given else None}
