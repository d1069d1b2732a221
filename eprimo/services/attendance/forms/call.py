"""What changes after the roll was called."""

from typing import Any

from django import forms

from eprimo.foundation.presence.enums import State
from eprimo.foundation.presence.queries.sheets import Sheet

_STATES = (
    (State.LATE, "Arrivé, en retard"),
    (State.LEFT, "Parti"),
    (State.ELSEWHERE, "En sortie, au RASED ou dans une autre classe"),
    (State.PRESENT, "Présent"),
    (State.ABSENT, "Absent"),
)


class ChangeForm(forms.Form):
    """One state for several children at once."""

    children = forms.MultipleChoiceField(
        label="Qui\u00a0?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un enfant."},
    )
    state = forms.ChoiceField(
        label="Que se passe-t-il ?", choices=_STATES, widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qui se passe."},
    )  # fmt: skip
    with_whom = forms.CharField(label="Parti avec", max_length=80, required=False)
    at = forms.TimeField(
        label="À quelle heure ?", required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="Rien\u00a0: maintenant.",
    )  # fmt: skip
    reason = forms.CharField(label="Pourquoi corrigez-vous\u00a0?", max_length=200, required=False)

    def __init__(self, *args: Any, sheet: Sheet, later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(row.child.public_id): row.child for row in sheet.rows if row.called or later}
        choices = [
            (key, f"{child.first_name} {child.shown_last_name}") for key, child in self._people.items()
        ]
        self.fields["children"].choices = choices  # type: ignore[attr-defined]
        if later:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = (
                "Ce jour est passé\u00a0: dites pourquoi vous corrigez."
            )
        else:
            del self.fields["reason"]

    @property
    def people(self) -> list[Any]:
        return [self._people[key] for key in self.cleaned_data["children"]]
