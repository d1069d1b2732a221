"""What an order form opens: written by the act that puts the order in force, which asked who may."""

from datetime import datetime, timedelta

from django.db import transaction

from eprimo.foundation.directory.actions.dates import last_day
from eprimo.foundation.directory.enums import EntitlementSource
from eprimo.foundation.directory.models import Entitlement, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit

# An interval is never empty.
SHORTEST = timedelta(seconds=1)


@transaction.atomic
def entitlement_of_order(
    *, actor: Actor | None, school: School, starts: datetime, ends: datetime, accounts: int, reference: str
) -> Entitlement:
    """The school is open in [starts, ends[ with so many accounts, beside what other orders give it."""
    row = Entitlement.objects.create(
        school=school,
        starts=starts,
        ends=ends,
        accounts=accounts,
        source=EntitlementSource.ORDER,
        reason=reference,
    )
    until = last_day(ends, school.time_zone).isoformat()
    audit(actor, "directory.entitlement.granted", school, school_id=school.pk, until=until)
    return row


@transaction.atomic
def entitlement_until(*, entitlement: Entitlement, ends: datetime) -> None:
    """What was ordered ends at another instant: the contract stopped, or goes on to its term after all."""
    entitlement.ends = max(ends, entitlement.starts + SHORTEST)
    entitlement.save(update_fields=["ends"])
    school = entitlement.school
    until = last_day(entitlement.ends, school.time_zone).isoformat()
    audit(None, "directory.entitlement.moved", school, school_id=school.pk, until=until)
