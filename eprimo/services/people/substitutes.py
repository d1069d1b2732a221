"""For whom a substitute stands, and until when: the first line of the home, which leads to the page of the class."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, Least

from eprimo.foundation.directory.enums import AttachmentKind, Profile, StaffFunction
from eprimo.foundation.directory.models import Affiliation, Attachment, Person
from eprimo.foundation.kernel.actor import Actor

_LIST = ArrayField(JSONField())


@dataclass(frozen=True, slots=True)
class Standing:
    """A class where somebody stands for another teacher. `names`: those who teach it otherwise; `until`: the last day,
    where one is known."""

    label: str
    public_id: UUID
    names: tuple[str, ...]
    until: date | None


def standing_query(actor: Actor) -> Any:
    """Own classes as a substitute at the school in use, as one column of the home's statement; `standing_in` reads it.
    Empty for who teaches there for good."""
    substitutes = Affiliation.objects.in_force(actor.now).filter(
        person=OuterRef("person"),
        school=OuterRef("school"),
        profile=Profile.TEACHER,
        function=StaffFunction.SUBSTITUTE,
    )
    teaching = Attachment.objects.in_force(actor.now).filter(kind=AttachmentKind.TEACHES)
    others = teaching.filter(~Exists(substitutes), class_group=OuterRef("class_group"))
    names = JSONObject(
        civility="person__civility",
        first="person__first_name",
        last="person__last_name",
        usual="person__usual_name",
    )
    own = teaching.filter(
        Exists(substitutes), person=actor.person_id, school=actor.school_id, class_group__isnull=False
    ).annotate(until=Least(F("ends"), Subquery(substitutes.order_by("ends").values("ends")[:1])))
    one = JSONObject(
        label="class_group__label", key="class_group__public_id", until="until",
        names=ArraySubquery(others.order_by("person__sort_key", "person").values(one=names)),
    )  # fmt: skip
    found = ArraySubquery(own.order_by("class_group__key", "class_group").values(one=one))
    return Coalesce(found, Cast(Value([]), _LIST), output_field=_LIST)


def standing_in(actor: Actor, found: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """None: the actor stands for nobody."""
    rows = [
        Standing(
            one["label"],
            UUID(one["key"]),
            tuple(_name(each) for each in one["names"]),
            _last(actor, one["until"]),
        )
        for one in found or ()
    ]
    return {"rows": rows} if rows else None


def _name(said: dict[str, str]) -> str:
    person = Person(
        civility=said["civility"], first_name=said["first"], last_name=said["last"], usual_name=said["usual"]
    )
    return person.formal_name


def _last(actor: Actor, ends: str | None) -> date | None:
    """The last day, of the instant after it."""
    if ends is None:
        return None
    return (datetime.fromisoformat(ends) - timedelta(seconds=1)).astimezone(ZoneInfo(actor.time_zone)).date()
