"""A step about absences without a legitimate reason, as it was done."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms

from eprimo.foundation.directory.models import Person
from eprimo.foundation.presence.actions.follow import StepNote
from eprimo.foundation.presence.enums import Step, Way
from eprimo.foundation.presence.follow_paper import LETTERS
from eprimo.foundation.presence.models import MAX_WORDS
from eprimo.foundation.presence.queries.follow import Addressee


class ReportForm(forms.Form):
    """A report; the same form sent twice is one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class StepForm(ReportForm):
    """A step: what was done, on which day, who of the family was told, and how."""

    step = forms.ChoiceField(
        choices=[(one.value, one.label) for one in LETTERS], widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Cette étape ne se note pas ainsi."},
    )  # fmt: skip
    day = forms.DateField(
        label="Quel jour\u00a0?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Dites quel jour.", "invalid": "Ce n’est pas un jour."},
    )  # fmt: skip
    adults = forms.MultipleChoiceField(
        label="Qui l’a su\u00a0?", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "Choisissez parmi les responsables de l’enfant."},
    )  # fmt: skip
    way = forms.ChoiceField(
        label="Comment\u00a0?", choices=[(one.value, one.label.capitalize()) for one in Way],
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    words = forms.CharField(
        label="Ce qui a été dit ou décidé", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_WORDS,
        help_text="La direction le lit, et la famille si elle demande ses données\u00a0: ni lieu, ni diagnostic.",
        error_messages={"max_length": f"{MAX_WORDS} lettres au plus."},
    )  # fmt: skip

    def __init__(self, step: Step, today: date, adults: Sequence[Addressee], data: Any = None) -> None:
        self._people = {str(one.adult.public_id): one.adult for one in adults}
        super().__init__(data, initial={"step": step.value, "day": today})
        names = [(key, one.full_name) for key, one in self._people.items()]
        self.fields["adults"].choices = names  # type: ignore[attr-defined]
        if not names:
            del self.fields["adults"], self.fields["way"]

    @property
    def noted(self) -> StepNote:
        said = self.cleaned_data
        people: list[Person] = [self._people[key] for key in said.get("adults", ())]
        way = Way(said["way"]) if said.get("way") else None
        key: UUID = said["key"]
        return StepNote(Step(said["step"]), said["day"], key, people, way, said["words"])
