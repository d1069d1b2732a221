"""What the components are shown with: invented people, a form in every state."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms

from eprimo.foundation.access.middleware import MenuEntry
from eprimo.ui.pictures import SCENES
from eprimo.ui.widgets import CodeInput, DateInput

TODAY = date(2026, 11, 24)
LONG_NAME = "Marie-Antoinette ANDRIANTSIMITOVIAMINANDRIANA-RAZAFINDRAKOTO"
# A note of each kind: (words, icon, lane).
KINDS = (
    ("À signer", "signature", "af"),
    ("À répondre", "message-circle", "af"),
    ("À apporter", "backpack", "en"),
    ("Rendez-vous", "calendar-days", "en"),
    ("École fermée", "door-closed", "en"),
    ("Information", "info", "vc"),
)
SUBJECTS = {
    "fr": "Français", "ma": "Maths", "sc": "Sciences", "hg": "Histoire, géo",
    "la": "Langues", "ar": "Arts", "ep": "EPS", "ve": "Vivre ensemble",
}  # fmt: skip
ICONS = {"sign": "signature", "answer": "message-circle", "know": "info", "closed": "door-closed"}


class SampleForm(forms.Form):
    """One field of each shape."""

    kind = forms.ChoiceField(
        label="Que doivent faire les familles ?",
        widget=forms.RadioSelect,
        choices=[
            ("sign", "Signer"),
            ("answer", "Répondre"),
            ("know", "Lire"),
            ("closed", "Savoir que c’est fermé"),
        ],
    )
    title = forms.CharField(label="Titre", max_length=40, help_text="Court : il tient sur un téléphone.")
    text = forms.CharField(label="Texte", widget=forms.Textarea)
    due = forms.DateField(label="À signer avant le", widget=DateInput)
    code = forms.CharField(label="Code de la fiche", widget=CodeInput, required=False)
    reach = forms.ChoiceField(label="Pour qui", choices=[("ce1", "CE1 A"), ("cm2", "CM2 B")])
    children = forms.MultipleChoiceField(
        label="Enfants",
        widget=forms.CheckboxSelectMultiple,
        choices=[("lea", "Léa"), ("noe", "Noé")],
        required=False,
    )
    picture = forms.FileField(label="Pièce jointe", required=False)
    urgent = forms.BooleanField(label="C’est urgent", required=False)

    def clean_due(self) -> date:
        raise forms.ValidationError("Cette date est passée. Choisissez un jour à partir du 25 novembre.")


def fresh() -> SampleForm:
    return SampleForm(
        auto_id="neuf_%s", initial={"kind": "sign", "title": "Sortie au château", "urgent": True}
    )


def came_back() -> SampleForm:
    """With something to mend, and what was typed."""
    form = SampleForm({"kind": "know", "due": "2026-11-22", "reach": "cm2", "text": ""}, auto_id="revenu_%s")
    form.is_valid()
    return form


def visitor(skin: str) -> Any:
    """Who the page is shown to: what the frame reads of an actor, and no right at all."""
    return SimpleNamespace(
        display_name="Claire GUILBAUD", school_name="École élémentaire des Trois-Marronniers",
        role_label="Enseignante", skin=skin,
        positions=(SimpleNamespace(role="teacher"), SimpleNamespace(role="guardian")),
    )  # fmt: skip


def menu() -> list[Any]:
    entries = [("Accueil", "house"), ("Mots", "notebook-pen"), ("Classe", "users-round"), ("Personnes", "search"),
               ("Fiches", "key-round"), ("Imports", "file-check")]  # fmt: skip
    return [
        MenuEntry(label=label, url="#page", icon=icon, current=number == 1)
        for number, (label, icon) in enumerate(entries)
    ]


def context() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "subjects": SUBJECTS,
        "icons": ICONS,
        "fresh": fresh(),
        "came_back": came_back(),
        "today": TODAY,
        "long_name": LONG_NAME,
        "list_page": SimpleNamespace(before="abc", after="def"),
        "scenes": SCENES,
        "colours": range(1, 9),
        "numbers": (0, 12, 25),
    }
