"""Importing a delivery into a school: alone in it, all or nothing, tried again when a hand was in the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, transaction

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.import_override import opening_of, opening_use
from eprimo.foundation.intake.merge.apply import apply_plan
from eprimo.foundation.intake.merge.journal import Journal
from eprimo.foundation.intake.merge.next_year import fill, look_ahead
from eprimo.foundation.intake.merge.plan import Plan
from eprimo.foundation.intake.merge.planner import make_plan
from eprimo.foundation.intake.merge.state import SchoolState, read_state
from eprimo.foundation.intake.records import Delivery
from eprimo.foundation.kernel import clock, faults
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import found, and whether it was applied."""

    plan: Plan
    applied: bool
    # The instant that every link which it made or ended bears, and what an undo gives back besides.
    at: datetime | None = None
    journal: Journal = field(default_factory=dict)


def plan_delivery(
    school: School, delivery: Delivery, importers: frozenset[int] = frozenset(), *, opened: bool = False
) -> Plan:
    """What the delivery would change, as of now; writes nothing. `opened`: as if the academy had opened it."""
    if delivery.refused:
        return Plan(problems=list(delivery.problems), refused=True)
    state = read_state(school, delivery, clock.now())
    plan = _planned(delivery, state, importers, opened=opened)
    if plan.ahead is not None and not plan.refused:
        fill(plan.ahead, state, actor=None, only_look=True)
    return plan


def _planned(
    delivery: Delivery, state: SchoolState, importers: frozenset[int], *, opened: bool = False
) -> Plan:
    """The plan with what the reader told: a refusal is said first."""
    opened = opened or opening_of(state.school.pk, state.now) is not None
    plan = make_plan(delivery, state, importers, opened=opened)
    if plan.next_year:
        plan = look_ahead(plan, delivery, state)
    if plan.refused:
        plan.problems += delivery.problems
    else:
        plan.problems[:0] = delivery.problems
    return plan


def may_apply(plan: Plan, *, yes: bool, soft: bool) -> bool:
    """`soft`: questions that do not block the command wait for a yes too."""
    if plan.refused:
        return False
    return yes or not any(ask.hard or soft for ask in plan.asks)


@dataclass(frozen=True, slots=True)
class Asked:
    """A delivery that somebody wants applied."""

    school: School
    delivery: Delivery
    yes: bool
    actor: Actor | None = None
    # Who sent it and who agreed to it.
    importers: frozenset[int] = frozenset()
    # Questions that do not block the command wait for a yes too.
    soft: bool = False
    # Why files that look like another school's are applied, besides what the academy opened.
    opened: str = ""
    # Runs inside the transaction, once everything is written.
    after: Callable[["Outcome"], None] | None = None


def import_delivery(asked: Asked) -> Outcome:
    """Compare and apply in one transaction.

    Imports of one school wait for each other. A link that somebody makes by hand at the same moment is seen by the
    next try, never overwritten.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            return _import_once(asked)
        except (IntegrityError, OperationalError):
            if attempt == _TRIES or connection.in_atomic_block:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _import_once(asked: Asked) -> Outcome:
    schools_held([asked.school.pk])
    school = School.objects.select_related("running_year").get(pk=asked.school.pk)
    if asked.delivery.refused:
        return Outcome(plan_delivery(school, asked.delivery), applied=False)
    state = read_state(school, asked.delivery, clock.now())
    plan = _planned(asked.delivery, state, asked.importers, opened=bool(asked.opened))
    if not may_apply(plan, yes=asked.yes, soft=asked.soft):
        if plan.ahead is not None and not plan.refused:
            fill(plan.ahead, state, actor=None, only_look=True)
        return Outcome(plan, applied=False)
    journal: Journal = {}
    if plan.ahead is not None:
        fill(plan.ahead, state, actor=asked.actor)
    elif not plan.changes_nothing:
        journal = apply_plan(plan, state)
    faults.point("intake.onde.written")
    if plan.suspect:
        opening_use(school, state.now, asked.opened)
    counts = plan.counts()
    audit(
        asked.actor,
        "intake.onde.applied",
        school,
        school_id=school.pk,
        **{f"{kind}_{name}": number for kind, said in counts.items() for name, number in said.items()},
    )
    outcome = Outcome(plan, applied=True, at=state.now, journal=journal)
    if asked.after is not None:
        asked.after(outcome)
    return outcome
