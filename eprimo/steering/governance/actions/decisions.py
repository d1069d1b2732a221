"""Decisions of a meeting: written with its minutes, then followed until they are done or dropped."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.errors import WrongDecision
from eprimo.steering.governance.models import DecisionStep, Meeting, MeetingDecision
from eprimo.steering.governance.policies import can_write_minutes
from eprimo.ui.french import local_day

_WHOLE = "Une décision dit quoi, qui la porte et jusqu’à quel jour."
_EARLY = "Une décision se tient après la réunion qui la prend."
_NOT_SHOWN = "Publiez d’abord le compte rendu qui porte cette décision."
_ENDED = "Cette décision est déjà terminée\N{NO-BREAK SPACE}: reprenez-la d’abord."
_OPEN = "Cette décision est encore à faire."
_WHY = "Dites pourquoi."
_TO_COME = "Cette date est à venir."
_BEFORE = "Cette date est d’avant la réunion."


def decisions_write(meeting: Meeting, said: Sequence[MeetingDecision]) -> None:
    """In place of those that no minutes say yet; those that were published stay. For `minutes_write`, which holds the
    meeting. Raises WrongDecision."""
    days = [_checked(meeting, one) for one in said]
    meeting.decisions.filter(shown_at=None).delete()
    last = meeting.decisions.aggregate(n=Max("number"))["n"] or 0
    MeetingDecision.objects.bulk_create(
        MeetingDecision(
            meeting=meeting, number=number, text=one.text.strip(), who=one.who.strip(), until=until
        )
        for number, (one, until) in enumerate(zip(said, days, strict=True), last + 1)
    )


def _checked(meeting: Meeting, said: MeetingDecision) -> date:
    """Its last day, once the rest is whole."""
    if not said.text.strip() or not said.who.strip() or said.until is None:
        raise WrongDecision(_WHOLE, field="decisions")
    if said.until < local_day(meeting.starts_at):
        raise WrongDecision(_EARLY, field="decisions")
    return said.until


def decisions_show(meeting: Meeting) -> None:
    """Those that the minutes now say are followed from here on. For `minutes_publish`, which holds the meeting."""
    now = clock.now()
    rows = list(meeting.decisions.filter(shown_at=None).order_by("number"))
    for one in rows:
        one.shown_at = now
    MeetingDecision.objects.bulk_update(rows, ["shown_at"])
    DecisionStep.objects.bulk_create(_step(one) for one in rows)


@transaction.atomic
def decision_end(
    *, actor: Actor, decision: MeetingDecision, state: Progress, on: date, reason: str = ""
) -> MeetingDecision:
    """Done, or dropped for a reason. Raises WrongDecision when it is ended already, for a day to come or before the
    meeting, and when it is dropped without a reason."""
    require(can_write_minutes, actor)
    decision = _followed(decision)
    if not decision.is_open:
        raise WrongDecision(_ENDED)
    if on > clock.today(ZONE):
        raise WrongDecision(_TO_COME, field="on")
    if on < local_day(decision.meeting.starts_at):
        raise WrongDecision(_BEFORE, field="on")
    if state == Progress.DROPPED and not reason.strip():
        raise WrongDecision(_WHY, field="reason")
    decision.state, decision.ended_on = state, on
    decision.reason = reason.strip() if state == Progress.DROPPED else ""
    return _moved(
        actor,
        decision,
        "governance.decision.dropped" if state == Progress.DROPPED else "governance.decision.done",
        reason,
    )


@transaction.atomic
def decision_put_off(
    *, actor: Actor, decision: MeetingDecision, who: str, until: date, reason: str
) -> MeetingDecision:
    """Somebody else, or another day, for a reason. Raises WrongDecision."""
    require(can_write_minutes, actor)
    decision = _followed(decision)
    if not decision.is_open:
        raise WrongDecision(_ENDED)
    if not reason.strip():
        raise WrongDecision(_WHY, field="reason")
    if until < local_day(decision.meeting.starts_at):
        raise WrongDecision(_EARLY, field="until")
    if not who.strip():
        raise WrongDecision(_WHOLE, field="who")
    if (decision.who, decision.until) == (who.strip(), until):
        return decision
    decision.who, decision.until = who.strip(), until
    return _moved(actor, decision, "governance.decision.put_off", reason)


@transaction.atomic
def decision_reopen(*, actor: Actor, decision: MeetingDecision, reason: str) -> MeetingDecision:
    """To do again: it was ended by mistake, or too early. What it was stays in its history. Raises WrongDecision."""
    require(can_write_minutes, actor)
    decision = _followed(decision)
    if decision.is_open:
        raise WrongDecision(_OPEN)
    if not reason.strip():
        raise WrongDecision(_WHY, field="reason")
    decision.state, decision.ended_on, decision.reason = Progress.TODO, None, ""
    return _moved(actor, decision, "governance.decision.reopened", reason)


def _followed(decision: MeetingDecision) -> MeetingDecision:
    """The row, locked until the end of the transaction; raises WrongDecision before it is published."""
    rows = MeetingDecision.objects.select_for_update(of=("self",)).select_related("meeting")
    found = rows.get(pk=decision.pk)
    if found.shown_at is None:
        raise WrongDecision(_NOT_SHOWN)
    return found


def _moved(actor: Actor, decision: MeetingDecision, act: str, reason: str) -> MeetingDecision:
    decision.save(update_fields=["state", "ended_on", "reason", "who", "until"])
    step = _step(decision)
    step.reason = reason.strip()
    step.save()
    audit(actor, act, decision)
    return decision


def _step(decision: MeetingDecision) -> DecisionStep:
    return DecisionStep(
        decision=decision, state=decision.state, who=decision.who, until=decision.until, on=decision.ended_on
    )
