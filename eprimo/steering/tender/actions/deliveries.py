"""The execution documents: sent to each member, opened by whom and when [R041]."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.tender.actions.documents import locked
from eprimo.steering.tender.actions.tasks import days_done
from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.errors import NotYet
from eprimo.steering.tender.models import Delivery, Task
from eprimo.steering.tender.policies import can_keep_consultation, can_open_delivery
from eprimo.steering.tender.rules import task_refused


@transaction.atomic
def documents_send(*, actor: Actor, market: Market) -> int:
    """To each member that is bound and has not got them yet, in its space; the task is done when the first are. How
    many were sent; none the second time. Raises NotYet before the notification."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    today = clock.today(actor.time_zone)
    refused = task_refused(TaskKind.SEND, today, days_done(consultation))
    if refused:
        raise NotYet(refused)
    bound = in_states(Member.objects.filter(market=market), BOUND)
    waiting = bound.exclude(deliveries__consultation=consultation)
    now = clock.now()
    made = Delivery.objects.bulk_create(
        Delivery(consultation=consultation, member=member, sent_at=now) for member in waiting.order_by("pk")
    )
    if made and not Task.objects.filter(consultation=consultation, kind=TaskKind.SEND).exists():
        Task.objects.create(
            consultation=consultation, kind=TaskKind.SEND, done_on=today, by_id=actor.person_id
        )
    if made:
        audit(actor, "tender.documents.sent", consultation, members=len(made))
    return len(made)


@transaction.atomic
def delivery_open(*, actor: Actor, market: Market, member: Member) -> Delivery:
    """The member, or who acts for it, opens what it was sent; the first time stays. Raises NotVisible before."""
    require(can_open_delivery, actor, member)
    rows = Delivery.objects.select_for_update(of=("self",)).filter(consultation__market=market, member=member)
    delivery = rows.first()
    if delivery is None:
        raise NotVisible
    if delivery.opened_at is None:
        delivery.opened_at, delivery.opened_by_id = clock.now(), actor.person_id
        delivery.on_behalf = on_behalf(actor)
        delivery.save(update_fields=["opened_at", "opened_by", "on_behalf"])
        audit(actor, "tender.delivery.opened", member, on_behalf=delivery.on_behalf)
    return delivery
