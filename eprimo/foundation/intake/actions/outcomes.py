"""What a delivery keeps of its application: the report, the counts, what an undo needs."""

from typing import Any

from eprimo.foundation.intake.events import DeliveryMoved, DeliveryUndoOver
from eprimo.foundation.intake.merge.guards import LEAVING_AT_LEAST, LEAVING_SHARE
from eprimo.foundation.intake.merge.plan import Plan
from eprimo.foundation.intake.merge.report import stored_report
from eprimo.foundation.intake.merge.run import Outcome
from eprimo.foundation.intake.models import Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.intake.records import Delivery
from eprimo.foundation.intake.retention import UNDO_LASTS
from eprimo.foundation.kernel.outbox import emit

APPLIED_STEP = 4


def outcome_keep(row: OndeDelivery, outcome: Outcome, delivery: Delivery) -> None:
    """In the transaction of the import, which was applied."""
    plan = outcome.plan
    row.state, row.step, row.applied_at = DeliveryState.APPLIED, APPLIED_STEP, outcome.at
    row.report, row.facts = stored_report(plan, delivery), facts_of(plan)
    row.changed = 0 if plan.ahead is not None else plan.changed
    row.journal = outcome.journal if row.changed else None
    row.alarm = Alarm.RAISED if many_left(row.facts) else Alarm.NONE
    row.save()
    if row.journal is not None and outcome.at is not None:
        emit(DeliveryUndoOver(delivery_id=row.pk), due_at=outcome.at + UNDO_LASTS)
    if row.alarm:
        emit(DeliveryMoved(delivery_id=row.pk))


def facts_of(plan: Plan) -> dict[str, Any]:
    """Counts that the academy reads too."""
    return plan.facts | {"left": sum(one.kind == "pupils" for one in plan.leaving)}


def many_left(facts: dict[str, Any]) -> bool:
    """Enough pupils to be told to those who direct the school and to the academy."""
    left = facts.get("left", 0)
    return bool(left >= LEAVING_AT_LEAST and left > LEAVING_SHARE * facts.get("pupils", 0))
