"""The files that are joined to a draft, and whether all may read them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.files.actions import MOST_ON_ONE, Given
from eprimo.foundation.files.fields import PICTURES, FilesField
from eprimo.foundation.files.refusals import MOST_BYTES, WHY
from eprimo.foundation.files.uploads import Sent

_WHY = {
    "none": _("Choisissez au moins un fichier."),
    "empty": WHY["empty"],
    "many": _("Joignez 10 fichiers au plus."),
    "big": WHY["big"],
}


class JoinForm(forms.Form):
    """Several files at once, and whether all may read them."""

    file = FilesField(
        label=_("Photos ou PDF"), help_text=_("10 Mo au plus par fichier, 40 pages au plus pour un PDF."),
        most=MOST_ON_ONE, most_bytes=MOST_BYTES, accept=f"application/pdf,{PICTURES}", why=_WHY,
    )  # fmt: skip
    open = forms.BooleanField(
        label=_("Aucun de ces fichiers ne dit d’heure ni de lieu"), required=False,
        help_text=_(
            "Sans cette coche, une famille sous protection lit « document réservé » à leur place. "
            "L’heure et le lieu s’écrivent dans les cases prévues."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, sent: Sequence[Sent] = (), **kwargs: Any) -> None:
        """`sent`: files that came piece by piece before the form."""
        super().__init__(*args, **kwargs)
        self.sent = list(sent)
        self.fields["file"].required = not self.sent

    def given(self) -> list[Given | Sent]:
        """Call it on a valid form."""
        return [*self.sent, *(Given(one.name or "", one.read()) for one in self.cleaned_data["file"])]

    @property
    def reserved(self) -> bool:
        return not self.cleaned_data["open"]
