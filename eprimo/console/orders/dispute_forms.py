"""What is written of disputes."""

from typing import Any

from django import forms

from eprimo.console.orders.forms import EurosField
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.orders.enums import Outcome, StepKind
from eprimo.steering.orders.order.actions.disputes import Complaint
from eprimo.ui.plurals import NBSP
from eprimo.ui.widgets import DateInput

_NOBODY = "Ni nom, ni donnée d’un élève."
_STEPS = (
    ("Chercher un accord", (StepKind.NOTICE, StepKind.ANSWER, StepKind.MEETING, StepKind.OFFER, StepKind.MEDIATION)),
    ("Devant le juge", (StepKind.CLAIM, StepKind.HEARING, StepKind.JUDGEMENT, StepKind.APPEAL)),
    ("Autre", (StepKind.PAPER,)),
)  # fmt: skip


class DisputeForm(forms.Form):
    subject = forms.CharField(
        label="Objet",
        max_length=120,
        help_text=f"Quelques mots{NBSP}: «{NBSP}Messagerie arrêtée en octobre{NBSP}».",
    )
    since_on = forms.DateField(label="Faits du", widget=DateInput, help_text="Le premier jour, s’ils durent.")
    facts = forms.CharField(
        label="Les faits", max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Ce qui n’a pas été exécuté, et l’article qui le prévoit. {_NOBODY}",
    )  # fmt: skip
    demand = forms.CharField(
        label="Ce que vous demandez", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    amount = EurosField(label="Somme demandée, en euros", required=False, help_text=f"Vide{NBSP}: aucune.")

    def said(self) -> Complaint:
        return Complaint(**self.cleaned_data | {"amount": self.cleaned_data["amount"] or None})


class StepForm(forms.Form):
    kind = forms.ChoiceField(
        label="Étape", choices=[(name, [(one.value, one.label) for one in kinds]) for name, kinds in _STEPS],
    )  # fmt: skip
    on = forms.DateField(label="Le", widget=DateInput)
    words = forms.CharField(
        label="Ce qui s’est passé", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"L’autre partie et la coordination le lisent. {_NOBODY}",
    )  # fmt: skip
    case_number = forms.CharField(
        label="Numéro de l’affaire",
        max_length=40,
        required=False,
        help_text="Celui du tribunal, quand il est connu.",
    )
    file = forms.FileField(
        label="Le document", required=False, help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data["file"]
        return self.cleaned_data | {
            "kind": StepKind(self.cleaned_data["kind"]),
            "file": GivenFile(given.name or "", given.read()) if given else None,
        }


class ClosingForm(forms.Form):
    outcome = forms.ChoiceField(label="Issue", choices=Outcome.choices)
    on = forms.DateField(label="Le", widget=DateInput)
    words = forms.CharField(
        label="Ce qui est convenu ou décidé", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"L’autre partie et la coordination le lisent. {_NOBODY}",
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"outcome": Outcome(self.cleaned_data["outcome"])}


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Un accord qui n’est pas tenu, par exemple. {_NOBODY}",
    )  # fmt: skip
