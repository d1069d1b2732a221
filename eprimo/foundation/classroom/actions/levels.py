"""The level of a pupil of a class of several, said by who runs the class."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from eprimo.foundation.classroom.policies import may_set_levels
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def levels_set(*, actor: Actor, class_group: ClassGroup, said: Mapping[UUID, str]) -> int:
    """`said`: pupils of the class by their number, each with a level of the class, or empty: not known. Returns how
    many changed. It holds while the pupil stays in the class: an import says the level of who comes into a class, never
    of who is in it. Raises Conflict, DomainError for a level that the class has not."""
    require(may_set_levels, actor, class_group)
    held = ClassGroup.objects.select_for_update(no_key=True).get(pk=class_group.pk)
    if len(held.levels) < 2:  # noqa: PLR2004 - several
        raise Conflict("Cette classe n’a qu’un niveau.")
    if not set(said.values()) <= {"", *held.levels}:
        raise DomainError("Ce niveau n’est plus dans la classe. Choisissez de nouveau.", field="levels")
    rows = ClassMembership.objects.in_force().filter(class_group=held, person__public_id__in=list(said))
    changed = [one for one in rows.select_related("person") if one.level != said[one.person.public_id]]
    for one in changed:
        one.level = said[one.person.public_id]
        one.save(update_fields=["level"])
        audit(
            actor,
            "classroom.level.set",
            held,
            school_id=held.school_id,
            subject_id=one.person_id,
            level=one.level,
        )
    return len(changed)
