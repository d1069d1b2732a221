"""Asking a family why a child is not there. All who exercise authority are asked, each on the own home; one answer is
enough. Who is under a protected contact is not asked: it would tell where the child is."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.directory.models import Guardianship, School
from eprimo.foundation.directory.policies.family import heads_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.notifications.actions.notices import (
    About,
    Card,
    Ring,
    notice_about_tell,
    notices_about_settle,
)
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.foundation.presence.actions.absences import absences_open
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.policies import ASKED, restrictions_standing

CARD = "attendance.why"


@transaction.atomic
def families_ask(*, school_id: int, school_year: int, class_id: int, one: HalfOf) -> int:
    """Ask the families of those of a class of whom nothing is known on a half-day; whoever directs has them on the
    desk. Twice is once. Returns how many children that is."""
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
def families_asked_no_more(*, school_id: int, school_year: int, about: UUID) -> None:
    """End the question about the absence `about` on every home: somebody told why, or the child came."""
    waits = Absence.objects.filter(school_year=school_year, school_id=school_id, public_id=about, reason="")
    if not waits.exists():
        notices_about_settle(about=about, school_year=school_year, card=CARD)
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
    """Return who is asked about a child: who may sign for it, without a restriction."""
    now = clock.now()
    links = Guardianship.objects.in_force(now).filter(
        ~Exists(restrictions_standing(now)), child=child_id, kind__in=ASKED
    )
    return links.order_by("priority", "pk").values_list("adult", flat=True)
