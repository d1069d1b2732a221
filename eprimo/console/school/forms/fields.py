"""Fields of the console's forms: people by name, chosen by public id."""

from typing import Any

from django import forms

from eprimo.foundation.directory.models import Person


def name_in_list(person: Person) -> str:
    """« MARTIN Léa »: in the order of the list."""
    return f"{person.shown_last_name} {person.first_name}".strip()


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One person of a queryset."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", "Choisir…")
        super().__init__(queryset=Person.objects.none(), to_field_name="public_id", **options)

    def label_from_instance(self, obj: Person) -> str:
        return name_in_list(obj)


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes to tick, one for each person of a queryset."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Person.objects.none(), to_field_name="public_id", **options)

    def label_from_instance(self, obj: Person) -> str:
        return name_in_list(obj)


class PlacesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes for classes or groups."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(to_field_name="public_id", **options)
