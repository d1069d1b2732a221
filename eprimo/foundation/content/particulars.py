"""What a thing is about, when, where, what to bring and until when to act, as sentences of ours in the language of its
reader: they stand before the words of its author, which stay as they were written.

Days are said whole (« jeudi 3 décembre »), never « demain »: a page that a device keeps says them right the day after.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import detail_name
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.phrasebook.translation import translate_words, with_translation
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort, Verb
from eprimo.ui.french import clock_time, weekday_day_month

MAX_PLACE = 120
MAX_THINGS, MAX_THING = 20, 80
# From the first day to the last: a date of years is a mistake of the pen.
MAX_DAYS = timedelta(days=366)
# The day of a thing, among its dates.
DAY = 1


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """The particulars of a thing as typed, or as one version said. A row of a model with some of these columns is read
    in the same way."""

    what: str = ""
    event_on: date | None = None
    event_until_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    bring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Announced:
    """One line each, empty when there is nothing to say. `place` and `bring` are the author's words."""

    what: str = ""
    day: str = ""
    hours: str = ""
    place: str = ""
    bring: tuple[str, ...] = ()
    # Until when to sign or to answer.
    due: str = ""

    def __bool__(self) -> bool:
        return bool(self.what or self.day or self.place or self.bring or self.due)

    @property
    def place_said(self) -> SafeString:
        """Return the place as its author wrote it, and in the reader's language when the phrasebook has it."""
        return with_translation(self.place)

    @property
    def things_said(self) -> list[SafeString]:
        return [with_translation(thing) for thing in self.bring]


def announced(of: object, title: str = "", *, hides_place: bool = False, due: str = "") -> Announced:
    """`hides_place`: for a guardian under a protected contact, to whom hours and places are not told. `title`: when
    nothing says what it is about, a title that the phrasebook knows does."""
    return Announced(
        what=what_words(of) or translate_words(title),
        day=day_words(of),
        hours="" if hides_place else hours_words(of),
        place="" if hides_place else getattr(of, "place", ""),
        bring=tuple(getattr(of, "bring", ())),
        due=due,
    )


def what_words(of: object) -> str:
    what = getattr(of, "what", "")
    return _(What(what).label) if what else ""


def day_words(of: object) -> str:
    if said := getattr(of, "days_said", ""):
        # What has more days than its columns says them itself.
        return str(said)
    first, last = getattr(of, "event_on", None), getattr(of, "event_until_on", None)
    if first is None:
        return ""
    from_noon, until_noon = getattr(of, "from_noon", False), getattr(of, "until_noon", False)
    if last is None or last == first:
        return _capital(_half_words(weekday_day_month(first), from_noon=from_noon, until_noon=until_noon))
    days = {"first": weekday_day_month(first), "last": weekday_day_month(last)}
    if from_noon and until_noon:
        return _("Du %(first)s à midi au %(last)s à midi") % days
    if from_noon:
        return _("Du %(first)s à midi au %(last)s") % days
    if until_noon:
        return _("Du %(first)s au %(last)s à midi") % days
    return _("Du %(first)s au %(last)s") % days


def _half_words(day: str, *, from_noon: bool, until_noon: bool) -> str:
    """« jeudi 3 décembre, le matin »: of one day, which half of it."""
    if from_noon:
        return _("%(day)s, l’après-midi") % {"day": day}
    return _("%(day)s, le matin") % {"day": day} if until_noon else day


def hours_words(of: object) -> str:
    start, end = getattr(of, "starts_at", None), getattr(of, "ends_at", None)
    if start and end:
        return _("De %(start)s à %(end)s") % {"start": clock_time(start), "end": clock_time(end)}
    if start:
        return _("À %(start)s") % {"start": clock_time(start)}
    return _("Jusqu’à %(end)s") % {"end": clock_time(end)} if end else ""


def due_words(verb: Verb, day: date) -> str:
    words = _("À signer avant le %(day)s") if verb == Verb.SIGN else _("À répondre avant le %(day)s")
    return words % {"day": weekday_day_month(day)}


def dates_of(resource: Resource, _body: richtext.Node) -> Iterator[Dated]:
    """Yield the day that a thing announces in its own columns, for the declaration of a kind (`Days`)."""
    row: Any = getattr(resource, detail_name(declared()[resource.service]))
    if row.event_on is not None:
        yield Dated(
            n=DAY, sort=Sort.EVENT, on=row.event_on, until=row.event_until_on, field="event_on",
            starts_at=getattr(row, "starts_at", None), ends_at=getattr(row, "ends_at", None),
            place=getattr(row, "place", ""), bring=tuple(getattr(row, "bring", ())),
        )  # fmt: skip


def require_known_subject(what: str) -> str:
    """Return a value of the list, or nothing; DomainError for any other."""
    if what and what not in What.values:
        raise DomainError("Choisissez dans la liste.", field="what")
    return what


def require_in_order(first: date | None, last: date | None) -> None:
    """Raises DomainError for a last day before the first, or without one, or more than a year after it."""
    if last is not None and first is None:
        raise DomainError("Choisissez le premier jour.", field="event_on")
    if last is not None and first is not None and last < first:
        raise DomainError("Le dernier jour est avant le premier.", field="event_until_on")
    if last is not None and first is not None and last - first > MAX_DAYS:
        raise DomainError("Un an au plus, du premier au dernier jour.", field="event_until_on")


def require_hours(of: object) -> None:
    """Raises DomainError for an hour of no day, or an end before its beginning."""
    day, start, end = (getattr(of, name, None) for name in ("event_on", "starts_at", "ends_at"))
    if day is None and (start or end):
        raise DomainError("Choisissez le jour de cette heure.", field="event_on")
    if start and end and end <= start and getattr(of, "event_until_on", None) in {None, day}:
        raise DomainError("La fin est avant le début.", field="ends_at")


def require_short(text: str, longest: int, field: str) -> str:
    """Return the text, trimmed; DomainError at the field when it is longer."""
    text = richtext.clean_text(text).strip()
    if len(text) > longest:
        raise DomainError(f"{longest} lettres au plus.", field=field)
    return text


def split_things(typed: Iterable[str]) -> list[str]:
    """Return what to bring, one thing a line, each once."""
    kept = list(dict.fromkeys(filter(None, (require_short(thing, MAX_THING, "bring") for thing in typed))))
    if len(kept) > MAX_THINGS:
        raise DomainError(f"{MAX_THINGS} choses au plus.", field="bring")
    return kept


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
