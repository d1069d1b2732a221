from django import forms


class EventForm(forms.Form):
    """A date has no field beside those that all things which announce something have in common."""
