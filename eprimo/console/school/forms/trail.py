"""Filters of the audit trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.console.school.trail import ACT_FAMILIES, RESULTS, TrailFilter
from eprimo.ui.widgets import DateInput


class TrailForm(forms.Form):
    """What, who, with which result and on which days. A field that cannot be read narrows nothing, and says so."""

    acte = forms.ChoiceField(label=_("Quoi"), choices=ACT_FAMILIES, required=False)
    # Chosen among the team, or by the page of anybody else: no address holds a name.
    personne = forms.UUIDField(required=False, widget=forms.HiddenInput)
    resultat = forms.ChoiceField(
        label=_("Résultat"),
        choices=[("", _("Tout")), *((result, _(words)) for result, words in RESULTS.items())],
        required=False,
    )
    depuis = forms.DateField(label=_("Depuis le"), widget=DateInput, required=False)
    jusque = forms.DateField(label=_("Jusqu’au"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("depuis"), data.get("jusque")
        if since and until and until < since:
            self.add_error("jusque", _("Ce jour vient avant le premier."))
        return data

    def wanted(self, person_id: int | None) -> TrailFilter:
        """What of the form can be read; of this person, where it names one."""
        read = self.cleaned_data
        return TrailFilter(
            read.get("acte", ""), person_id, read.get("resultat", ""), read.get("depuis"), read.get("jusque")
        )
