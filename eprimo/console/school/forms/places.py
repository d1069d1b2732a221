"""Forms about classes, groups and services."""

from typing import Any

from django import forms

from eprimo.console.school.forms.fields import PeopleField, PersonField
from eprimo.foundation.directory.enums import AttachmentKind, Level, Profile, ServiceKind
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.directory.queries.classes import classes_of_school
from eprimo.foundation.directory.queries.schools import adults_of_school, pupils_of_school
from eprimo.foundation.kernel.actor import Actor


class ClassForm(forms.Form):
    label = forms.CharField(label="Nom de la classe", max_length=60)
    levels = forms.MultipleChoiceField(
        label="Niveaux", choices=Level.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    skin = forms.ChoiceField(
        label="Présentation des pages des élèves",
        choices=[("", "Selon l’âge"), ("petits", "Petits"), ("standard", "Grands")],
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip


class AttachForm(forms.Form):
    adult = PersonField(label="Adulte")
    kind = forms.ChoiceField(
        label="Pour quoi", widget=forms.RadioSelect,
        choices=[(k.value, k.label) for k in AttachmentKind],
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = (Profile.TEACHER, Profile.STAFF, Profile.DIRECTOR, Profile.DEPUTY)
        self.fields["adult"].queryset = adults_of_school(actor, *own)  # type: ignore[attr-defined]
        if actor.role != "director":
            # A deputy does not delegate further.
            kinds = [(k.value, k.label) for k in AttachmentKind if k != AttachmentKind.DELEGATE]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Nouvelle classe",
        queryset=ClassGroup.objects.none(),
        to_field_name="public_id",
        empty_label="Choisir…",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = classes_of_school(actor)  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    label = forms.CharField(label="Nom du groupe", max_length=60)


class MembersForm(forms.Form):
    pupils = PeopleField(label="Élèves", required=False)
    adults = PeopleField(label="Adultes et partenaires", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pupils"].queryset = pupils_of_school(actor)  # type: ignore[attr-defined]
        adults = [profile for profile in Profile if profile != Profile.PUPIL]
        self.fields["adults"].queryset = adults_of_school(actor, *adults)  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    kind = forms.ChoiceField(label="Service", choices=ServiceKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Par exemple «\N{NO-BREAK SPACE}Cantine du bourg\N{NO-BREAK SPACE}».",
    )


class EnrolForm(forms.Form):
    children = PeopleField(label="Élèves inscrits", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].queryset = pupils_of_school(actor)  # type: ignore[attr-defined]
