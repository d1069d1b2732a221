"""The form that takes the archive of a delivery."""

from typing import Any
from uuid import UUID

from django import forms

from eprimo.foundation.directory.models import Academy

# What a form carries by itself; the script sends more, piece by piece.
MEGABYTES = 10


class ArchiveForm(forms.Form):
    academy = forms.ModelChoiceField(
        label="Académie", queryset=Academy.objects.none(), to_field_name="code", empty_label=None
    )
    archive = forms.FileField(
        label="L’archive de la livraison", required=False,
        help_text="ZIP ou TAR.GZ, avec tous les fichiers de la livraison, tels que l’académie les a faits.",
        error_messages={"empty": "Cette archive est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.tgz,.gz"}),
    )  # fmt: skip

    def __init__(self, *args: Any, academies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["academy"].queryset = academies  # type: ignore[attr-defined]
        if len(academies) == 1:
            self.fields["academy"].widget = forms.HiddenInput()
            self.fields["academy"].initial = academies[0].code

    def sent(self) -> UUID | None:
        """What the script sent before the form: the last one that it names."""
        named = self.data.getlist("sent") if hasattr(self.data, "getlist") else []
        try:
            return UUID(named[-1]) if named else None
        except ValueError:
            return None
