"""What is typed of a meeting."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from eprimo.steering.consortium.models import Market
from eprimo.steering.governance.enums import Answer, Presence, Progress, Stage
from eprimo.steering.governance.models import Attendance, Guest, Invited, Meeting, MeetingDecision
from eprimo.steering.governance.queries import departments_of
from eprimo.steering.governance.report_paper import report_texts
from eprimo.steering.governance.representatives import Representatives
from eprimo.ui.widgets import DateInput

_ZONE = ZoneInfo("Europe/Paris")
# Rows of decisions that stay free.
_FREE = 3
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

    def said(self) -> Meeting:
        one = self.cleaned_data
        return Meeting(
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


class InvitedForm(forms.Form):
    """A choice for each body and each person that is invited, and who stands for it: an answer, or how it took part."""

    def __init__(
        self, *args: Any, meeting: Meeting, rows: list[Attendance], guests: list[Guest], answers: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._rows, self._guests, self._answers = rows, guests, answers
        acting = Representatives(meeting, [one.member_id for one in rows]) if rows else None
        for one in rows:
            body = acting.of(one.member_id) if acting else None
            help_text = f"{body.name}, si rien n’est écrit." if body else ""
            self._add(one, f"p_{one.pk}", f"b_{one.pk}", one.member.name, help_text)
        for guest in guests:
            label = f"{guest.shown}, {guest.function}" if guest.shown else guest.function
            self._add(guest, f"g_{guest.pk}", f"h_{guest.pk}", label, "")

    def _add(self, one: Invited, how: str, by: str, label: str, help_text: str) -> None:
        choices = Answer.choices if self._answers else Presence.choices
        empty = "Pas de réponse" if self._answers else "Non noté"
        # What was answered to another day is asked again.
        said = (
            "" if self._answers and not one.standing_answer else one.answer if self._answers else one.presence
        )
        self.fields[how] = forms.ChoiceField(
            label=label, choices=[("", empty), *choices], required=False, initial=said
        )
        self.fields[by] = forms.CharField(
            label="Représenté par", required=False, max_length=160, help_text=help_text,
            initial=one.answer_by if self._answers else one.by or (one.answer_by if not one.presence else ""),
        )  # fmt: skip

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        members = [(self[f"p_{one.pk}"], self[f"b_{one.pk}"]) for one in self._rows]
        return members + [(self[f"g_{one.pk}"], self[f"h_{one.pk}"]) for one in self._guests]

    def members(self) -> dict[int, tuple[str, str]]:
        one = self.cleaned_data
        return {row.member_id: (one[f"p_{row.pk}"], one[f"b_{row.pk}"]) for row in self._rows}

    def guests(self) -> dict[int, tuple[str, str]]:
        one = self.cleaned_data
        return {row.pk: (one[f"g_{row.pk}"], one[f"h_{row.pk}"]) for row in self._guests}


class GuestForm(forms.Form):
    function = forms.CharField(
        label="Fonction ou organisme", max_length=160,
        help_text="Le compte rendu ne dit que cela\N{NO-BREAK SPACE}: jamais le nom.",
    )  # fmt: skip
    name = forms.CharField(label="Nom", required=False, max_length=160)
    email = forms.CharField(label="Adresse électronique", required=False, max_length=254)
    address = forms.CharField(
        label="Adresse postale", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans adresse électronique, une lettre s’imprime.",
    )  # fmt: skip

    def said(self) -> Guest:
        return Guest(**self.cleaned_data)


class MinutesForm(forms.Form):
    """The text, and a row for each decision that no minutes say yet; some rows stay free for others."""

    text = forms.CharField(
        label="Compte rendu", max_length=40_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Nommez les organismes plutôt que les personnes.",
    )  # fmt: skip
    reason = forms.CharField(label="Ce qui change depuis la version publiée", required=False, max_length=300)

    def __init__(self, *args: Any, corrects: bool, decisions: list[MeetingDecision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]
        self._count = max(len(decisions) + _FREE, self._posted())
        for number in range(self._count):
            one = decisions[number] if number < len(decisions) else None
            self.fields[f"text_{number}"] = forms.CharField(
                label=f"Décision {number + 1}", required=False, max_length=500, initial=one.text if one else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"who_{number}"] = forms.CharField(
                label="Qui la porte", required=False, max_length=160, initial=one.who if one else "",
                help_text="Un organisme ou une fonction.",
            )  # fmt: skip
            self.fields[f"until_{number}"] = forms.DateField(
                label="Jusqu’au", required=False, widget=DateInput, initial=one.until if one else None
            )

    def _posted(self) -> int:
        """What was typed comes back, however many rows the page had."""
        return sum(name.startswith("text_") for name in self.data) if self.is_bound else 0

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"text_{n}"], self[f"who_{n}"], self[f"until_{n}"]) for n in range(self._count)]

    def clean(self) -> dict[str, Any]:
        """A row is empty or whole: what lacks is said at its place."""
        data = super().clean() or {}
        for number in range(self._count):
            names = [f"{part}_{number}" for part in ("text", "who", "until")]
            lacks = [name for name in names if not data.get(name) and name not in self.errors]
            if len(lacks) < len(names):
                for name in lacks:
                    self.add_error(
                        name, "À remplir\N{NO-BREAK SPACE}: une décision dit quoi, qui et jusqu’à quand."
                    )
        return data

    def said(self) -> dict[str, Any]:
        """As `minutes_write` takes it."""
        one = self.cleaned_data
        decisions = [
            MeetingDecision(text=one[f"text_{n}"], who=one[f"who_{n}"], until=one[f"until_{n}"])
            for n in range(self._count)
            if one[f"text_{n}"]
        ]
        return {"text": one["text"], "reason": one.get("reason", ""), "decisions": decisions}


class DecisionEndForm(forms.Form):
    state = forms.ChoiceField(
        label="Ce qu’elle est devenue", widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Progress.DONE, Progress.DROPPED)],
    )  # fmt: skip
    on = forms.DateField(label="Le", widget=DateInput)
    reason = forms.CharField(
        label="Pourquoi", required=False, max_length=300, help_text="Obligatoire si elle est abandonnée."
    )


class DecisionPutOffForm(forms.Form):
    who = forms.CharField(label="Qui la porte", max_length=160, help_text="Un organisme ou une fonction.")
    until = forms.DateField(label="Jusqu’au", widget=DateInput)
    reason = forms.CharField(label="Pourquoi", max_length=300)


class DecisionReopenForm(forms.Form):
    reason = forms.CharField(label="Pourquoi", max_length=300)


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


class ReportDaysForm(forms.Form):
    starts_on = forms.DateField(label="Du", widget=DateInput)
    ends_on = forms.DateField(label="Au", widget=DateInput, help_text="Un an au plus, et pas à venir.")


class ReportForm(forms.Form):
    """A text for each place where the coordinator writes."""

    def __init__(self, *args: Any, texts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in report_texts():
            self.fields[one.key] = forms.CharField(
                label=one.label, required=False, max_length=8_000, initial=texts.get(one.key, ""),
                widget=forms.Textarea(attrs={"rows": 5}),
            )  # fmt: skip


class ReportCorrectForm(forms.Form):
    reason = forms.CharField(label="Ce qui change depuis la version envoyée", max_length=300)
