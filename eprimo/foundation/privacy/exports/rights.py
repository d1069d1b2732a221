"""Of which children an adult may have a copy: « a guardian for the child unless restricted » (rights page, rule 5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eprimo.foundation.directory.enums import EndReason, GuardianKindChoice, Profile, RestrictionLevel
from eprimo.foundation.directory.models import (
    Affiliation,
    GuardianRestriction,
    Guardianship,
    Person,
    in_force,
)

# Ends of a link that say it should not have been, or no more is: such an adult is nobody to the child.
_UNDONE = (EndReason.CORRECTED, EndReason.ENDED_BY_HAND, EndReason.MERGED)


def guarded(now: datetime) -> QuerySet[Guardianship]:
    """Return the links by which an adult may have the copy of a child: in force; or the child left, and the link stood
    until then.

    A contact person has no right. A decision of level 2 or 3 on any link between the two takes it away, wherever the
    child is now; `level` says what stands below.
    """
    decisions = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now),
        Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship__adult=OuterRef("adult"),
        guardianship__child=OuterRef("child"),
        starts__lte=now,
    )
    pupil = Affiliation.objects.filter(person=OuterRef("child"), profile=Profile.PUPIL)
    left_at = pupil.order_by().values("person").annotate(last=Max("ends")).values("last")
    stood = Q(ends__gte=Subquery(left_at)) & ~Q(end_reason__in=_UNDONE) & ~Exists(pupil.filter(in_force(now)))
    hiding = decisions.filter(level__gte=RestrictionLevel.NO_INFORMATION)
    greatest = decisions.order_by("-level").values("level")[:1]
    return (
        Guardianship.objects.exclude(kind=GuardianKindChoice.CONTACT)
        .filter(in_force(now) | stood, ~Exists(hiding), starts__lte=now, child__erased_at=None)
        .annotate(level=Coalesce(Subquery(greatest, output_field=IntegerField()), 0))
    )


def children_open_to(adult_id: int, now: datetime) -> dict[int, int]:
    """Return the ids of the children whose copy this adult may have, by the level of the restriction (0 or 1). One
    statement."""
    links: Any = guarded(now).filter(adult=adult_id).order_by("child")
    return {link.child_id: link.level for link in links}


def is_hidden_from(adult_id: int, now: datetime) -> bool:
    """Tell whether a decision takes a child out of this adult's copies, without saying which."""
    links = Guardianship.objects.filter(adult=adult_id, child__erased_at=None).exclude(
        kind=GuardianKindChoice.CONTACT
    )
    stands = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now),
        Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"),
        level__gte=RestrictionLevel.NO_INFORMATION,
        starts__lte=now,
    )
    return links.filter(Exists(stands)).exists()


def is_a_child(person_id: int) -> bool:
    """Tell whether somebody is a pupil, or was one: the copy speaks in a child's words. Nobody's guardian, and nothing
    else in a school."""
    links = Affiliation.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(
        Exists(links.filter(profile=Profile.PUPIL)),
        ~Exists(links.exclude(profile=Profile.PUPIL)),
        ~Exists(Guardianship.objects.filter(adult=OuterRef("pk"))),
        pk=person_id,
    ).exists()


def as_stored(children: Mapping[int, int]) -> dict[str, int]:
    """Return children by their level, as `Export.children` holds them."""
    return {str(child): level for child, level in children.items()}
