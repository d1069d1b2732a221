"""Where each child of a class goes whose teacher is missing."""

from typing import Any
from uuid import UUID

from django import forms

from eprimo.foundation.presence.queries.hosting import Spread

STAYS = ""


class SpreadForm(forms.Form):
    """One choice for each child: a class that hosts it, or its own."""

    def __init__(self, spread: Spread, data: Any = None) -> None:
        super().__init__(data)
        self._children = {f"e-{child.public_id}": child.pk for child in spread.children}
        self._hosts = {str(host.class_group.public_id): host.class_group.pk for host in spread.hosts}
        ids: dict[int, UUID] = {host.class_group.pk: host.class_group.public_id for host in spread.hosts}
        choices = [(str(host.class_group.public_id), host.class_group.label) for host in spread.hosts]
        for child in spread.children:
            host = ids.get(spread.places.get(child.pk, 0))
            self.fields[f"e-{child.public_id}"] = forms.ChoiceField(
                label=f"{child.shown_last_name} {child.first_name}",
                choices=[*choices, (STAYS, "Reste dans sa classe")],
                initial=str(host) if host else STAYS,
                required=False,
                error_messages={"invalid_choice": "Choisissez une des classes de l’école."},
            )

    @property
    def places(self) -> dict[int, int]:
        """Host by the child's id."""
        chosen = self.cleaned_data
        return {
            child: self._hosts[chosen[name]] for name, child in self._children.items() if chosen.get(name, STAYS)
        }  # fmt: skip
