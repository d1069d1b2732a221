"""The audit trail: written with the act, in its transaction; sealed afterwards into chains (`kernel.seals`)."""

from django.db.models import Model

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.models import AuditLine, Outcome


def audit(
    actor: Actor | None,
    act: str,
    obj: Model | None = None,
    result: Outcome = Outcome.DONE,
    /,
    *,
    school_id: int | None = None,
    subject_id: int | None = None,
    **details: str | int | bool | list[int] | list[str] | None,
) -> None:
    """Write the line of an act. `details` holds codes and counts, never a name or a text. No actor: the system."""
    AuditLine.objects.create(
        at=clock.now(),
        person_id=actor.person_id if actor else None,
        role=actor.role.value if actor else "",
        school_id=school_id if school_id is not None else (actor.school_id if actor else None),
        act=act,
        object_type=obj._meta.label_lower if obj is not None else "",  # noqa: SLF001 - a public API of Django in all but name
        object_id=obj.pk if obj is not None else None,
        subject_id=subject_id,
        details=details,
        result=result,
    )
