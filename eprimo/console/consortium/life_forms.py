"""What is written of a member's life after it signed."""

from typing import Any

from django import forms

from eprimo.console.consortium.forms import one_of
from eprimo.foundation.directory.models import Commune, Epci
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.enums import OF_EPCI, LetterDay, MemberKind, Succession
from eprimo.steering.consortium.models import Market, Member
from eprimo.ui.widgets import DateInput

_SUCCESSORS = [
    (kind.value, kind.label)
    for kind in (MemberKind.COMMUNE, MemberKind.COMMUNITY, MemberKind.EPCI, MemberKind.SYNDICAT)
]
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


class ExclusionForm(forms.Form):
    court = forms.CharField(
        label="Juridiction", max_length=160, help_text="Tribunal administratif de Nantes…"
    )
    case_number = forms.CharField(label="Numéro de l’affaire", max_length=60)
    decided_on = forms.DateField(label="Décision du", widget=DateInput)
    effect_on = forms.DateField(label="Exclusion à partir du", widget=DateInput)
    file = forms.FileField(
        label="La décision", help_text="PDF, 10 Mo au plus.", widget=forms.ClearableFileInput(attrs=PDF)
    )

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data["file"]
        return self.cleaned_data | {"file": GivenFile(given.name or "", given.read())}


class EndForm(forms.Form):
    ended_on = forms.DateField(
        label="Le marché prend fin le", required=False, widget=DateInput,
        help_text="Vide\N{NO-BREAK SPACE}: il va à son terme.",
    )  # fmt: skip
    why = forms.CharField(
        label="Pourquoi", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le calendrier le dit à tous les membres.",
    )  # fmt: skip


class SubstitutionForm(forms.Form):
    """The successor by its number; the rest is for one that is not in the list."""

    kind = forms.ChoiceField(label="De quel droit", choices=Succession.choices, widget=forms.RadioSelect)
    siret = forms.CharField(
        label="SIRET de qui prend la place", max_length=24, help_text="Quatorze chiffres."
    )
    name = forms.CharField(
        label="Son nom", max_length=160, required=False, help_text="S’il n’est pas encore dans la liste."
    )
    successor_kind = forms.ChoiceField(
        label="Sa nature", required=False, choices=[("", "Déjà dans la liste"), *_SUCCESSORS]
    )
    place = forms.CharField(
        label="Commune ou intercommunalité", max_length=160, required=False,
        help_text="Son nom, ou son code INSEE ou SIREN.",
    )  # fmt: skip
    effective_on = forms.DateField(label="À partir du", widget=DateInput)
    act = forms.CharField(label="Acte", max_length=80, help_text="Le numéro de l’arrêté préfectoral.")
    act_on = forms.DateField(label="Acte du", widget=DateInput)
    file = forms.FileField(
        label="L’acte", help_text="PDF, 10 Mo au plus.", widget=forms.ClearableFileInput(attrs=PDF)
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._member = member

    def clean(self) -> dict[str, Any]:
        """The body of that number in the list, else a new one as it is described."""
        data = super().clean() or {}
        figures = "".join(data.get("siret", "").split())
        listed = Member.objects.filter(market=self._member.market_id, replaced_on=None, siret=figures)
        self._successor: Member | None = listed.exclude(pk=self._member.pk).first()
        if self._successor is not None or self.errors:
            return data
        kind = data.get("successor_kind", "")
        for field in ("name", "successor_kind"):
            if not data.get(field):
                self.add_error(field, "Cet organisme n’est pas dans la liste\N{NO-BREAK SPACE}: décrivez-le.")
        commune, epci = None, None
        if kind == MemberKind.COMMUNE:
            rows = Commune.objects.select_related("department")
            commune = one_of(
                rows.filter(department__academy=self._member.market.academy_id), data["place"], "insee"
            )
        elif kind in OF_EPCI:
            epci = one_of(Epci.objects.all(), data["place"], "siren")
        if kind in {MemberKind.COMMUNE, *OF_EPCI} and commune is None and epci is None:
            self.add_error("place", "Aucun lieu de ce nom\N{NO-BREAK SPACE}: écrivez son code.")
        if not self.errors:
            self._successor = Member(
                kind=MemberKind(kind), name=data["name"], siret=data["siret"], commune=commune, epci=epci,
                department=self._member.department, address="",
            )  # fmt: skip
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": Succession(data["kind"]), "successor": self._successor, "effective_on": data["effective_on"],
            "act": data["act"], "act_on": data["act_on"],
            "file": GivenFile(data["file"].name or "", data["file"].read()),
        }  # fmt: skip
