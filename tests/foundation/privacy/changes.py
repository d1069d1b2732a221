"""What changes for a child while copies are asked for: it leaves its school, a decision restricts a guardian."""

from eprimo.foundation.directory.actions.guardians import restriction_set
from eprimo.foundation.directory.enums import EndReason, RestrictionLevel
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Guardianship
from eprimo.foundation.kernel import clock
from tests.cast import Cast


def leaves(cast: Cast, name: str) -> None:
    """The child leaves the school now: its guardians stay its guardians, or their links end the same day."""
    now = clock.now()
    ended = {"ends": now, "end_reason": EndReason.LEFT}
    Affiliation.objects.filter(person=cast.people[name]).update(**ended)
    ClassMembership.objects.filter(person=cast.people[name]).update(**ended)
    Guardianship.objects.filter(child=cast.people[name]).update(**ended)


def restricts(cast: Cast, adult: str, child: str, level: RestrictionLevel) -> None:
    link = Guardianship.objects.get(adult=cast.people[adult], child=cast.people[child])
    restriction_set(actor=cast.actor("director"), link=link, level=level, ends=None, reason="Jugement")
