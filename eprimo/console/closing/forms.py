"""Which half-days, why, for whom, and what families read beside that."""

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from eprimo.console.closing.actions import Shutting
from eprimo.console.closing.enums import Why
from eprimo.foundation.directory.models import ClassGroup, School
from eprimo.foundation.presence.enums import Half
from eprimo.ui.widgets import DateInput

WHOLE, SOME = "school", "classes"
_MOST_WORDS = 600
_FIRST_HALVES = [(Half.MORNING, "dès le matin"), (Half.AFTERNOON, "à partir de midi")]
_LAST_HALVES = [(Half.AFTERNOON, "jusqu’au soir"), (Half.MORNING, "jusqu’à midi")]


class CloseForm(forms.Form):
    """Nothing is chosen beforehand but whole days: neither the school or a class, nor why."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    scope = forms.ChoiceField(
        label="Que fermez-vous\u00a0?", choices=[(WHOLE, "Toute l’école"), (SOME, "Une ou plusieurs classes")],
        widget=forms.RadioSelect, error_messages={"required": "Dites ce que vous fermez."},
    )  # fmt: skip
    classes = forms.MultipleChoiceField(
        label="Quelles classes\u00a0?", required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.ChoiceField(
        label="Pourquoi\u00a0?", choices=Why.choices, widget=forms.RadioSelect,
        error_messages={"required": "Dites pourquoi."},
    )  # fmt: skip
    first = forms.DateField(label="Premier jour", widget=DateInput)
    first_half = forms.ChoiceField(label="Ce jour-là", choices=_FIRST_HALVES, initial=Half.MORNING)
    last = forms.DateField(
        label="Dernier jour", required=False, widget=DateInput, help_text="Vide\u00a0: le même jour."
    )
    last_half = forms.ChoiceField(label="Ce jour-là", choices=_LAST_HALVES, initial=Half.AFTERNOON)
    care = forms.BooleanField(label="La mairie peut ouvrir un accueil", required=False)
    no_meals = forms.BooleanField(label="Il n’y a pas de cantine", required=False)
    words = forms.CharField(
        label="Un mot de plus aux familles", required=False, max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui précède se lit dans la langue de chaque famille\u00a0; ce mot-ci reste comme vous l’écrivez.",
    )  # fmt: skip
    urgent = forms.BooleanField(
        label="Prévenir tout de suite, même la nuit ou le week-end", required=False,
        help_text="Sans cela, les familles le lisent à la prochaine ouverture de l’école.",
    )  # fmt: skip

    def __init__(self, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ClassGroup.objects.filter(school=school, year=school.running_year_id, closed_at=None)
        self.known = {str(one.public_id): one for one in rows.order_by("key", "pk")}
        self.fields["classes"].choices = [(key, one.label) for key, one in self.known.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if data.get("scope") == SOME and "classes" not in self.errors and not data.get("classes"):
            self.add_error("classes", "Choisissez au moins une classe.")
        if first and last and last < first:
            self.add_error("last", "Le dernier jour est avant le premier.")
        same = first and (last or first) == first
        if same and data.get("first_half") == Half.AFTERNOON and data.get("last_half") == Half.MORNING:
            self.add_error("last_half", "Choisissez le matin, l’après-midi ou la journée.")
        return data

    @property
    def shutting(self) -> Shutting:
        """What it says, once it is valid."""
        data = self.cleaned_data
        whole = data["scope"] == WHOLE
        first: date = data["first"]
        return Shutting(
            key=data["key"], why=Why(data["why"]), whole=whole,
            classes=tuple(one.pk for key, one in self.known.items() if whole or key in data["classes"]),
            labels=tuple(one.label for key, one in self.known.items() if not whole and key in data["classes"]),
            first=first, last=max(data["last"] or first, first),
            from_noon=data["first_half"] == Half.AFTERNOON, until_noon=data["last_half"] == Half.MORNING,
            care=data["care"], no_meals=data["no_meals"], words=data["words"], urgent=data["urgent"],
        )  # fmt: skip

    def again(self) -> list[tuple[str, str]]:
        """What was typed, as hidden fields of the page that is looked over."""
        data = cast("QueryDict", self.data)
        return [(name, value) for name in self.fields for value in data.getlist(name)]
