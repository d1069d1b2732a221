"""Which of two rows is kept, and that its restrictions were seen."""

from typing import Any
from uuid import UUID

from django import forms

from eprimo.console.school.doubles import Comparison
from eprimo.foundation.directory.actions.merges import LOOK_AT_RESTRICTIONS


class MergeForm(forms.Form):
    kept = forms.TypedChoiceField(
        label="Quelle fiche garder\N{NO-BREAK SPACE}?", coerce=UUID, widget=forms.RadioSelect
    )
    restrictions_seen = forms.BooleanField(
        label="J’ai vu les restrictions\N{NO-BREAK SPACE}: elles restent en vigueur, et la plus stricte compte.",
        error_messages={"required": LOOK_AT_RESTRICTIONS},
    )

    def __init__(self, data: Any, *, compared: Comparison) -> None:
        super().__init__(data, initial={"kept": compared.kept.person.public_id})
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (side.person.public_id, f"Fiche {number}\N{NO-BREAK SPACE}: {side.name}")
            for number, side in enumerate(compared.sides, start=1)
        ]
        if not compared.asks_restrictions:
            del self.fields["restrictions_seen"]
