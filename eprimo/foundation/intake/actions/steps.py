"""What the worker does with a delivery, one step at a time: its files are read by a child of the sandbox,
compared, applied. Each can be done twice without harm."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.intake.actions.outcomes import facts_of, outcome_keep
from eprimo.foundation.intake.events import DeliveryApproved, DeliveryRead
from eprimo.foundation.intake.merge.plan import Plan
from eprimo.foundation.intake.merge.report import stored_report
from eprimo.foundation.intake.merge.run import Asked, import_delivery, may_apply, plan_delivery
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.intake.policies import can_import
from eprimo.foundation.intake.records import Delivery, Problem, Severity
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser

_LIMITS = Limits(seconds=10, memory=512 * 1024 * 1024, answer=64 * 1024 * 1024)
_ONDE = Parser("onde", "eprimo.foundation.intake.onde.confined:read", Delivery, limits=_LIMITS)
READ, COMPARED = 1, 2


def read_received(files: Mapping[str, bytes], *, on: date) -> Delivery:
    """What they say; a refused delivery when the child gave no answer."""
    try:
        return _ONDE.run(
            b"".join(files.values()), names=list(files), sizes=[len(one) for one in files.values()], on=on.isoformat()
        )  # fmt: skip
    except Unreadable as error:
        problem = Problem("", 0, "", error.sentence, Severity.ERROR, error.code)
        return Delivery(problems=[problem], refused=True)


def _locked(delivery_id: int, state: DeliveryState) -> OndeDelivery | None:
    rows = OndeDelivery.objects.select_for_update(of=("self",)).select_related("school__running_year")
    return rows.filter(pk=delivery_id, state=state).first()


def _read(row: OndeDelivery) -> Delivery:
    files = {file.name: bytes(file.content) for file in row.files.all()}
    return read_received(files, on=clock.today(row.school.time_zone))


@transaction.atomic
def delivery_read(*, delivery_id: int) -> None:
    """Are the files what they should be? Refused ones are erased at once, with the reasons kept."""
    row = _locked(delivery_id, DeliveryState.RECEIVED)
    if row is None:
        return
    delivery = _read(row)
    row.step = READ
    if delivery.refused:
        _refuse(row, plan_delivery(row.school, delivery), delivery)
        return
    row.save(update_fields=["step"])
    emit(DeliveryRead(delivery_id=row.pk))


@transaction.atomic
def delivery_compare(*, delivery_id: int) -> None:
    """What would change, and what is asked before."""
    row = _locked(delivery_id, DeliveryState.RECEIVED)
    if row is None:
        return
    delivery = _read(row)
    plan = plan_delivery(row.school, delivery, frozenset([row.made_by_id or 0]))
    row.step = COMPARED
    if plan.refused:
        _refuse(row, plan, delivery)
        return
    row.state, row.report = DeliveryState.CHECKED, stored_report(plan, delivery)
    row.needs_yes = not may_apply(plan, yes=False, soft=True)
    row.save(update_fields=["state", "report", "needs_yes", "step"])


def _refuse(row: OndeDelivery, plan: Plan, delivery: Delivery) -> None:
    row.state, row.report = DeliveryState.REFUSED, stored_report(plan, delivery)
    if plan.suspect:
        row.refusal, row.facts = plan.suspect, facts_of(plan)
    row.save(update_fields=["state", "report", "step", "refusal", "facts"])
    row.files.all().delete()


@transaction.atomic
def delivery_apply(*, event: DeliveryApproved) -> None:
    """Apply what was approved, if who approved it still may. What the school became meanwhile is asked again."""
    row = _locked(event.delivery_id, DeliveryState.APPROVED)
    if row is None:
        return
    actor = _approver(row, event.person_id)
    if actor is None:
        row.state, row.report = DeliveryState.ABANDONED, None
        row.save(update_fields=["state", "report"])
        row.files.all().delete()
        return
    delivery = _read(row)
    importers = frozenset([row.made_by_id or 0, actor.person_id])
    outcome = import_delivery(
        Asked(row.school, delivery, yes=event.yes, actor=actor, importers=importers, soft=True)
    )
    if outcome.plan.refused:
        # The school became another one meanwhile, or what the academy opened is over.
        _refuse(row, outcome.plan, delivery)
        return
    row.report = stored_report(outcome.plan, delivery)
    if not outcome.applied:
        row.state, row.step, row.needs_yes = DeliveryState.CHECKED, COMPARED, True
        row.save(update_fields=["state", "step", "needs_yes", "report"])
        return
    outcome_keep(row, outcome, delivery)
    row.files.all().delete()


def _approver(row: OndeDelivery, person_id: int) -> Actor | None:
    for role in (Role.DIRECTOR, Role.DEPUTY):
        actor = for_person(person_id, role=role, school_id=row.school_id)
        if can_import(actor, row.school_id):
            return actor
    return None
