"""A line of homework for who does not read: what it is about, what is to be done with it, and what is heard."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import Truncator

from eprimo.foundation.content.subjects import DENIED, picture_of
from eprimo.foundation.directory.enums import Level
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import Tile
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.queries.families import HomeworkDay, HomeworkEntry
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.languages import SOURCE, speaking

# « Mon travail, from GS »: before that a child has none of its own, whatever the family reads.
_TOO_YOUNG = frozenset({Level.TPS, Level.PS, Level.MS})
# The tile of the home: a sheet and a pencil. Books are to be read, and the letter box holds the notes.
WORK = "memo"
# More nights than that cannot be told by moons.
MOST_NIGHTS = 7
# Under a picture; the whole of it is heard.
MOST_LETTERS = 32
_VERBS = {Work.READ: "open-book", Work.REVIEW: "eyes", Work.BRING: "backpack"}
_SUBJECTS = {
    Subject.FRENCH: "input-latin-letters", Subject.MATHS: "abacus", Subject.SCIENCE: "microscope",
    Subject.WORLD: "globe-showing-europe-africa", Subject.LANGUAGE: "speech-balloon",
    Subject.ARTS: "artist-palette", Subject.SPORT: "running-shoe", Subject.TOGETHER: "busts-in-silhouette",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureCard:
    """`picture`: what it is about; `verb`: what is done with it, beside the first; empty: the first says it. `said` is
    French, as the line is."""

    entry: HomeworkEntry
    on: date
    nights: int
    picture: str
    verb: str
    words: str
    said: str
    # The first of its day: where the page comes back to.
    first: bool


def has_own_work(actor: Actor) -> bool:
    """Tell whether a pupil has own work: from GS on; where nobody said the level, if the class has one from there."""
    return not actor.levels or not actor.levels <= _TOO_YOUNG


def tile_of(words: str) -> Tile:
    return Tile(words, reverse("homework:list"), WORK, "fr")


def cards_of(days: tuple[HomeworkDay, ...], today: date) -> list[PictureCard]:
    """Return a card of what the days of the week to come ask, the nearest first."""
    last = today + timedelta(days=MOST_NIGHTS)
    return [
        _card(entry, day.on, today, first=not number)
        for day in days
        if today <= day.on <= last
        for number, entry in enumerate(day.asked)
    ]


def _card(entry: HomeworkEntry, on: date, today: date, *, first: bool) -> PictureCard:
    line = entry.line
    verb, subject = Work(line.verb), Subject(line.subject)
    picture = _about(verb, subject, line.text)
    sign = _VERBS[verb]
    return PictureCard(
        entry, on, (on - today).days, picture, "" if picture == sign else sign,
        Truncator(line.text).chars(MOST_LETTERS), _said(verb, line.text, on, today), first,
    )  # fmt: skip


def _about(verb: Work, subject: Subject, text: str) -> str:
    """The one thing that its words name; else a book that is read, a bag that is packed, the subject of the rest."""
    found = picture_of(text)
    if found and found is not DENIED:
        return found.name
    return _SUBJECTS[subject] if verb == Work.REVIEW else _VERBS[verb]


def _said(verb: Work, text: str, on: date, today: date) -> str:
    with speaking(SOURCE):
        when = "aujourd’hui" if on == today else french.weekday_day_month(on)
        return f"{verb.label}\N{NO-BREAK SPACE}: {text.rstrip(' .')}. Pour {when}."
