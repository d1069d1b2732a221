"""How to be told, as forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.models import Lane, Rhythm
from eprimo.foundation.notifications.rhythms import (
    LANE_LABELS,
    LEVEL_LABELS,
    RHYTHM_LABELS,
    STAFF_LANE_LABELS,
    Choice,
    offered_choices,
)
from eprimo.ui.widgets import DateInput

# For one child: the choice made for all.
AS_ALL = "tous"


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        label=gettext_lazy("Ce que je veux recevoir"),
        choices=list(LEVEL_LABELS.items()),
        widget=forms.RadioSelect,
    )


class DetailForm(forms.Form):
    """A choice for each lane by each channel. For one child, « as for all » comes first."""

    def __init__(self, *args: Any, actor: Actor, chosen: Choice, of_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = LANE_LABELS if actor.children or actor.role == Role.GUARDIAN else STAFF_LANE_LABELS
        self.several = len({way.key for _lane, way in offered_choices()}) > 1
        for lane, way in offered_choices():
            choices = [(rhythm.value, RHYTHM_LABELS[rhythm]) for rhythm in way.choices(lane)]
            if of_child:
                choices.insert(0, (AS_ALL, gettext_lazy("Comme pour tous")))
            label = f"{labels[lane]} ({way.label})" if self.several else str(labels[lane])
            self.fields[_name(lane, way.key)] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=str(chosen.get((lane, way.key), AS_ALL)),
            )

    def wanted(self) -> Mapping[tuple[Lane, str], Rhythm | None]:
        found: dict[tuple[Lane, str], Rhythm | None] = {}
        for lane, way in offered_choices():
            value = self.cleaned_data[_name(lane, way.key)]
            found[(lane, way.key)] = None if value == AS_ALL else Rhythm(value)
        return found


def _name(lane: Lane, channel: str) -> str:
    return f"{lane}-{channel}"


class PauseForm(forms.Form):
    until = forms.DateField(label=gettext_lazy("Ne rien m’envoyer avant le"), widget=DateInput)
