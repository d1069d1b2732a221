"""Filters of the audit trail."""

from django import forms

from eprimo.console.school.trail import ACT_FAMILIES
from eprimo.ui.widgets import DateInput


class TrailForm(forms.Form):
    acte = forms.ChoiceField(label="Quoi", choices=ACT_FAMILIES, required=False)
    personne = forms.UUIDField(required=False, widget=forms.HiddenInput)
    depuis = forms.DateField(label="Depuis le", widget=DateInput, required=False)
    jusque = forms.DateField(label="Jusqu’au", widget=DateInput, required=False)
