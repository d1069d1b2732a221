"""A date as homes and the agenda tell it: one line, in words. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _

from eprimo.foundation.content.capabilities import Pages, child_page, thing_page
from eprimo.foundation.content.particulars import what_words
from eprimo.foundation.content.phrasebook.translation import translate_words
from eprimo.foundation.content.things.upcoming import UpcomingDate
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.notifications.sections import ForChild
from eprimo.foundation.occasions.enums import Sort
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.languages import SOURCE, direction, listed, spoken

NOTHING: Mapping[ForChild, str] = MappingProxyType({})
# Around words that keep their own direction inside of a line of another.
_ISOLATED, _ISOLATED_ENDS = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date to come. `about`: the own children it is for, as (first name, seed of the animal); `to`: the classes."""

    on: date
    until: date | None
    title: str
    url: str
    sort: Sort
    words: str
    about: tuple[tuple[str, str], ...]
    to: str
    cancelled: bool
    # By who manages it, and not by a closure of the school.
    struck: bool = False
    # Not read yet: what is said beside it.
    mark: str = ""
    # What it is about in a reader's own language, before the title, which is as its author wrote it; in French nothing.
    called: str = ""


def line_of(
    one: UpcomingDate, children: Sequence[OwnChild] = (), unread: Mapping[ForChild, str] = NOTHING
) -> DateLine:
    """`unread`: it leads to the page of the first child for whom it is not read yet."""
    own = [child for child in children if child.id in {link.person_id for link in one.children}]
    new = [child for child in own if (one.thing, child.id) in unread]
    if not one.opens:
        url = ""
    elif own and child_page(one.kind):
        url = reverse(child_page(one.kind), args=[UUID(one.thing), (new or own)[0].public_id])
    else:
        url = reverse(thing_page(one.kind), args=[UUID(one.thing)])
    return DateLine(
        on=one.on,
        until=one.until if one.until != one.on else None,
        title=title_of(one),
        url=url,
        sort=one.sort,
        words=hours_and_place(one.starts_at, one.ends_at, one.place),
        about=tuple((child.first_name, child.seed) for child in own),
        to=listed(one.to),
        cancelled=one.cancelled,
        struck=one.struck,
        mark=unread[one.thing, new[0].id] if new else "",
        called=called_of(one),
    )


def group_alike(rows: Iterable[UpcomingDate]) -> list[list[UpcomingDate]]:
    """Return the dates of own children, those that say the same together where the first of them stands: of two schools
    that tell one event, or told to two children by two classes."""
    groups: dict[tuple[object, ...], list[UpcomingDate]] = {}
    for one in rows:
        own = (
            one.title, one.what, one.sort, one.on, one.until, one.starts_at, one.ends_at, one.place, one.bring,
            one.cancelled, one.struck, one.zone,
        )  # fmt: skip
        # Who works reads each with its class.
        groups.setdefault(own if one.children else (one.thing, one.n, one.cancelled), []).append(one)
    return list(groups.values())


def line_of_all(
    group: Sequence[UpcomingDate], children: Sequence[OwnChild] = (), unread: Mapping[ForChild, str] = NOTHING
) -> DateLine:
    """Return dates that say the same, as one line: of all their children, leading to the one that is not read yet."""
    lines = [line_of(one, children, unread) for one in group]
    first = next((one for one in lines if one.mark), lines[0])
    return replace(first, about=tuple(dict.fromkeys(who for one in lines for who in one.about)))


def called_of(one: UpcomingDate) -> str:
    """Say what a date is about, before its title, where that is not in the language of the reader."""
    return "" if spoken() == SOURCE else what_words(one) or translate_words(one.title)


def title_of(one: UpcomingDate) -> str:
    """Return the title of a date; of what the reader may not open, words of ours where its author may have named
    somebody: a note to families."""
    if one.opens or one.kind.get(Pages) is not None:
        return one.title
    closed = _("École fermée") if one.sort == Sort.CLOSURE else _("Une date de l’école")
    return what_words(one) or closed


def hours_and_place(starts: time | None, ends: time | None, place: str) -> str:
    """Return « 8 h 45 – 16 h 15, Valmarais ». The place is its author's: from right to left it holds together."""
    hours = " – ".join(french.clock_time(one) for one in (starts, ends) if one is not None)
    if place and direction() == "rtl":
        place = f"{_ISOLATED}{place}{_ISOLATED_ENDS}"
    return listed(filter(None, (hours, place)))
