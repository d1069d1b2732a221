"""What a note announces, in words: the day, the hours, the place, what to bring. Families read it."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eprimo.services.liaison.models import Note
from eprimo.services.liaison.phrasebook import beside
from eprimo.services.liaison.questions import Question
from eprimo.ui.french import clock_time, weekday_day_month


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """All that a note announces and asks beside its title and its text: as typed, or in one of its versions."""

    event_on: date | None = None
    event_until_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    bring: tuple[str, ...] = ()
    answer_by: date | None = None
    questions: tuple[Question, ...] = ()


type Telling = Note | Particulars


@dataclass(frozen=True, slots=True)
class Announced:
    """Lines of a note, each empty when there is nothing to say."""

    day: str = ""
    hours: str = ""
    place: str = ""
    bring: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.day or self.place or self.bring)

    @property
    def place_said(self) -> SafeString:
        """As its author wrote it, and in the reader's language when the phrasebook has it."""
        return beside(self.place)

    @property
    def things_said(self) -> list[SafeString]:
        return [beside(thing) for thing in self.bring]


def announced(note: Telling, *, hides_place: bool = False) -> Announced:
    """`hides_place`: for a guardian under a protected contact, to whom hours and places are not told."""
    if hides_place:
        return Announced(day=day_words(note), bring=tuple(note.bring))
    return Announced(day=day_words(note), hours=hours_words(note), place=note.place, bring=tuple(note.bring))


def day_words(note: Telling) -> str:
    if note.event_on is None:
        return ""
    first = weekday_day_month(note.event_on)
    if note.event_until_on is None or note.event_until_on == note.event_on:
        return first[:1].upper() + first[1:]
    last = weekday_day_month(note.event_until_on)
    return _("Du %(first)s au %(last)s") % {"first": first, "last": last}


def hours_words(note: Telling) -> str:
    if note.starts_at and note.ends_at:
        hours = {"start": clock_time(note.starts_at), "end": clock_time(note.ends_at)}
        return _("De %(start)s à %(end)s") % hours
    if note.starts_at:
        return _("À %(start)s") % {"start": clock_time(note.starts_at)}
    if note.ends_at:
        return _("Jusqu’à %(end)s") % {"end": clock_time(note.ends_at)}
    return ""
