"""The dates of a calendar file, written as dates of a class, a group or the school; given again, they are the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import detail_name, kinds, only_a_date
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, Readers
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.addressing import Address
from eprimo.foundation.content.things.drafts import DraftInput, draft_save, facts_of
from eprimo.foundation.content.things.life import thing_correct, thing_publish
from eprimo.foundation.content.things.protected_contact import TellsWhereabouts
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.notifications.date_lines import hours_and_place
from eprimo.foundation.sandbox.parser import Parser
from eprimo.services.agenda.calendar_payload import CalendarPayload, GivenDate

# Dates are of a year at most, and two years ahead.
_AHEAD = timedelta(days=730)
_AUGUST = 8
# What was withdrawn may be given again, so many times.
_AGAIN = 4
_CALENDAR = Parser("calendar", "eprimo.services.agenda.confined.calendars:dates", CalendarPayload)


class ImportState(StrEnum):
    """The state of a date of the file, beside the dates that there are."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """`key`: by which it is found again; `held`: the date that there is."""

    row: GivenDate
    standing: ImportState
    key: UUID
    held: Resource | None

    @property
    def hours(self) -> str:
        return hours_and_place(_time(self.row.starts), _time(self.row.ends), "")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import: how many dates were added, corrected, and were there; those that were refused, with the
    sentence."""

    added: int
    corrected: int
    same: int
    refused: Sequence[tuple[str, str]]


def dates_kind() -> Kind:
    """Return the kind that is nothing but a date."""
    return next(kind for kind in kinds() if only_a_date(kind))


def may_import(actor: Actor) -> bool:
    """Tell whether the actor may « write an event: own classes, groups; own school », of who works with children
    there."""
    kind = dates_kind()
    return actor.role in HEADS | {Role.TEACHER} and rule(kind, "write")(actor, kind)


def read_calendar(actor: Actor, content: bytes) -> CalendarPayload:
    """Read what the file says from today on, on the clock of the school. Raises Refused and NotRead."""
    today = actor.today
    # The last day of the school year: a series of the next one is another class's.
    year = date(today.year + (today.month >= _AUGUST), _AUGUST, 31)
    return _CALENDAR.run(
        content, first=today.isoformat(), last=(today + _AHEAD).isoformat(), year=year.isoformat(), zone=actor.time_zone
    )  # fmt: skip


def plan_dates(kind: Kind, targets: Iterable[Address], rows: Sequence[GivenDate]) -> list[PlannedDate]:
    """Tell what each date is to the dates that there are for the same people (one statement and one for each that is
    there)."""
    to = sorted((str(of), target) for of, target in targets)
    keys = {row.key: [_key(to, row, again) for again in range(_AGAIN)] for row in rows}
    wanted = [one for some in keys.values() for one in some]
    there = Resource.objects.filter(draft_key__in=wanted, service=kind.key).select_related(detail_name(kind))
    held = {one.draft_key: one for one in there}
    found = []
    for row in rows:
        # Withdrawn, thrown away or not published: it is given anew.
        key = next((one for one in keys[row.key] if _counts(held.get(one))), keys[row.key][-1])
        found.append(PlannedDate(row, _standing(kind, row, held.get(key)), key, held.get(key)))
    return found


def _key(to: Sequence[tuple[str, int]], row: GivenDate, again: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"e-primo:agenda:{to}:{again}:{row.key}")


def _counts(held: Resource | None) -> bool:
    return held is None or held.state == ResourceState.PUBLISHED


def _standing(kind: Kind, row: GivenDate, held: Resource | None) -> ImportState:
    if held is None:
        return ImportState.NEW
    now, wanted = facts_of(kind, held), _facts(row)
    same = held.title == row.title and all(now[name] == value for name, value in wanted.items())
    return ImportState.SAME if same else ImportState.CHANGED


def _facts(row: GivenDate) -> dict[str, Any]:
    return {
        "event_on": row.first, "event_until_on": row.last if row.last > row.first else None,
        "starts_at": _time(row.starts), "ends_at": _time(row.ends), "place": row.place,
    }  # fmt: skip


def _time(told: str) -> time | None:
    return time.fromisoformat(told) if told else None


@transaction.atomic
def dates_import(
    *, actor: Actor, targets: tuple[Address, ...], readers: frozenset[Readers], rows: Sequence[GivenDate]
) -> ImportResult:
    """Write them for these people, those that are there corrected. What one of them is refused for keeps no other one
    back. Raises NotVisible, and Forbidden for people the actor may not address."""
    if not may_import(actor):
        raise NotVisible
    kind = dates_kind()
    done = dict.fromkeys(ImportState, 0)
    refused = []
    for one in plan_dates(kind, targets, rows):
        try:
            with transaction.atomic():
                _written(actor, kind, one, targets, readers)
        except TellsWhereabouts:
            refused.append(
                (one.row.title, "Son titre dit une heure ou un lieu\N{NO-BREAK SPACE}: ajoutez-la à la main.")
            )
        except DomainError as error:
            refused.append((one.row.title, error.sentence))
        else:
            done[one.standing] += 1
    return ImportResult(done[ImportState.NEW], done[ImportState.CHANGED], done[ImportState.SAME], refused)


def _written(
    actor: Actor, kind: Kind, one: PlannedDate, targets: tuple[Address, ...], readers: frozenset[Readers]
) -> None:
    row = one.row
    if one.held is None:
        said = DraftInput(
            title=row.title, body=richtext.EMPTY, targets=targets, readers=readers, facts=_facts(row)
        )
        made = draft_save(actor=actor, kind=kind, said=said, key=one.key)
        thing_publish(actor=actor, kind=kind, resource=made)
    elif one.standing == ImportState.CHANGED:
        thing_correct(
            actor=actor, kind=kind, resource=one.held, title=row.title, body=richtext.EMPTY, facts=_facts(row)
        )
