"""The academy opens, once, an import that was refused because its files look like another school's."""

from django.db import transaction

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.models import ImportOpening
from eprimo.foundation.intake.openings import opening_keep, opening_of
from eprimo.foundation.intake.policies import can_open_import
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.rights import require


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
