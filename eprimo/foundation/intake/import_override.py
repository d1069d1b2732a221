"""What the academy lets a school do once: an import that was refused because its files look like another school's."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.models import ImportOpening
from eprimo.foundation.intake.policies import can_open_import
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.rights import require

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


@transaction.atomic
def import_open(*, actor: Actor, school: School, reason: str) -> ImportOpening:
    """For a week, the next import of this school may be one that looks like another's.

    Raises Conflict when one waits already.
    """
    require(can_open_import, actor, school.pk)
    schools_held([school.pk])
    now = clock.now()
    if opening_of(school.pk, now) is not None:
        raise Conflict("Cette école a déjà un import ouvert, qui attend ses fichiers.")
    return opening_keep(school, reason, now, actor=actor)
