"""What is typed of a meeting."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from eprimo.steering.consortium.models import Market
from eprimo.steering.governance.actions import MeetingSaid
from eprimo.steering.governance.enums import Presence, Stage
from eprimo.steering.governance.models import Attendance, Meeting
from eprimo.steering.governance.queries import departments_of
from eprimo.ui.widgets import DateInput

_ZONE = ZoneInfo("Europe/Paris")
_COPIL = ("copil", "Comité de pilotage")


class MeetingForm(forms.Form):
    body = forms.ChoiceField(label="Instance")
    stage = forms.ChoiceField(label="Étape", choices=Stage.choices)
    subject = forms.CharField(label="Objet", max_length=160)
    day = forms.DateField(label="Le", widget=DateInput)
    start = forms.TimeField(label="De", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    until = forms.TimeField(label="À", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(
        label="Lieu", max_length=200, help_text="Une salle, ou l’adresse d’une visioconférence."
    )
    agenda = forms.CharField(
        label="Ordre du jour", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Il part avec la convocation.",
    )  # fmt: skip

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._departments = {one.code: one for one in departments_of(market)}
        groups = [
            (code, f"Groupe de pilotage départemental, {one.name}") for code, one in self._departments.items()
        ]
        self.fields["body"].choices = [_COPIL, *groups]  # type: ignore[attr-defined]

    def said(self) -> MeetingSaid:
        one = self.cleaned_data
        return MeetingSaid(
            stage=one["stage"], subject=one["subject"], place=one["place"], agenda=one["agenda"],
            starts_at=datetime.combine(one["day"], one["start"], _ZONE),
            ends_at=datetime.combine(one["day"], one["until"], _ZONE),
            department=self._departments.get(one["body"]),
        )  # fmt: skip


def initial_of(meeting: Meeting) -> dict[str, Any]:
    start, end = meeting.starts_at.astimezone(_ZONE), meeting.ends_at.astimezone(_ZONE)
    return {
        "body": meeting.department.code if meeting.department else _COPIL[0], "stage": meeting.stage,
        "subject": meeting.subject, "day": start.date(), "start": start.time(), "until": end.time(),
        "place": meeting.place, "agenda": meeting.agenda,
    }  # fmt: skip


class AttendanceForm(forms.Form):
    """A choice for each member, and the body that stood for it."""

    def __init__(self, *args: Any, rows: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = rows
        for one in rows:
            self.fields[f"p_{one.pk}"] = forms.ChoiceField(
                label=one.member.name, choices=[("", "Non noté"), *Presence.choices], required=False,
                initial=one.presence,
            )  # fmt: skip
            self.fields[f"b_{one.pk}"] = forms.CharField(
                label="Représenté par", required=False, max_length=160, initial=one.by
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"p_{one.pk}"], self[f"b_{one.pk}"]) for one in self._rows]

    def said(self) -> dict[int, tuple[str, str]]:
        one = self.cleaned_data
        return {row.member_id: (one[f"p_{row.pk}"], one[f"b_{row.pk}"]) for row in self._rows}


class MinutesForm(forms.Form):
    text = forms.CharField(
        label="Compte rendu", max_length=40_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Nommez les organismes plutôt que les personnes.",
    )  # fmt: skip
    decisions = forms.CharField(
        label="Décisions", required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une par ligne, 500 lettres au plus.",
    )  # fmt: skip
    reason = forms.CharField(label="Ce qui change depuis la version publiée", required=False, max_length=300)

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]

    def clean_decisions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["decisions"].splitlines() if line.strip()]
        if any(len(line) > 500 for line in lines):  # noqa: PLR2004 - said at the field
            raise forms.ValidationError("Une décision a 500 lettres au plus.")
        return lines


class MeetingFileForm(forms.Form):
    file = forms.FileField(
        label="Le document (PDF)", widget=forms.ClearableFileInput(attrs={"accept": ".pdf"})
    )


class NewsForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=160)
    text = forms.CharField(
        label="Texte", max_length=8_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Une ligne vide commence un paragraphe.",
    )  # fmt: skip
