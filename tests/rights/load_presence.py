"""Half-days and absences of a world of the reference model, as rows of who was at school."""

from datetime import UTC, date, datetime, time

from eprimo.foundation.directory.models import Person
from eprimo.foundation.presence.enums import Half, Means, Reason, Source, State
from eprimo.foundation.presence.models import Absence, HalfDay, Hosting
from tests.reference import world as facts
from tests.rights.load import Loaded, at


def load_presence(rows: Loaded) -> None:
    """Every half-day and absence, by the model's ids."""
    rows.half_days = {name: _half_day(rows, fact) for name, fact in rows.world.half_days.items()}
    rows.hostings = {name: _hosting(rows, fact) for name, fact in rows.world.hostings.items()}
    rows.absences = {name: _absence(rows, fact) for name, fact in rows.world.absences.items()}


def _half_day(rows: Loaded, fact: facts.HalfDay) -> HalfDay:
    group = rows.classes[fact.class_id]
    return HalfDay.objects.create(
        school_year=group.year_id, school=rows.schools[fact.school], child=rows.people[fact.child],
        class_group=group, day=at(fact.day).date(), half=fact.half, state=State.ABSENT, said_at=at(fact.day),
        source=Source.CALL,
    )  # fmt: skip


def _hosting(rows: Loaded, fact: facts.Hosting) -> Hosting:
    group = rows.classes[fact.class_id]
    return Hosting.objects.create(
        school_year=group.year_id, school=rows.schools[fact.school], child=rows.people[fact.child],
        class_group=group, host=rows.classes[fact.host], day=at(fact.day).date(), half=fact.half,
    )  # fmt: skip


def _absence(rows: Loaded, fact: facts.Absence) -> Absence:
    """What nobody explained was asked; what nobody knows by whom came on paper."""
    day, said_by = at(fact.day).date(), rows.people[fact.said_by] if fact.said_by else None
    row = Absence(
        school_year=fact.year, school=rows.schools[fact.school], child=rows.people[fact.child],
        class_group=rows.classes[fact.class_id], first=day, first_half=Half.MORNING, last=day,
        last_half=Half.AFTERNOON, asked_at=None if fact.explained else _noon(day),
    )  # fmt: skip
    if fact.explained:
        _explained(row, said_by, _noon(day))
    row.save(force_insert=True)
    return row


def _explained(row: Absence, said_by: Person | None, when: datetime) -> None:
    row.reason, row.said_by, row.said_at = Reason.OTHER, said_by, when
    row.means = Means.WEB if said_by is not None else Means.PAPER


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
