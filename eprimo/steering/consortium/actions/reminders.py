"""Reminding many members at once, or the contractor, of what is left to do."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit, emit_all
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.events import ContractorReminded, MemberReminded
from eprimo.steering.consortium.matters import Matter
from eprimo.steering.consortium.models import Market, Reminder
from eprimo.steering.consortium.policies import can_remind
from eprimo.steering.consortium.rounds import Addressee, round_of
from eprimo.steering.consortium.states import ZONE


@transaction.atomic
def matter_remind(*, actor: Actor, market: Market, matter: Matter) -> int:
    """Each member of whom it is left to do and that has an address, once a day; how many. Of a matter of the
    contractor: each of its people. Pressed twice, or by two at once, nobody is written to twice: the row is made first,
    and is one a body and a day."""
    require(can_remind, actor)
    # One round at a time.
    Market.objects.select_for_update().get(pk=market.pk)
    found = round_of(market, matter).to
    if not found:
        return 0
    if matter.is_contractors:
        _remind_contractor(market, matter, found)
        audit(actor, "consortium.contractor.reminded", market, matter=matter.key, people=len(found))
    else:
        _remind_members(market, matter, found)
        audit(actor, "consortium.members.reminded", market, matter=matter.key, bodies=len(found))
    return len(found)


def _remind_members(market: Market, matter: Matter, found: list[Addressee]) -> None:
    now, today = clock.now(), clock.today(ZONE)
    rows = Reminder.objects.bulk_create(
        Reminder(market=market, member=one.member, day=today, matter=matter.key, made_at=now) for one in found
    )
    emit_all(MemberReminded(reminder_id=row.pk) for row in rows)


def _remind_contractor(market: Market, matter: Matter, found: list[Addressee]) -> None:
    row = Reminder.objects.create(market=market, day=clock.today(ZONE), matter=matter.key)
    for one in found:
        emit(ContractorReminded(row.pk, one.person_id))
