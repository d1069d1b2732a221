"""What is written to give, prolong and find mandates."""

from collections.abc import Mapping
from typing import Any

from django import forms

from eprimo.console.school.forms.adults import NewcomerForm
from eprimo.foundation.directory.actions.mandates import LONGEST, LONGEST_WORDS
from eprimo.foundation.directory.enums import MandateFunction, MandateLevel, MandateRole
from eprimo.foundation.directory.policies.mandates import roles_given_by
from eprimo.foundation.directory.queries.mandates import OVER, MandateFilter
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui.widgets import DateInput


class FilterForm(forms.Form):
    """The filters of the list, in its address. A name that is looked for is posted nowhere: it stays in the page."""

    role = forms.ChoiceField(label="Mandat", required=False)
    etat = forms.ChoiceField(
        label="Lesquels", required=False, choices=[("", "En cours et à venir"), (OVER, "Terminés")]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [(role.value, role.label) for role in roles_given_by(actor)]
        self.fields["role"].choices = [("", "Tous"), *given]  # type: ignore[attr-defined]


def filter_of(given: Mapping[str, str], actor: Actor) -> tuple[MandateFilter, FilterForm]:
    """What the address asks; a value that makes no sense is left out."""
    form = FilterForm(given, actor=actor)
    form.is_valid()
    data = form.cleaned_data
    return MandateFilter(data.get("role", ""), data.get("etat", "")), form


class MandateForm(NewcomerForm):
    """Who is given a mandate, from when to when, and why."""

    field_order = ("function", "level", "civility", "first_name", "last_name", "email", "birth_date")

    def __init__(self, *args: Any, role: MandateRole, by_two: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields[
            "email"
        ].help_text = "Elle aide la personne à retrouver ce mandat dans le compte qu’elle a peut-être déjà."
        self.fields["birth_date"].help_text = "Si vous la connaissez, pour ne confondre personne."
        self.fields[
            "ends"
        ].help_text = f"Le mandat s’arrête tout seul ce soir-là ({LONGEST_WORDS[LONGEST[role]]})."
        if by_two:
            # It begins with the second person's yes.
            del self.fields["starts"]
        if role == MandateRole.INSPECTOR:
            self.fields["function"] = forms.ChoiceField(
                label="Fonction", choices=MandateFunction.choices, widget=forms.RadioSelect
            )
        if role == MandateRole.COORDINATOR:
            self.fields["level"] = forms.ChoiceField(
                label="Jusqu’où", choices=MandateLevel.choices, widget=forms.RadioSelect
            )
        self.order_fields(self.field_order)

    def more(self) -> dict[str, Any]:
        """What only some roles have, as the actions take it."""
        return {
            name: self.cleaned_data[name]
            for name in ("function", "level", "starts")
            if name in self.cleaned_data
        }


class ProlongForm(forms.Form):
    """Another last day; why, when a second person is to agree."""

    ends = forms.DateField(label="Nouveau dernier jour", widget=DateInput)
    reason = forms.CharField(label="Pourquoi", max_length=200)

    def __init__(self, *args: Any, by_two: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_two:
            del self.fields["reason"]
