"""Links that give rights over a child."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import GuardianKindChoice, RestrictionLevel
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship


def live_links(now: datetime) -> QuerySet[Guardianship]:
    """Return the guardianships that give rights: in force, not a contact person, no restriction of level 2 or 3."""
    stands = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now),
        Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"),
        level__gte=RestrictionLevel.NO_INFORMATION,
        starts__lte=now,
    )
    links = Guardianship.objects.in_force(now).exclude(kind=GuardianKindChoice.CONTACT)
    return links.filter(~Exists(stands))
