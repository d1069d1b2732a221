"""What is taken away, from whom, until when, and why."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from eprimo.foundation.directory.models import Territory
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role
from eprimo.foundation.kernel.switches import SWITCHABLE
from eprimo.ui.widgets import DateInput

ROLES = (Role.PUPIL, Role.GUARDIAN, Role.TEACHER, Role.STAFF, Role.COMMUNE_AGENT, Role.PARTNER)


class SwitchForm(forms.Form):
    act = forms.ChoiceField(label="Ce qui est suspendu")
    roles = forms.MultipleChoiceField(
        label="Pour qui", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché\u00a0: pour tous.",
        choices=[(role.value, ROLE_LABELS[role]) for role in ROLES],
    )  # fmt: skip
    territory = forms.ModelChoiceField(Territory.objects.none(), label="Où", required=True, empty_label=None)
    until = forms.DateField(
        label="Jusqu’au soir du", required=False, widget=DateInput,
        help_text="Vide\u00a0: jusqu’à ce que vous le rendiez.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Pourquoi", max_length=300, help_text="Lu par tous ceux qui ne peuvent plus le faire."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(actor.time_zone)
        acts: Any = self.fields["act"]
        known = sorted(((act, one.words) for act, one in SWITCHABLE.items()), key=lambda one: one[1])
        # None is taken away because it stood first.
        acts.choices = [("", "Choisir…"), *known]
        if actor.role == Role.ACADEMY:
            places: Any = self.fields["territory"]
            places.queryset = Territory.objects.filter(pk__in=actor.territory_ids).order_by("name")
        else:
            del self.fields["territory"]

    def said(self) -> dict[str, Any]:
        """As `switch_set` takes it."""
        data = self.cleaned_data
        until, territory = data["until"], data.get("territory")
        ends = datetime(until.year, until.month, until.day, 23, 59, 59, tzinfo=self.zone) if until else None
        return {
            "act": data["act"], "roles": data["roles"], "reason": data["reason"], "ends": ends,
            "territory_id": territory.pk if territory else None,
        }  # fmt: skip
