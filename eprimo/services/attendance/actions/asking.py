"""Asking a family why a child is not there. All who exercise authority are asked, each on the own home; one answer is
enough. Who is under a protected contact is not asked: it would tell where the child is."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.directory.enums import RestrictionLevel
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship, School
from eprimo.foundation.directory.policies import heads_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import GuardianKind
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.notifications.actions.notices import (
    About,
    Card,
    Ring,
    notice_about_tell,
    notices_about_settle,
)
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet import delivery_plan
from eprimo.foundation.presence.actions.absences import absences_open
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence

CARD = "attendance.why"
_ASKED = (GuardianKind.EXERCISES, GuardianKind.UNKNOWN, GuardianKind.IN_CHARGE)


@transaction.atomic
def families_ask(*, school_id: int, school_year: int, class_id: int, one: HalfOf) -> int:
    """Of a class on a half-day, those of whom nothing is known: their families are asked, and whoever directs has them
    on the desk. Twice is once. Returns how many children that is."""
    absences = absences_open(school_year=school_year, school_id=school_id, class_id=class_id, one=one)
    if not absences:
        return 0
    school = School.objects.get(pk=school_id)
    ring = Ring.of(delivery_plan(school, clock.now(), urgent=True))
    for absence in absences:
        _ask(absence, ring)
    touch(people=heads_of(clock.now(), school_id).values_list("person", flat=True))
    return len(absences)


@transaction.atomic
def families_asked_no_more(*, school_id: int, school_year: int, absence_id: int) -> None:
    """Somebody told why: it stands on nobody's home any more."""
    absence = Absence.objects.filter(school_year=school_year, school_id=school_id, id=absence_id).first()
    if absence is not None and absence.is_explained:
        notices_about_settle(about=absence.public_id, school_year=school_year, card=CARD)
        touch(people=heads_of(clock.now(), school_id).values_list("person", flat=True))


def _ask(absence: Absence, ring: Ring | None) -> None:
    rule = (AudienceKind.CHILD, absence.child_id, AudienceProfile.GUARDIAN)
    audience = audiences_for([rule], absence.school_id)[rule]
    for adult in asked_about(absence.child_id):
        of = About(
            absence.public_id, absence.school_id, absence.school_year, adult, absence.child_id, audience.pk
        )
        notice_about_tell(of=of, card=Card(lane=Lane.TO_DO, card=CARD), ring=ring)


def asked_about(child_id: int) -> Iterable[int]:
    """Who is asked about a child: who may sign for it, without a restriction."""
    now = clock.now()
    restricted = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now), Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"), starts__lte=now, level__gte=RestrictionLevel.PROTECTED_CONTACT,
    )  # fmt: skip
    links = Guardianship.objects.in_force(now).filter(~Exists(restricted), child=child_id, kind__in=_ASKED)
    return links.order_by("priority", "pk").values_list("adult", flat=True)
