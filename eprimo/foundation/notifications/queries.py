"""Reading one's own notices, and the children they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import DateField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.policies import visible_to

SHOWN = 60
_LAST = Value(date(9999, 12, 31), output_field=DateField())


def open_notices(actor: Actor) -> QuerySet[Notice]:
    """The open notices of the actor, what is due first, then the newest; with what their cards need."""
    return (
        Notice.objects.filter(visible_to(actor), state=NoticeState.OPEN)
        .select_related("resource", "child", "school")
        .only(
            "school_year", "id", "recipient_id", "lane", "state", "card", "due_on", "visible_from", "bumped_at",
            "reminded", "resource__public_id", "resource__title", "child__public_id", "child__first_name",
            "school__name",
        )
        .order_by(Coalesce("due_on", _LAST), "-bumped_at", "-id")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnChild:
    """A child of the chips of a guardian's pages. `label`: the class and, when schools differ, the school."""

    id: int
    public_id: UUID
    first_name: str
    label: str


def own_children(actor: Actor) -> list[OwnChild]:
    """The guardian's children, in the order of the actor (one statement)."""
    if not actor.children:
        return []
    places = ClassGroup.objects.filter(
        pk__in=[one for child in actor.children for one in child.class_ids],
        memberships__person=OuterRef("pk"),
    ).order_by("key")
    people = Person.objects.filter(pk__in=[child.person_id for child in actor.children]).annotate(
        class_label=Subquery(places.values("label")[:1]),
        school_label=Subquery(places.values("school__name")[:1]),
    )
    found = {person.pk: person for person in people}
    several = len({person.school_label for person in found.values()}) > 1
    return [
        OwnChild(
            id=person.pk,
            public_id=person.public_id,
            first_name=person.first_name,
            label=", ".join(filter(None, (person.class_label, person.school_label if several else ""))),
        )
        for child in actor.children
        if (person := found.get(child.person_id)) is not None
    ]


def own_child(children: Iterable[OwnChild], chosen: UUID | None) -> OwnChild | None:
    """The own child named in the address, when there is one."""
    return next((one for one in children if one.public_id == chosen), None)
