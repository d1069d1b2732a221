"""What a family tells: which days, why, a few words, papers; and what the school writes down for it, of what it said by
telephone or on paper, a call made, a reason held."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.files.actions import Given
from eprimo.foundation.files.fields import PICTURES, FilesField
from eprimo.foundation.files.refusals import MOST_BYTES, WHY
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.presence.actions.absences import AbsenceNotice
from eprimo.foundation.presence.actions.papers import MOST
from eprimo.foundation.presence.enums import Half, Judged, Means, Reason, Result, Sort
from eprimo.foundation.presence.hours import HalfOf, Hours
from eprimo.foundation.presence.models import MAX_WORDS
from eprimo.ui.french import weekday_day_month
from eprimo.ui.widgets import DateInput, TimeInput

# In the order of the form: what happens most comes first.
REASONS = (
    Reason.ILL, Reason.DOCTOR, Reason.FAMILY, Reason.TRANSPORT, Reason.CONTAGIOUS, Reason.AWAY, Reason.OTHER,
    Reason.LATER,
)  # fmt: skip
REASON_ICONS = {
    Reason.ILL: "thermometer", Reason.CONTAGIOUS: "shield-alert", Reason.DOCTOR: "stethoscope",
    Reason.FAMILY: "users-round", Reason.TRANSPORT: "bus", Reason.AWAY: "map-pin", Reason.OTHER: "ellipsis",
    Reason.LATER: "clock",
}  # fmt: skip
_SOMEBODY = ""


class When(StrEnum):
    """The days of an absence, in one touch: the first day with class that is not over, the one after, or what
    is typed."""

    FIRST = "first"
    SECOND = "second"
    DAYS = "days"
    LATE = "late"
    EARLY = "early"


WHEN_ICONS = {
    When.FIRST: "calendar-x", When.SECOND: "calendar-x", When.DAYS: "calendar-days", When.LATE: "sunrise",
    When.EARLY: "door-open",
}  # fmt: skip


# The first and last half-days of a day that are not over; None: there are none.
type AheadOn = Callable[[date], tuple[HalfOf, HalfOf] | None]


@dataclass(frozen=True, slots=True)
class Days:
    """The half-days of the two days that a touch chooses."""

    first: tuple[HalfOf, HalfOf]
    second: tuple[HalfOf, HalfOf]

    def words(self, which: tuple[HalfOf, HalfOf], today: date) -> str:
        """Return a choice of days in words: « Aujourd’hui, toute la journée », « jeudi 26 novembre, le matin »."""
        start, end = which
        day = gettext("Aujourd’hui") if start.day == today else weekday_day_month(start.day)
        if start != end:
            return gettext("%(day)s, toute la journée") % {"day": day}
        if start.half == Half.MORNING:
            return gettext("%(day)s, le matin") % {"day": day}
        return gettext("%(day)s, l’après-midi") % {"day": day}


class ReasonForm(forms.Form):
    """The reason, and a few words: what answers the school's question."""

    reason = forms.ChoiceField(
        label=_("Pourquoi\u00a0?"),
        choices=[(one.value, one.label) for one in REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites pourquoi, ou «\u00a0Je le dirai\u00a0».")},
    )
    words = forms.CharField(
        label=_("Un mot pour l’école"),
        help_text=_(
            "300 lettres au plus. N’écrivez pas de diagnostic\u00a0: l’école ne demande un certificat que pour une "
            "maladie contagieuse."
        ),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": _("Votre mot a %(show_value)d lettres\u00a0: %(limit_value)d au plus.")
        },
    )

    @property
    def given(self) -> Reason:
        return Reason(self.cleaned_data["reason"])


@dataclass(frozen=True, slots=True)
class ChildAtSchool:
    """A child at one school, of whom the reader may tell that school. `teachers`: who reads it there, with who directs
    it."""

    child: OwnChild
    school: School
    hours: Hours
    teachers: tuple[str, ...]
    # Beside the name: of a child of several schools, which one it is.
    place: str = ""

    @property
    def key(self) -> str:
        return f"{self.child.public_id}.{self.school.public_id}"

    @property
    def name(self) -> str:
        return f"{self.child.called}, {self.place}" if self.place else self.child.called


class TellForm(ReasonForm):
    """An absence: of whom, when, then why. `key` is made with the form: sent twice, it is one absence of each child. Of
    several children none is chosen; of one alone nothing is asked."""

    children = forms.MultipleChoiceField(
        label=_("Qui\u00a0?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Dites qui.")},
    )

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    # The two days that the page showed for one touch, « 2026-11-24 2026-11-26 »: a device may have kept it for days.
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    when = forms.ChoiceField(
        label=_("Quand\u00a0?"), widget=forms.RadioSelect, error_messages={"required": _("Dites quand.")}
    )
    first = forms.DateField(label=_("Du"), required=False, widget=DateInput)
    first_half = forms.ChoiceField(label=_("À partir de"), choices=(), required=False)
    last = forms.DateField(label=_("Au"), required=False, widget=DateInput)
    last_half = forms.ChoiceField(label=_("Jusqu’à"), choices=(), required=False)
    on = forms.DateField(label=_("Le"), required=False, widget=DateInput)
    hour = forms.TimeField(label=_("À quelle heure\u00a0?"), required=False, widget=TimeInput)

    field_order: tuple[str, ...] = (
        "key",
        "shown",
        "children",
        "when",
        "first",
        "first_half",
        "last",
        "last_half",
        "on",
        "hour",
        "reason",
        "words",
    )

    def __init__(
        self,
        days: Days,
        today: date,
        data: Any = None,
        ahead_on: AheadOn | None = None,
        *,
        whose: Sequence[ChildAtSchool] = (),
        asked: Sequence[ChildAtSchool] = (),
    ) -> None:
        """`ahead_on`: the half-days of a day that were not over at the touch, None where there are none. `whose`: who
        may be told of; none: the page says it. `asked`: of whom the address says that they are."""
        self.days, self.ahead_on, self.today = days, ahead_on, today
        self.whose = {one.key: one for one in whose}
        begins = days.first[0]
        initial = {
            "when": When.FIRST, "first": begins.day, "last": days.second[0].day, "on": begins.day,
            "shown": f"{begins.day.isoformat()} {days.second[0].day.isoformat()}",
            "first_half": Half.MORNING, "last_half": Half.AFTERNOON, "children": [one.key for one in asked],
        }  # fmt: skip
        super().__init__(data, initial=initial)
        halves = [(Half.MORNING, gettext("le matin")), (Half.AFTERNOON, gettext("l’après-midi"))]
        choices = {
            "first_half": halves,
            "last_half": halves,
            "when": [
                (When.FIRST, days.words(days.first, today)),
                (When.SECOND, days.words(days.second, today)),
                (When.DAYS, gettext("Plusieurs jours")),
                (When.LATE, gettext("Arrive plus tard")),
                (When.EARLY, gettext("Part plus tôt")),
            ],
        }
        for name, of in choices.items():
            self.fields[name].choices = of  # type: ignore[attr-defined]
        if len(self.whose) > 1:
            self.fields["children"].choices = [(one.key, one.name) for one in whose]  # type: ignore[attr-defined]
        else:
            del self.fields["children"]

    @property
    def ticked(self) -> list[str]:
        """The boxes that are ticked, as the page draws them."""
        return [str(one) for one in self["children"].value() or ()]

    @property
    def chosen(self) -> list[ChildAtSchool]:
        """The children it tells of, once it is valid."""
        keys = self.cleaned_data.get("children", self.whose)
        return [one for key, one in self.whose.items() if key in keys]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        when = data.get("when")
        if when in {When.FIRST, When.SECOND}:
            self._take_shown(data.get("shown", ""), second=when == When.SECOND)
        if when == When.DAYS:
            self._needs("first", "last")
        if when in {When.LATE, When.EARLY}:
            self._needs("on", "hour")
        return data

    def _take_shown(self, shown: str, *, second: bool) -> None:
        """The day that was read beside the button holds, whatever day it is when the form arrives."""
        dates = shown.split()
        if self.ahead_on is None or len(dates) != len(("first", "second")):
            return
        try:
            halves = self.ahead_on(date.fromisoformat(dates[second]))
        except ValueError:
            halves = None
        if halves is None:
            self.add_error(
                "when",
                gettext("Ce jour est passé, ou l’école n’y a pas classe\u00a0: choisissez-en un autre."),
            )
        elif second:
            self.days = replace(self.days, second=halves)
        else:
            self.days = replace(self.days, first=halves)

    def _needs(self, *names: str) -> None:
        for name in names:
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, gettext("Ce champ est nécessaire."))

    @property
    def told(self) -> AbsenceNotice:
        """The absence it tells, once it is valid."""
        data = self.cleaned_data
        common = {"reason": self.given, "words": data["words"], "key": data["key"]}
        when = When(data["when"])
        if when in {When.FIRST, When.SECOND}:
            first, last = self.days.first if when == When.FIRST else self.days.second
            return AbsenceNotice(first, last, **common)
        if when == When.DAYS:
            first = HalfOf(data["first"], Half(data["first_half"] or Half.MORNING))
            return AbsenceNotice(
                first, HalfOf(data["last"], Half(data["last_half"] or Half.AFTERNOON)), **common
            )
        late = when == When.LATE
        half = Half.MORNING if late else Half.AFTERNOON
        one = HalfOf(data["on"], half)
        return AbsenceNotice(one, one, sort=Sort.LATE if late else Sort.EARLY, hour=data["hour"], **common)


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


class RecordForm(TellForm):
    """An absence that a family told otherwise, « Dit par téléphone par Mme Martin »: who said it, how, then what a
    family tells itself."""

    said_by = forms.ChoiceField(label="Dit par", widget=forms.RadioSelect, required=False)
    means = forms.ChoiceField(
        label="Comment",
        choices=[(Means.PHONE.value, "Par téléphone"), (Means.PAPER.value, "Sur papier")],
        widget=forms.RadioSelect,
        initial=Means.PHONE,
        error_messages={"required": "Dites comment."},
    )
    field_order = ("key", "said_by", "means", *TellForm.field_order[1:])

    def __init__(self, days: Days, today: date, guardians: Iterable[Person], data: Any = None) -> None:
        self.guardians = {str(one.public_id): one for one in guardians}
        super().__init__(days, today, data)
        names = [(key, one.full_name) for key, one in self.guardians.items()]
        self.fields["said_by"].choices = [*names, (_SOMEBODY, "Quelqu’un d’autre")]  # type: ignore[attr-defined]
        self.fields["said_by"].initial = names[0][0] if names else _SOMEBODY

    @property
    def speaker(self) -> Person | None:
        return self.guardians.get(self.cleaned_data["said_by"])

    @property
    def how(self) -> Means:
        return Means(self.cleaned_data["means"])


class AttemptForm(forms.Form):
    """A call to a family: whom the school telephoned to, and what came of it."""

    adult = forms.UUIDField()
    result = forms.ChoiceField(choices=[(one.value, one.label) for one in Result])


class JudgeForm(forms.Form):
    """Empty: as the law's list says."""

    judged = forms.ChoiceField(
        choices=[("", ""), *((one.value, one.label) for one in Judged)], required=False
    )
