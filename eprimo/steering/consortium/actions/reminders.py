"""Reminding many members at once of what their files lack."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.enums import Lack
from eprimo.steering.consortium.events import FileReminded
from eprimo.steering.consortium.lacking import round_of
from eprimo.steering.consortium.models import FileReminder, Market
from eprimo.steering.consortium.policies import can_remind_files
from eprimo.steering.consortium.states import ZONE


@transaction.atomic
def files_remind(*, actor: Actor, market: Market, lack: Lack) -> int:
    """Each member whose file lacks that and that has an address, once a day; how many. Pressed twice, or by two at
    once, nobody is written to twice: the row is made first, and is one a file and a day."""
    require(can_remind_files, actor)
    # One round at a time.
    Market.objects.select_for_update().get(pk=market.pk)
    found, now = round_of(market, lack), clock.now()
    rows = FileReminder.objects.bulk_create(
        FileReminder(member=one, day=clock.today(ZONE), lack=lack, made_at=now) for one in found.to
    )
    for row in rows:
        emit(FileReminded(reminder_id=row.pk))
    if rows:
        audit(actor, "consortium.files.reminded", market, lack=lack.value, bodies=len(rows))
    return len(rows)
