"""What the academy lets a school do once: apply a file that looks like another school's."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.models import ImportOpening
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit

LASTS = timedelta(days=7)


def opening_of(school_id: int, now: datetime) -> ImportOpening | None:
    """The one that waits to be used, if there is one."""
    return _waiting(now).filter(school=school_id).order_by("-pk").first()


def opening_keep(
    school: School, reason: str, now: datetime, *, actor: Actor | None = None, used: bool = False
) -> ImportOpening:
    """Write it down, in the transaction of the caller. `used`: at once, by a command on the server."""
    made = ImportOpening.objects.create(
        school=school, reason=reason, made_by_id=actor.person_id if actor else None, made_at=now, until=now + LASTS,
        used_at=now if used else None,
    )  # fmt: skip
    audit(actor, "intake.opening.made", school, school_id=school.pk)
    return made


def opening_use(school: School, now: datetime, reason: str) -> None:
    """In the transaction of the import: it was for once. `reason`: given with the command that applies."""
    if not _waiting(now).filter(school=school).update(used_at=now):
        opening_keep(school, reason, now, used=True)


def _waiting(now: datetime) -> QuerySet[ImportOpening]:
    return ImportOpening.objects.filter(used_at=None, until__gt=now, made_at__lte=now)
