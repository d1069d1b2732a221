"""What is typed to enrol a factor."""

from typing import Any

from django import forms

from eprimo.foundation.accounts.forms import SecretField
from eprimo.ui.widgets import CodeInput

_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class NamedForm(forms.Form):
    name = forms.CharField(
        label="Comment l’appeler", max_length=40, required=False,
        help_text="Par exemple «\u00a0Mon téléphone\u00a0».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    password = SecretField(label="Mot de passe actuel")

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        """`first`: there is no factor yet to ask for, so the password is."""
        super().__init__(*args, **kwargs)
        if not first:
            del self.fields["password"]


class TotpForm(NamedForm):
    sealed = forms.CharField(widget=forms.HiddenInput, max_length=1_000)
    code = forms.CharField(label="Code à six chiffres", max_length=12, widget=CodeInput(attrs=_CODE))
    field_order = ("sealed", "code", "name", "password")


class PasskeyForm(NamedForm):
    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
