"""The files that are joined to a draft, and whether all may read them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.files.actions import MOST_ON_ONE, Given, sheets_of
from eprimo.foundation.files.enums import OFFICE
from eprimo.foundation.files.fields import PICTURES, FilesField
from eprimo.foundation.files.file_lists import Joined
from eprimo.foundation.files.models import MAX_LABEL, MAX_WORDS
from eprimo.foundation.files.refusals import MOST_BYTES, WHY
from eprimo.foundation.files.sheets import MOST_SHEETS
from eprimo.foundation.files.uploads import Sent

_WHY = {
    "none": _("Choisissez au moins un fichier."),
    "empty": WHY["empty"],
    "many": _("Joignez 10 fichiers au plus."),
    "big": WHY["big"],
}


_WHY_SHEETS = _WHY | {
    "none": _("Photographiez au moins une page, ou choisissez une photo."),
    "many": WHY["sheets"],
}


_ENDINGS = ",".join(f".{one.value}" for one in OFFICE)


_TO_KEEP = forms.BooleanField(label=_("À garder dans les documents"), required=False)


def _words() -> forms.CharField:
    return forms.CharField(
        label=_("En deux lignes, ce que dit la feuille"), required=False, max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Pour qui ne voit pas l’image, l’écoute, ou lit une autre langue."),
    )  # fmt: skip


class FileForm(forms.Form):
    """One file of a draft: its name, what a picture says, and whether it is to be found again later."""

    label = forms.CharField(label=_("Nom du fichier"), max_length=MAX_LABEL)
    to_keep = _TO_KEEP

    words = _words()

    def __init__(self, file: Joined, data: Any = None, *, seen: str = "") -> None:
        """`seen`: what was recognised on it, until its author says otherwise."""
        given = {"label": file.label, "to_keep": file.to_keep, "words": file.words or seen}
        super().__init__(data, initial=given, auto_id=f"id_{file.public_id}_%s")
        self.file, self.seen = file, seen
        if not file.is_picture:
            del self.fields["words"]


class _Joining(forms.Form):
    """Files of a draft, whether all may read them, and whether they are to be found again later."""

    def __init__(self, *args: Any, sent: Sequence[Sent] = (), **kwargs: Any) -> None:
        """`sent`: files that came piece by piece before the form."""
        super().__init__(*args, **kwargs)
        self.sent = list(sent)

    def given(self) -> Sequence[Given | Sent]:
        """Call it on a valid form. Raises FileRefused."""
        raise NotImplementedError

    @property
    def reserved(self) -> bool:
        return not self.cleaned_data["open"]

    @property
    def said(self) -> str:
        """Return what the sheet says, by who joins it."""
        return str(self.cleaned_data.get("words", ""))

    @property
    def is_to_keep(self) -> bool:
        return bool(self.cleaned_data["to_keep"])

    def _given_in(self, name: str) -> list[Given | Sent]:
        return [Given(one.name or "", one.read()) for one in self.cleaned_data[name]]


class JoinForm(_Joining):
    """Several files at once, and whether all may read them."""

    file = FilesField(
        label=_("Photos, PDF ou documents"),
        help_text=_("10 Mo au plus par fichier, 40 pages au plus pour un PDF, qui se lit mieux sur un téléphone."),
        most=MOST_ON_ONE, most_bytes=MOST_BYTES, accept=f"application/pdf,{PICTURES},{_ENDINGS}", why=_WHY,
    )  # fmt: skip
    open = forms.BooleanField(
        label=_("Aucun de ces fichiers ne dit d’heure ni de lieu"), required=False,
        help_text=_(
            "Sans cette coche, une famille sous protection lit « document réservé » à leur place. "
            "L’heure et le lieu s’écrivent dans les cases prévues."
        ),
    )  # fmt: skip

    to_keep = _TO_KEEP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.sent

    def given(self) -> Sequence[Given | Sent]:
        return [*self.sent, *self._given_in("file")]


class SheetForm(_Joining):
    """The form of « Photographier la feuille »: photographs taken one after the other, or chosen; one file of all of
    them."""

    taken = FilesField(
        label=_("Photographier la feuille"), help_text=_("Une photo par page. Recommencez pour la page suivante."),
        most=1, most_bytes=MOST_BYTES, accept=PICTURES, why=_WHY_SHEETS, camera=True, required=False,
    )  # fmt: skip
    file = FilesField(
        label=_("Photos déjà prises de la feuille"),
        help_text=_("10 photos au plus, dans l’ordre des pages. La feuille est cherchée sur la photo et redressée."),
        most=MOST_SHEETS, most_bytes=MOST_BYTES, accept=PICTURES, why=_WHY_SHEETS, required=False,
    )  # fmt: skip
    label = forms.CharField(label=_("Nom du document"), max_length=MAX_LABEL, required=False)
    words = _words()
    together = forms.BooleanField(
        label=_("Une seule feuille à plusieurs pages"), required=False, initial=True
    )
    open = JoinForm.base_fields["open"]
    to_keep = _TO_KEEP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_sheet_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not (self.sent or found["taken"] or found["file"]):
            self.add_error("file", str(_WHY_SHEETS["none"]))
        return found

    def given(self) -> Sequence[Given | Sent]:
        photographs = [*self.sent, *self._given_in("taken"), *self._given_in("file")]
        name = self.cleaned_data["label"] or "Feuille photographiée"
        pages = [photographs] if self.cleaned_data["together"] else [[one] for one in photographs]
        return [sheets_of(name, one) for one in pages]
