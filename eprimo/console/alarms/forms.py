"""Why one wants to know."""

from django import forms


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi voulez-vous le savoir", max_length=300,
        help_text="Gardé un an avec l’alerte, et noté au journal avec votre nom.",
    )  # fmt: skip
