"""Forms about restrictions, consents, settings and entitlements."""

from typing import Any

from django import forms

from eprimo.console.school.forms.fields import PersonField
from eprimo.foundation.directory.enums import (
    ConsentDecision,
    ConsentUse,
    GuardianKindChoice,
    RestrictionLevel,
)
from eprimo.foundation.directory.models import Guardianship, Person
from eprimo.ui.widgets import DateInput, TimeInput

LEVELS = [
    (
        RestrictionLevel.PROTECTED_CONTACT,
        "Coordonnées protégées\N{NO-BREAK SPACE}: ne voit ni les autres adultes ni la classe",
    ),
    (RestrictionLevel.NO_INFORMATION, "Aucune information\N{NO-BREAK SPACE}: ne voit plus rien de l’enfant"),
    (RestrictionLevel.NO_ACCOUNT, "Aucun accès\N{NO-BREAK SPACE}: ne peut plus entrer s’il ne reste aucun autre lien"),
]  # fmt: skip


class RestrictionForm(forms.Form):
    level = forms.TypedChoiceField(
        label="Ce qui change pour cet adulte", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    ends = forms.DateField(
        label="Dernier jour de la décision", widget=DateInput, required=False,
        help_text="Sans date, la restriction dure jusqu’à ce que vous la leviez. Avec une date, elle reste encore "
        "15 jours au plus si vous ne confirmez pas la fin.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Décision, date, tribunal. Vous seul le relirez, et chaque lecture est notée.",
    )  # fmt: skip


class LiftForm(forms.Form):
    reason = forms.CharField(label="Pourquoi la restriction est levée", max_length=500)


class KindForm(forms.Form):
    """What an adult is to a child. A contact: only who never was a parent of the child."""

    kind = forms.ChoiceField(label="Situation", choices=GuardianKindChoice.choices, widget=forms.RadioSelect)
    ends = forms.DateField(
        label="Dernier jour de la décision", widget=DateInput, required=False,
        help_text="Si elle donne moins de droits. Ce jour passé, celle d’avant revient\N{NO-BREAK SPACE}: "
        "tout de suite si vous confirmez la fin, 15 jours plus tard sinon. Sans date, elle dure.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Sur quel document", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Décision, acte, date, tribunal. Vous seul le relirez, et chaque lecture est notée.",
    )  # fmt: skip

    def __init__(self, *args: Any, legal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if legal:
            known = [one for one in GuardianKindChoice.choices if one[0] != GuardianKindChoice.CONTACT]
            self.fields["kind"].choices = known  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    guardian = PersonField(label="Qui a signé le papier")
    use = forms.ChoiceField(label="Pour", choices=ConsentUse.choices, widget=forms.RadioSelect)
    decision = forms.ChoiceField(label="Réponse", choices=ConsentDecision.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, child: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = (
            Guardianship.objects.in_force().filter(child=child).exclude(kind__in=("no_exercise", "contact"))
        )
        people = Person.objects.filter(pk__in=links.values("adult")).order_by("sort_key", "pk")
        self.fields["guardian"].queryset = people  # type: ignore[attr-defined]


class SettingsForm(forms.Form):
    families_see_classmates = forms.BooleanField(
        label="Les familles voient le prénom et l’initiale des autres enfants de la classe", required=False
    )
    staff_write_notes = forms.BooleanField(
        label="Les AESH et ATSEM peuvent écrire aux familles des enfants qu’ils accompagnent", required=False
    )
    commune_writes_notes = forms.BooleanField(
        label="Les agents de la commune peuvent écrire des mots d’information aux familles inscrites, et des "
        "actualités",
        required=False,
    )
    study_reads_homework = forms.BooleanField(
        label="Les agents de l’étude lisent les devoirs des enfants qui y sont inscrits, sept jours à l’avance",
        required=False,
    )
    image_needs_both = forms.BooleanField(
        label="L’accord pour les photos est demandé à tous ceux qui exercent l’autorité parentale",
        required=False,
    )
    quiet_from = forms.TimeField(
        label="Aucun mot n’arrive à partir de", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label="jusqu’à", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class DayOffForm(forms.Form):
    first = forms.DateField(label="Premier jour sans école", widget=DateInput)
    last = forms.DateField(label="Dernier jour sans école", widget=DateInput, required=False)
    label = forms.CharField(label="Nom", max_length=60, help_text="Pont, journée pédagogique, fête locale…")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # One day: the last is the first.
        data["last"] = data.get("last") or data.get("first")
        return data


class HoursForm(forms.Form):
    """The half-days with class, and the hours of mornings and of afternoons."""

    half_days = forms.TypedMultipleChoiceField(
        label="Demi-journées de classe",
        coerce=int,
        choices=[
            (day * 2 + half, f"{name} {when}")
            for day, name in enumerate(("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi"))
            for half, when in enumerate(("matin", "après-midi"))
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une demi-journée."},
    )
    morning_from = forms.TimeField(label="Le matin commence à", widget=TimeInput)
    morning_until = forms.TimeField(label="Le matin finit à", widget=TimeInput)
    afternoon_from = forms.TimeField(label="L’après-midi commence à", widget=TimeInput)
    afternoon_until = forms.TimeField(label="L’après-midi finit à", widget=TimeInput)


class EntitlementForm(forms.Form):
    starts = forms.DateField(label="Premier jour", widget=DateInput)
    ends = forms.DateField(label="Dernier jour", widget=DateInput)
    reason = forms.CharField(label="Pourquoi", max_length=200)


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Quelques mots, pour vous et qui dirigera l’école après vous. La personne ne les lit pas.",
    )  # fmt: skip
