from django import forms

PICTURES = [
    ("link", "Une chaîne"), ("book-open", "Un livre"), ("camera", "Une caméra"), ("utensils", "Un repas"),
    ("bus", "Un car"), ("calendar-days", "Un calendrier"),
]  # fmt: skip


class LinkForm(forms.Form):
    """The own fields of a link."""

    address = forms.RegexField(
        r"\Ahttps://[^\s\"'<>\\^`{|}]{4,490}\Z", label="Adresse", widget=forms.URLInput,
        error_messages={"invalid": "L’adresse commence par https://, sans espace."},
    )  # fmt: skip
    picture = forms.ChoiceField(label="Image", choices=PICTURES, initial="link")
