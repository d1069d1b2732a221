"""Notices for the tests of what is sent."""

from datetime import datetime
from typing import Any

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_make
from eprimo.foundation.notifications.models import Lane

YEAR = 2026


def address(person: Person, email: str = "") -> Account:
    """Give an adult a confirmed address, and an active account."""
    account: Account = person.account  # type: ignore[attr-defined]
    account.state, account.activated_at = "active", clock.now()
    account.recovery_email = email or f"{account.login}@example.org"
    account.recovery_email_confirmed_at = clock.now()
    account.save()
    return account


def tell(
    cast: Any,
    *who: str,
    child: str = "lea",
    lane: Lane = Lane.TO_DO,
    rings: bool = True,
    at: datetime | None = None,
    due_on: Any = None,
    school: School | None = None,
) -> Resource:
    """A notice about a child to these people, by the child's own rule; to do, it rings now unless told not to."""
    where = school or cast.tilleuls
    now = at or clock.now()
    resource = Resource.objects.create(
        service="liaison", school=where, owner=cast.teacher, title="Sortie à la ferme"
    )
    about = cast.people[child]
    rule = (AudienceKind.CHILD, about.pk, AudienceProfile.GUARDIAN)
    audience = audiences_for([rule], where.pk)[rule]
    notices_make(
        resource=resource, school_year=YEAR, card=Card(lane, "liaison.sign", due_on), visible_from=now,
        told=[(cast.people[name].pk, about.pk, audience.pk) for name in who],
        ring=Ring(now) if rings else None,
    )  # fmt: skip
    return resource
