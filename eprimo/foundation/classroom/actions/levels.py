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


class LevelChanged(Conflict):
    """A colleague or an import said another level since the page was shown."""

    sentence = "Le niveau d’un élève a changé entre-temps. Regardez, puis choisissez de nouveau."


@transaction.atomic
def levels_set(
    *,
    actor: Actor,
    class_group: ClassGroup,
    said: Mapping[UUID, str],
    shown: Mapping[UUID, str] | None = None,
) -> int:
    """`said`: pupils of the class by their number, each with a level of the class, or empty: not known. `shown`: what
    the page said of them. Returns how many changed. A level that was said by hand stays, whatever an import says, as
    long as the pupil is in the class and the class has it; « not known » leaves it to the next import. Raises
    LevelChanged, DomainError for a level that the class has not, Conflict for a class of one."""
    require(may_set_levels, actor, class_group)
    held = ClassGroup.objects.select_for_update(no_key=True).get(pk=class_group.pk)
    if len(held.levels) < 2:  # noqa: PLR2004 - several
        raise Conflict("Cette classe n’a qu’un niveau.")
    if not set(said.values()) <= {"", *held.levels}:
        raise DomainError("Ce niveau n’est plus dans la classe. Choisissez de nouveau.", field="levels")
    rows = ClassMembership.objects.in_force().filter(class_group=held, person__public_id__in=list(said))
    rows = rows.select_related("person").select_for_update(of=("self",), no_key=True).order_by("pk")
    changed = [one for one in rows if one.level != said[one.person.public_id]]
    if shown is not None and any(one.level != shown.get(one.person.public_id, one.level) for one in changed):
        raise LevelChanged
    for one in changed:
        one.level = said[one.person.public_id]
        one.level_by_hand = bool(one.level)
        one.save(update_fields=["level", "level_by_hand"])
        audit(
            actor,
            "classroom.level.set",
            held,
            school_id=held.school_id,
            subject_id=one.person_id,
            level=one.level,
        )
    return len(changed)
