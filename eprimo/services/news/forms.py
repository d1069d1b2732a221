from django import forms

from eprimo.ui.widgets import DateInput


class NewsForm(forms.Form):
    """The own fields of a piece of news."""

    headline = forms.BooleanField(
        label="À la une", required=False,
        help_text="Avant les autres sur les accueils. La dernière mise à la une prend la place de celle d’avant.",
    )  # fmt: skip
    day = forms.DateField(
        label="Jour", required=False, widget=DateInput(),
        help_text="Si elle annonce un jour\u00a0: il se lit alors dans « À venir », sur les accueils.",
    )  # fmt: skip
