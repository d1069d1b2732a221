"""What is typed by who holds a letter of invitation."""

from django import forms

from eprimo.foundation.accounts.forms import NewPasswordForm
from eprimo.foundation.directory.actions.newcomers import Newcomer
from eprimo.ui.widgets import CodeInput


class LetterCodeForm(forms.Form):
    code = forms.CharField(label="Code de la lettre", max_length=40, widget=CodeInput())


class JoinForm(NewPasswordForm):
    """Who enters; the password comes last."""

    first_name = forms.CharField(label="Votre prénom", max_length=100)
    last_name = forms.CharField(label="Votre nom", max_length=100)
    email = forms.EmailField(label="Votre adresse électronique au travail", required=False)
    field_order = ("first_name", "last_name", "email", "password", "again")

    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(data["first_name"], data["last_name"], email=data["email"])
