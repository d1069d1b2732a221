"""Importing a delivery into a school: alone in it, all or nothing, tried again when a hand was in the way."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, connection, transaction

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.merge.ahead import fill, look_ahead
from eprimo.foundation.intake.merge.apply import apply_plan
from eprimo.foundation.intake.merge.plan import Plan
from eprimo.foundation.intake.merge.planner import make_plan
from eprimo.foundation.intake.merge.state import SchoolState, read_state
from eprimo.foundation.intake.records import Delivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import found, and whether it was applied."""

    plan: Plan
    applied: bool


def plan_delivery(school: School, delivery: Delivery, importers: frozenset[int] = frozenset()) -> Plan:
    """What the delivery would change, as of now; writes nothing."""
    if delivery.refused:
        return Plan(problems=list(delivery.problems), refused=True)
    state = read_state(school, delivery, clock.now())
    plan = _planned(delivery, state, importers)
    if plan.ahead is not None and not plan.refused:
        fill(plan.ahead, state, actor=None, only_look=True)
    return plan


def _planned(delivery: Delivery, state: SchoolState, importers: frozenset[int]) -> Plan:
    """The plan with what the reader told: a refusal is said first."""
    plan = make_plan(delivery, state, importers)
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


def import_delivery(
    *,
    school: School,
    delivery: Delivery,
    yes: bool,
    actor: Actor | None = None,
    importers: frozenset[int] = frozenset(),
    soft: bool = False,
    after: Callable[[Plan], None] | None = None,
) -> Outcome:
    """Compare and apply in one transaction; `after` runs inside it, once everything is written.

    Imports of one school wait for each other. A link that somebody makes by hand at the same moment is seen by the
    next try, never overwritten.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            return _import_once(school, delivery, yes, actor, importers, soft, after)
        except (IntegrityError, OperationalError):
            if attempt == _TRIES or connection.in_atomic_block:
                raise
    raise AssertionError("unreachable")


def _import_once(
    school: School,
    delivery: Delivery,
    yes: bool,
    actor: Actor | None,
    importers: frozenset[int],
    soft: bool,
    after: Callable[[Plan], None] | None,
) -> Outcome:
    with transaction.atomic():
        schools_held([school.pk])
        school = School.objects.select_related("running_year").get(pk=school.pk)
        if delivery.refused:
            return Outcome(plan_delivery(school, delivery), applied=False)
        state = read_state(school, delivery, clock.now())
        plan = _planned(delivery, state, importers)
        if not may_apply(plan, yes=yes, soft=soft):
            if plan.ahead is not None and not plan.refused:
                fill(plan.ahead, state, actor=None, only_look=True)
            return Outcome(plan, applied=False)
        if plan.ahead is not None:
            fill(plan.ahead, state, actor=actor)
        elif not plan.changes_nothing:
            apply_plan(plan, state)
        counts = plan.counts()
        audit(
            actor,
            "intake.onde.applied",
            school,
            school_id=school.pk,
            **{f"{kind}_{name}": number for kind, said in counts.items() for name, number in said.items()},
        )
        if after is not None:
            after(plan)
    return Outcome(plan, applied=True)
