"""What goes with a line of homework: files, a photographed sheet, a voice."""

from typing import Any

from django import forms

from eprimo.foundation.files.actions import Given, sheets_of
from eprimo.foundation.files.enums import OFFICE
from eprimo.foundation.files.fields import PICTURES, FilesField
from eprimo.foundation.files.refusals import MOST_BYTES, WHY
from eprimo.services.homework.actions.files import MOST_FILES, FilesToJoin

# Of one form, together.
MEGABYTES = 20
_ENDINGS = ",".join(f".{one.value}" for one in OFFICE)
_WHY = {
    "none": "Choisissez au moins un fichier.", "empty": WHY["empty"], "big": WHY["big"],
    "many": f"Joignez {MOST_FILES} fichiers au plus.",
}  # fmt: skip


class JoinFields(forms.Form):
    """Three ways to join, none of which is asked, and whether all may read it."""

    file = FilesField(
        label="Joindre un fichier", help_text="Photos, PDF ou documents, 10\N{NO-BREAK SPACE}Mo au plus chacun.",
        most=MOST_FILES, most_bytes=MOST_BYTES, accept=f"application/pdf,{PICTURES},{_ENDINGS}", why=_WHY,
        required=False,
    )  # fmt: skip
    taken = FilesField(
        label="Photographier la feuille", most=1, most_bytes=MOST_BYTES, accept=PICTURES, why=_WHY, camera=True,
        required=False,
    )  # fmt: skip
    voice = FilesField(
        label="Dire la consigne", most=1, most_bytes=MOST_BYTES, accept="audio/wav,.wav", required=False,
        help_text="Une minute au plus\N{NO-BREAK SPACE}: qui ne lit pas encore l’entend. Sans micro, joignez un son "
        "WAV.",
        why=_WHY | {"many": "Une seule voix à la fois."},
    )  # fmt: skip
    open = forms.BooleanField(
        label="Rien de ce qui est joint ne dit d’heure ni de lieu", required=False,
        help_text="Sans cette coche, une famille sous protection lit «\N{NO-BREAK SPACE}document réservé"
        "\N{NO-BREAK SPACE}» à la place.",
    )  # fmt: skip

    @property
    def joining(self) -> FilesToJoin:
        """Call it on a valid form. Raises FileRefused."""
        cleaned = self.cleaned_data
        given = [Given(one.name or "", one.read()) for one in cleaned["file"]]
        photographs = [Given(one.name or "", one.read()) for one in cleaned["taken"]]
        if photographs:
            given.append(sheets_of("Feuille photographiée", photographs))
        given += [Given("Consigne à écouter", one.read()) for one in cleaned["voice"]]
        return FilesToJoin(given, reserved=not cleaned["open"])


class FilesForm(JoinFields):
    """The files to join to a line that is there already."""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(found[name] for name in ("file", "taken", "voice")):
            self.add_error("file", _WHY["none"])
        return found
