"""The change of year itself, on sets: one school, one transaction, one line of audit; and its undoing."""

import json
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from eprimo.foundation.directory.actions.years import SWITCHED_FROM, plan_complete, require_season, year_moved
from eprimo.foundation.directory.enums import PupilOutcome, YearState
from eprimo.foundation.directory.errors import NotAhead, PupilsLeft, UndoOver
from eprimo.foundation.directory.events import YearSwitched, YearUndone
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import ClassGroup, PlannedClass, PlannedPupil, YearChange, in_force
from eprimo.foundation.directory.policies.acts import can_change_year
from eprimo.foundation.directory.queries.years import UNDOING_TOLD
from eprimo.foundation.directory.year_sql import AGAIN, EARLIER_ENDS, SWITCH, TO_COLLEGE, UNDO
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

# The states of people (privacy) wait as long before they erase anybody whom a switch had leave.
UNDO_LASTS = timedelta(days=15)
_TOLD = ("placed", "left", "classes_closed", "attached")


@transaction.atomic
def year_switch(*, actor: Actor | None, change: YearChange, unplaced_agreed: bool = False) -> YearChange:
    """Put the school in its next year from now on. The classes that ran become archives of those present now; pupils
    who leave the school are leaving. `actor` None: the night's work, which obeys what was agreed when the day was set.

    Raises NotAhead, TooEarly, or PupilsLeft while pupils are to place and nobody agreed that they stay without a class.
    """
    if actor is not None:
        require(can_change_year, actor, change.school_id)
    change = _locked(change, YearState.PREPARED)
    require_season(change.school, before_end=SWITCHED_FROM)
    if change.school.running_year_id != change.from_year_id:
        raise NotAhead
    plan_complete(change)
    if unplaced(change) and not (unplaced_agreed or change.unplaced_agreed):
        raise PupilsLeft(field="agreed")
    now = clock.now()
    values = _values(change, at=now)
    with connection.cursor() as cursor:
        change.journal = _journal(cursor, values)
        again = ClassGroup.objects.filter(school=change.school_id, year=change.to_year_id).exists()
        moved = _run(
            cursor, {name: sql for name, sql in SWITCH.items() if again or name not in AGAIN}, values
        )
    change.state, change.switched_at, change.undo_until = YearState.SWITCHED, now, now + UNDO_LASTS
    change.switch_on, change.trouble, change.counts = (
        None,
        "",
        change.counts | {name: moved[name] for name in _TOLD},
    )
    change.save()
    audit(
        actor, "directory.year.switched", change, school_id=change.school_id,
        **{name: moved[name] for name in _TOLD},
    )  # fmt: skip
    emit(YearSwitched(change.pk))
    year_moved(change)
    year_moved(change, at=change.undo_until)
    return change


@transaction.atomic
def year_undo(*, actor: Actor | None, change: YearChange) -> YearChange:
    """Put the school in the year before again, each link as it was. Returns the plan, ahead again. What was written
    since in the classes of next year is not lost: it is in the archives of those who were in them, and comes back with
    the class when the school switches again.

    Raises UndoOver, or NotAhead when it is not switched.
    """
    if actor is not None:
        require(can_change_year, actor, change.school_id)
    change = _locked(change, YearState.SWITCHED)
    now = clock.now()
    if change.undo_until is None or change.undo_until <= now:
        raise UndoOver
    values = _values(change, at=change.switched_at, now=now, journal=json.dumps(change.journal))
    with connection.cursor() as cursor:
        cursor.execute(TO_COLLEGE, values)
        children = [person for (person,) in cursor.fetchall()]
        moved = _run(cursor, UNDO, values)
    change.state, change.undone_at, change.journal = YearState.UNDONE, now, {}
    change.save(update_fields=["state", "undone_at", "journal"])
    again = _plan_kept(change)
    audit(
        actor, "directory.year.undone", change, school_id=change.school_id,
        back=moved["memberships"], left=moved["left"],
    )  # fmt: skip
    emit(YearUndone(change.school_id, children))
    year_moved(change)
    year_moved(change, at=now + UNDOING_TOLD)
    return again


def unplaced(change: YearChange) -> int:
    """Return how many pupils of now are to place."""
    rows = PlannedPupil.objects.filter(change=change, outcome=PupilOutcome.UNPLACED)
    here = in_force(clock.now(), "person__affiliations__")
    return rows.filter(
        here, person__affiliations__school=change.school_id, person__affiliations__profile="pupil"
    ).count()


def _locked(change: YearChange, state: YearState) -> YearChange:
    schools_held([change.school_id])
    rows = YearChange.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("school__running_year").filter(pk=change.pk, state=state).first()
    if found is None:
        raise NotAhead
    return found


def _plan_kept(change: YearChange) -> YearChange:
    """What was planned and adjusted is ready to be used again."""
    again = YearChange.objects.create(
        school=change.school, from_year_id=change.from_year_id, to_year_id=change.to_year_id,
        state=YearState.PREPARED, source=change.source, unplaced_agreed=change.unplaced_agreed,
        prepared_by_id=change.prepared_by_id, prepared_at=change.prepared_at, told_at=change.told_at,
        told_by=change.told_by,
        counts=change.counts,
    )  # fmt: skip
    PlannedClass.objects.filter(change=change).update(change=again)
    PlannedPupil.objects.filter(change=change).update(change=again)
    return again


def _values(change: YearChange, **more: Any) -> dict[str, Any]:
    return {
        "change": change.pk, "school": change.school_id, "from_year": change.from_year_id,
        "to_year": change.to_year_id, **more,
    }  # fmt: skip


def _journal(cursor: Any, values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What the undo gives back, by table."""
    cursor.execute(EARLIER_ENDS, values)
    found: dict[str, list[dict[str, Any]]] = {}
    for table, pk, ends, reason in cursor.fetchall():
        found.setdefault(table, []).append({"id": pk, "ends": ends and ends.isoformat(), "reason": reason})
    return found


def _run(cursor: Any, statements: dict[str, str], values: dict[str, Any]) -> dict[str, int]:
    moved = {}
    for name, sql in statements.items():
        cursor.execute(sql, values)
        moved[name] = cursor.rowcount
    return moved
