"""Form widgets of the look."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The device's own date picker: it shows the reader's format and sends ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CodeInput(forms.TextInput):
    """A code copied from paper: no dictionary, capitals on a phone's keyboard."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        super().__init__({**own, **(attrs or {})})


class TimeInput(forms.TimeInput):
    """The device's own way to choose an hour; it sends « 08:45 »."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
