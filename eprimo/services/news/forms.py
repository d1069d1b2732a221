from django import forms


class NewsForm(forms.Form):
    """The own fields of a piece of news."""

    headline = forms.BooleanField(
        label="À la une", required=False,
        help_text="Avant les autres sur les accueils. La dernière mise à la une prend la place de celle d’avant.",
    )  # fmt: skip
