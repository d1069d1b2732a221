"""A calendar file, and whom its dates are for."""

from typing import Any

from django import forms

from eprimo.foundation.content.pages.audience import AudienceForm
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.sandbox.errors import NotRead
from eprimo.foundation.sandbox.refusal import Refused
from eprimo.services.agenda.calendar_import import dates_kind, read_calendar
from eprimo.services.agenda.calendar_payload import CalendarFault, CalendarPayload

NBSP = "\N{NO-BREAK SPACE}"
MEGABYTES = 1
# What a file is refused for.
_REFUSED = {
    "broken": f"Ce fichier n’est pas un calendrier{NBSP}: choisissez un fichier « .ics », tel que l’exporte un agenda.",
    "none": "Ce calendrier n’a aucune date.",
    "many": f"Ce calendrier a plus de 10{NBSP}000 dates{NBSP}: exportez une seule année, ou un seul agenda.",
    "many_dates": f"Ce calendrier a plus de 100 dates à venir{NBSP}: exportez une seule année, ou un seul agenda.",
}
# What a date is not taken for.
WRONG = {
    CalendarFault.BROKEN: "on ne comprend pas son jour",
    CalendarFault.CANCELLED: "elle est annulée dans le fichier",
    CalendarFault.UNTITLED: "elle n’a pas de titre",
    CalendarFault.LONG: "elle dure plus d’un an",
    CalendarFault.FAR: "elle est dans plus de deux ans",
    CalendarFault.OFTEN: "elle se répète plus d’une fois par jour, ou sans fin",
}


class PlaceForm(AudienceForm):
    """The form that says whom the dates are for."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose(actor, dates_kind())


class CalendarForm(PlaceForm):
    """The form that says whom the dates are for, with the file; `given` is what it says."""

    given: CalendarPayload

    file = forms.FileField(
        label="Le fichier du calendrier",
        help_text=f"« .ics », 1{NBSP}Mo au plus. Rien n’est ajouté avant que vous ayez relu.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )  # fmt: skip

    def clean_file(self) -> None:
        content = self.cleaned_data["file"].read((MEGABYTES << 20) + 1)
        if len(content) > MEGABYTES << 20:
            raise forms.ValidationError(f"Ce fichier dépasse 1{NBSP}Mo.")
        try:
            self.given = read_calendar(self.actor, content)
        except Refused as refused:
            raise forms.ValidationError(_REFUSED.get(refused.code, _REFUSED["broken"])) from refused
        except NotRead as error:
            raise forms.ValidationError(error.sentence) from error
