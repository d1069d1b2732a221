"""Forms to add somebody by hand."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from eprimo.console.school.forms.fields import PeopleField, PersonField, PlacesField
from eprimo.foundation.directory.actions.newcomers import KnownPerson, Newcomer
from eprimo.foundation.directory.enums import StaffFunction
from eprimo.foundation.directory.models import CommuneService, Person
from eprimo.foundation.directory.queries.classes import classes_of_school, groups_of_school
from eprimo.foundation.directory.queries.schools import pupils_of_school, services_kept
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui.widgets import DateInput

_SOMEBODY_ELSE = "autre"


class NewcomerForm(forms.Form):
    """Who comes, from when to when, why; and, when somebody known fits, whether it is the same."""

    civility = forms.ChoiceField(
        label="Civilité",
        choices=[("", "Non précisée"), ("Mme", "Mme"), ("M.", "M.")],
        required=False,
        widget=forms.RadioSelect,
    )
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)
    birth_date = forms.DateField(
        label="Date de naissance", widget=DateInput, required=False,
        help_text="Elle, ou l’adresse, aide la personne à retrouver cet accès dans le compte qu’elle a peut-être déjà.",
    )  # fmt: skip
    email = forms.EmailField(label="Adresse électronique", required=False)
    starts = forms.DateField(label="Premier jour", widget=DateInput)
    ends = forms.DateField(
        label="Dernier jour", widget=DateInput, help_text="L’accès s’arrête tout seul ce soir-là."
    )
    reason = forms.CharField(label="Pourquoi", max_length=200)

    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(
            data["first_name"], data["last_name"], data["civility"], data["birth_date"], data["email"]
        )

    def answer(self) -> dict[str, Any]:
        """What the director said of the known person, as the action takes it."""
        said = self.data.get("same", "")
        if said == _SOMEBODY_ELSE:
            return {"somebody_else": True}
        try:
            return {"same_as": UUID(said)} if said else {}
        except ValueError:
            return {}

    def ask_same(self, error: KnownPerson) -> None:
        """Add the question to the form that goes back: about people whom who writes reads by name anyhow."""
        choices = [(str(one.public_id), f"C’est bien {one.full_name}, déjà là") for one in error.candidates]
        self.fields["same"] = forms.ChoiceField(
            label="Est-ce la même personne\N{NO-BREAK SPACE}?", widget=forms.RadioSelect,
            choices=[*choices, (_SOMEBODY_ELSE, "C’est quelqu’un d’autre")],
        )  # fmt: skip
        self.add_error("same", error.sentence)


class AdultForm(NewcomerForm):
    """With what the person is there for, by function."""

    def __init__(self, *args: Any, actor: Actor, function: StaffFunction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if function in {StaffFunction.SUBSTITUTE, StaffFunction.AESH, StaffFunction.ATSEM}:
            self.fields["classes"] = PlacesField(
                label="Classes", queryset=classes_of_school(actor), required=False
            )
        if function == StaffFunction.AESH:
            self.fields["children"] = PeopleField(label="Élèves accompagnés", required=False)
            self.fields["children"].queryset = pupils_of_school(actor)  # type: ignore[attr-defined]
        if function in {StaffFunction.PARTNER, StaffFunction.AESH}:
            self.fields["groups"] = PlacesField(
                label="Groupes", queryset=groups_of_school(actor), required=False
            )
        if function == StaffFunction.PARTNER:
            self.fields["groups"].help_text = (
                "Sans groupe, cette personne ne voit rien tant qu’une classe ne l’a pas invitée à une intervention, "
                "que vous ouvrez."
            )

    def chosen(self, name: str) -> list[Any]:
        """Classes, children or groups that were ticked."""
        return list(self.cleaned_data.get(name) or ())


class AgentForm(NewcomerForm):
    service = forms.ModelChoiceField(
        label="Service",
        queryset=CommuneService.objects.none(),
        to_field_name="public_id",
        empty_label="Choisir…",
    )
    field_order = ("service",)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services_kept(actor)  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    adult = PersonField(label="Adulte de l’école")
    ends = forms.DateField(label="Dernier jour", widget=DateInput)
    reason = forms.CharField(label="Pourquoi", max_length=200)

    def __init__(self, *args: Any, adults: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adult"].queryset = adults  # type: ignore[attr-defined]
