"""Who reads what a family tells, and what its home shows of it."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.functions import JSONObject

from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import Attachment, ClassMembership, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.policies import absences_visible_to

_MOST_TOLD = 6


def answering_of(child_id: int, school: School, now: datetime) -> list[str]:
    """The teachers of the child's class, who read it at the call (one statement)."""
    classes = (
        ClassMembership.objects.in_force(now).filter(person=child_id, school=school).values("class_group")
    )
    rows = (
        Attachment.objects.in_force(now)
        .filter(class_group__in=classes, kind=AttachmentKind.TEACHES)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    return list(dict.fromkeys(row.person.formal_name for row in rows))


def told_ahead(actor: Actor) -> Any:
    """What own children were told absent of and is not over, as one value of the home's statement."""
    rows = (
        Absence.objects.filter(absences_visible_to(actor), last__gte=actor.today)
        .exclude(reason="")
        .order_by("first", "id")
        .values_list(
            JSONObject(
                id="public_id", first="first", first_half="first_half", last="last", last_half="last_half", sort="sort",
                hour="hour", name=F("child__first_name"), child="child_id",
            )
        )
    )  # fmt: skip
    return ArraySubquery(rows[:_MOST_TOLD])
