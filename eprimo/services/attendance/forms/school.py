"""What the school writes down for a family: what it said by telephone or on paper, a call made, a reason held."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from eprimo.foundation.directory.models import Person
from eprimo.foundation.presence.enums import Judged, Means, Result
from eprimo.services.attendance.forms.families import Days, TellForm

_SOMEBODY = ""


class RecordForm(TellForm):
    """« Dit par téléphone par Mme Martin »: who said it, how, then what a family tells itself."""

    said_by = forms.ChoiceField(label="Dit par", widget=forms.RadioSelect, required=False)
    means = forms.ChoiceField(
        label="Comment",
        choices=[(Means.PHONE.value, "Par téléphone"), (Means.PAPER.value, "Sur papier")],
        widget=forms.RadioSelect,
        initial=Means.PHONE,
        error_messages={"required": "Dites comment."},
    )
    field_order = ("key", "said_by", "means", *TellForm.field_order[1:])

    def __init__(self, days: Days, today: date, guardians: Iterable[Person], data: Any = None) -> None:
        self.guardians = {str(one.public_id): one for one in guardians}
        super().__init__(days, today, data)
        names = [(key, one.full_name) for key, one in self.guardians.items()]
        self.fields["said_by"].choices = [*names, (_SOMEBODY, "Quelqu’un d’autre")]  # type: ignore[attr-defined]
        self.fields["said_by"].initial = names[0][0] if names else _SOMEBODY

    @property
    def speaker(self) -> Person | None:
        return self.guardians.get(self.cleaned_data["said_by"])

    @property
    def how(self) -> Means:
        return Means(self.cleaned_data["means"])


class AttemptForm(forms.Form):
    """Whom the school telephoned to, and what came of it."""

    adult = forms.UUIDField()
    result = forms.ChoiceField(choices=[(one.value, one.label) for one in Result])


class JudgeForm(forms.Form):
    """Empty: as the law's list says."""

    judged = forms.ChoiceField(
        choices=[("", ""), *((one.value, one.label) for one in Judged)], required=False
    )
