"""What a teacher types: one line is enough."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any

from django import forms

from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.presence.hours import Hours, days_from, has_class, monday_of, next_day
from eprimo.services.homework.actions.lines import MOST_LINES, HomeworkInput
from eprimo.services.homework.days import until_holidays
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.forms.files import JoinFields
from eprimo.services.homework.hints import guess_line, split_pasted, without_verb
from eprimo.services.homework.models import MOST_LETTERS, Homework
from eprimo.services.homework.policies import Place
from eprimo.ui.french import weekday_day_month
from eprimo.ui.plurals import counted
from eprimo.ui.widgets import DateInput

# Days with class that one chooses among.
_DAYS = 15
# Weeks that one may take again.
_WEEKS = 8
# Nobody gives work before or after; what is between is judged by the action.
_FIRST, _LAST = date(2000, 1, 1), date(2200, 1, 1)
_SUBJECTS = [(one.value, one.label) for one in Subject]


class _Day(forms.TypedChoiceField):
    """A day with class; another one that is typed into the address of a form is judged by the action."""

    def valid_value(self, value: Any) -> bool:
        return isinstance(_date(str(value)), date)


def _date(value: str) -> date | str:
    """A day that has a week before and after it."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return ""
    return found if _FIRST <= found < _LAST else ""


class LineForm(forms.Form):
    """A line of work. The day that stands there is the next one with class."""

    verb = forms.ChoiceField(
        label="Que faut-il faire\N{NO-BREAK SPACE}?", choices=[(one.value, one.label) for one in Work],
        widget=forms.RadioSelect, initial=Work.READ,
    )  # fmt: skip
    levels = forms.MultipleChoiceField(
        label="Pour quel niveau\N{NO-BREAK SPACE}?", widget=forms.CheckboxSelectMultiple, required=False
    )
    subject = forms.ChoiceField(label="Matière", choices=_SUBJECTS)
    text = forms.CharField(
        label="Une phrase, comme au tableau", max_length=MOST_LETTERS,
        error_messages={
            "required": "Écrivez ce qu’il y a à faire.",
            "max_length": f"Au plus {MOST_LETTERS} signes\N{NO-BREAK SPACE}: gardez l’essentiel.",
        },
    )  # fmt: skip
    due_on = _Day(label="Pour le", coerce=_date)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, place: Place, hours: Hours, today: date, *args: Any, day: date | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"key": uuid7(), "due_on": (day or next_day(hours, today)).isoformat()} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["due_on"].choices = _days(hours, today, day)  # type: ignore[attr-defined]
        known = list(getattr(place, "levels", ()))
        if len(known) > 1:
            self.fields["levels"].choices = [(one, one) for one in known]  # type: ignore[attr-defined]
        else:
            del self.fields["levels"]

    @property
    def said(self) -> HomeworkInput:
        cleaned = self.cleaned_data
        verb, day = Work(cleaned["verb"]), cleaned["due_on"]
        if verb == Work.CLASS:
            # « Fait en classe » is of today, unless an earlier day was chosen.
            day = min(day, self.today)
        return HomeworkInput(
            Subject(cleaned["subject"]), verb, cleaned["text"], day, tuple(cleaned.get("levels", ())),
            self.data.get("words", ""),
        )  # fmt: skip


def _days(hours: Hours, today: date, chosen: date | None) -> list[tuple[str, str]]:
    first = today if has_class(hours, today) else next_day(hours, today)
    days = set(islice(days_from(hours, first), _DAYS)) | ({chosen} if chosen else set())
    return [
        (day.isoformat(), "aujourd’hui" if day == today else weekday_day_month(day)) for day in sorted(days)
    ]


class NewForm(JoinFields, LineForm):
    """A new line, once or each week, and what goes with it."""

    repeat = forms.BooleanField(label="Chaque semaine, le même jour, jusqu’au", required=False)
    until = forms.DateField(
        label="Dernier jour", widget=DateInput, required=False,
        error_messages={"invalid": "Ce jour n’existe pas."},
    )  # fmt: skip

    def __init__(self, place: Place, hours: Hours, today: date, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": until_holidays(hours, today)} | (kwargs.get("initial") or {})
        super().__init__(place, hours, today, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        until, day = cleaned.get("until"), cleaned.get("due_on")
        if cleaned.get("repeat") and isinstance(day, date):
            if until is None:
                self.add_error("until", "Dites jusqu’à quel jour.")
            elif until <= day:
                self.add_error("until", "Ce jour est avant le premier.")
        return cleaned


class EditForm(LineForm):
    """Another wording or another day, for one line or for those that follow in its series."""

    scope = forms.ChoiceField(
        label="Quels jours\N{NO-BREAK SPACE}?", widget=forms.RadioSelect, initial="one", required=False,
        choices=[("one", "Ce jour"), ("following", "Celui-ci et les suivants")],
    )  # fmt: skip

    def __init__(
        self, place: Place, hours: Hours, today: date, *args: Any, line: Homework, **kwargs: Any
    ) -> None:
        held = {
            "verb": line.verb, "levels": line.levels, "subject": line.subject, "text": line.text,
            "due_on": line.due_on.isoformat(),
        }  # fmt: skip
        super().__init__(place, hours, today, *args, day=line.due_on, initial=held, **kwargs)
        if line.series is None:
            del self.fields["scope"]

    @property
    def following(self) -> bool:
        return self.cleaned_data.get("scope") == "following"


class PasteForm(forms.Form):
    """Several lines at once, for one day: shown before they are given."""

    lines = forms.CharField(
        label="Une ligne par travail", widget=forms.Textarea(attrs={"rows": 5}), max_length=40_000,
        error_messages={"required": "Collez au moins une ligne."},
    )  # fmt: skip
    due_on = _Day(label="Pour le", coerce=_date)

    def __init__(self, hours: Hours, today: date, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": next_day(hours, today).isoformat()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["due_on"].choices = _days(hours, today, None)  # type: ignore[attr-defined]

    def clean_lines(self) -> list[str]:
        found = split_pasted(self.cleaned_data["lines"])
        if not found:
            raise forms.ValidationError("Collez au moins une ligne.")
        if len(found) > MOST_LINES:
            many = counted(len(found), "ligne", "lignes")
            raise forms.ValidationError(f"{many}\N{NO-BREAK SPACE}: au plus {MOST_LINES} à la fois.")
        if too_long := next((line for line in found if len(line) > MOST_LETTERS), ""):
            lead = f"Une ligne a plus de {MOST_LETTERS} signes"
            raise forms.ValidationError(f"{lead}\N{NO-BREAK SPACE}: elle commence par {too_long[:40]}…")
        return found

    @property
    def previews(self) -> list[dict[str, str]]:
        """Return what each line is taken for, to be looked over."""
        day = self.cleaned_data["due_on"].isoformat()
        found = []
        for line in self.cleaned_data["lines"]:
            verb, subject = guess_line(line)
            found.append(
                {
                    "verb": verb.value,
                    "subject": subject.value,
                    "text": without_verb(line, verb),
                    "due_on": day,
                }
            )
        return found


def preview_forms(
    place: Place, hours: Hours, today: date, previews: Sequence[dict[str, str]]
) -> list[LineForm]:
    return [
        LineForm(place, hours, today, initial=one, prefix=f"l{n}", auto_id=f"id_l{n}_%s")
        for n, one in enumerate(previews)
    ]


def posted_forms(place: Place, hours: Hours, today: date, data: Any) -> list[LineForm]:
    """Return the lines of a preview that came back, those that were ticked off apart."""
    count = data.get("count", "")
    number = int(count) if count.isdecimal() and len(count) <= len(str(MOST_LINES)) else 0
    return [
        LineForm(place, hours, today, data, prefix=f"l{n}", auto_id=f"id_l{n}_%s")
        for n in range(min(number, MOST_LINES))
        if f"l{n}-keep" in data
    ]


class CopyForm(forms.Form):
    """The week that is taken again."""

    source = forms.ChoiceField(label="Semaine du")

    def __init__(self, monday: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = [date.fromordinal(monday.toordinal() - 7 * n) for n in range(1, _WEEKS + 1)]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (one.isoformat(), weekday_day_month(monday_of(one)).partition(" ")[2]) for one in weeks
        ]

    @property
    def week(self) -> date:
        return date.fromisoformat(self.cleaned_data["source"])
