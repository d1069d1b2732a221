"""What is written of the consultation."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from eprimo.steering.consortium.actions import GivenFile
from eprimo.steering.tender.enums import PROOFS, DocumentKind, TaskKind
from eprimo.steering.tender.models import Consultation
from eprimo.ui.widgets import DateInput, TimeInput

_PDF = {"accept": ".pdf,application/pdf"}
_SHEETS = {"accept": ".pdf,.xlsx,.ods"}


def given_file(form: forms.Form, name: str) -> GivenFile | None:
    given = form.cleaned_data.get(name)
    return GivenFile(given.name or "", given.read()) if given else None


class ConsultationForm(forms.Form):
    subject = forms.CharField(
        label="Objet du marché", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Celui de l’avis de publication.",
    )  # fmt: skip
    until_day = forms.DateField(label="Les offres sont reçues jusqu’au", widget=DateInput, required=False)
    until_time = forms.TimeField(
        label="À", widget=TimeInput, required=False, help_text="Une offre déposée après n’est pas ouverte."
    )

    def __init__(self, *args: Any, consultation: Consultation | None, zone: str, **kwargs: Any) -> None:
        self._zone = ZoneInfo(zone)
        known = consultation or Consultation()
        until = known.offers_until.astimezone(self._zone) if known.offers_until else None
        kwargs["initial"] = {
            "subject": known.subject, "until_day": until.date() if until else None,
            "until_time": f"{until:%H:%M}" if until else "12:00",
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("until_day") and not data.get("until_time"):
            self.add_error("until_time", "Donnez aussi l’heure limite.")
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        day, time = data["until_day"], data["until_time"]
        until = datetime.combine(day, time, self._zone) if day and time else None
        return {"subject": data["subject"], "offers_until": until}


class PieceForm(forms.Form):
    file = forms.FileField(label="Le fichier")

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = kind == DocumentKind.BPU
        field = self.fields["file"]
        field.widget = forms.ClearableFileInput(attrs=_SHEETS if sheet else _PDF)
        field.help_text = "PDF, XLSX ou ODS, 20 Mo au plus." if sheet else "PDF, 20 Mo au plus."


class TaskForm(forms.Form):
    done_on = forms.DateField(label="Faite le", widget=DateInput)
    file = forms.FileField(label="", widget=forms.ClearableFileInput(attrs=_PDF), required=False)

    def __init__(self, *args: Any, kind: TaskKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in PROOFS:
            del self.fields["file"]
            return
        self.fields["file"].label = PROOFS[kind].label
        self.fields["file"].help_text = "PDF. Sans lui, cette mission n’est pas faite."

    def said(self) -> dict[str, Any]:
        return {"done_on": self.cleaned_data["done_on"], "file": given_file(self, "file")}
