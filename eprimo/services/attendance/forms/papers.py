"""A paper that goes with an absence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.files.actions import Given
from eprimo.foundation.files.fields import PICTURES, FilesField
from eprimo.foundation.files.refusals import MOST_BYTES, WHY
from eprimo.foundation.presence.actions.papers import MOST


class PaperForm(forms.Form):
    """Photographs of it, or a PDF."""

    file = FilesField(
        label=_("Photo ou PDF"), help_text=_(
            "Trois fichiers au plus, de 10 Mo. Ils ne se gardent pas sur l’appareil\u00a0: sans réseau, joignez-les "
            "plus tard. L’absence est déjà notée sans eux."
        ), most=MOST, most_bytes=MOST_BYTES,
        accept=f"application/pdf,{PICTURES}",
        why={
            "none": _("Choisissez au moins un fichier."), "empty": WHY["empty"],
            "many": _("Joignez trois fichiers au plus."), "big": WHY["big"],
        },
    )  # fmt: skip

    def given(self) -> list[Given]:
        return [Given(one.name or "", one.read()) for one in self.cleaned_data["file"]]
