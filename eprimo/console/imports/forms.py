"""The form that takes the files."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from eprimo.foundation.intake.actions.deliveries import MOST_BYTES, MOST_FILES

_TOO_MANY = "Choisissez trois fichiers au plus\N{NO-BREAK SPACE}: élèves, responsables, enseignants."
_TOO_BIG = "Ces fichiers dépassent 10 Mo ensemble\N{NO-BREAK SPACE}: ce ne sont pas des extractions d’ONDE."


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one control; the kind of each is known from its columns, so the order does not count."""

    widget = ManyFiles

    def clean(
        self, data: Any, initial: Any = None
    ) -> "list[UploadedFile[Any]]":  # generic for the type checker only
        files = data if isinstance(data, list) else [data] if data else []
        found = [super(FilesField, self).clean(one, initial) for one in files or [None]]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_TOO_MANY)
        if sum(one.size or 0 for one in found) > MOST_BYTES:
            raise forms.ValidationError(_TOO_BIG)
        return found


class UploadForm(forms.Form):
    extracts = FilesField(
        label="Les fichiers d’ONDE",
        help_text="Élèves, responsables, enseignants, tels qu’ONDE les donne (CSV), ensemble ou séparément."
        " Un fichier qui manque ne change rien à ses personnes.",
        error_messages={
            "required": "Choisissez au moins un fichier.",
            "empty": "Un des fichiers est vide\N{NO-BREAK SPACE}: refaites l’extraction dans ONDE.",
        },
        widget=ManyFiles(attrs={"accept": ".csv,text/csv"}),
    )

    def contents(self) -> dict[str, bytes]:
        """Name → bytes; two files of one name both stay."""
        found: dict[str, bytes] = {}
        for number, one in enumerate(self.cleaned_data["extracts"], start=1):
            name = PurePath((one.name or "").replace("\\", "/")).name or f"fichier-{number}.csv"
            found[f"{number}-{name}" if name in found else name] = one.read()
        return found
