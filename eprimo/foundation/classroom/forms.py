"""What the door of a class is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.ui.widgets import CodeInput


class BadgeForm(forms.Form):
    code = forms.CharField(label=_("Code du badge"), max_length=60, widget=CodeInput())
