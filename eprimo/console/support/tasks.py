"""Who is told that an assistance was asked, answered or ended."""

from datetime import timedelta

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.directory.enums import Profile, SupportState
from eprimo.foundation.directory.events import SupportMoved
from eprimo.foundation.directory.models import Affiliation, SupportAccess
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit, on
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_about, notices_about_settle
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet_hours import delivery_plan

ASKED, ANSWERED = "support.asked", "support.answered"
# A refusal is news for a day; a yes, for as long as it runs.
REFUSAL_TOLD = timedelta(days=1)


@on(SupportMoved)
def tell(event: SupportMoved) -> None:
    """Those who direct the school of what waits for them, who asked of the answer; what is over is done. The same
    event again changes nothing."""
    access = SupportAccess.objects.select_related("school").filter(pk=event.access_id).first()
    if access is None:
        return
    if access.waits:
        _tell_heads(access)
    else:
        notices_about_settle(about=access.public_id, school_year=_year(access), card=ASKED)
    if access.runs or _fresh_refusal(access):
        _tell_asker(access)
    else:
        notices_about_settle(about=access.public_id, school_year=_year(access), card=ANSWERED)


def _year(access: SupportAccess) -> int:
    return school_year_at(access.asked_at)


def _tell_heads(access: SupportAccess) -> None:
    """At once in the pages; it rings as the quiet hours of the school let it."""
    rule = (AudienceKind.SCHOOL, access.school_id, AudienceProfile.HEAD)
    heads = Affiliation.objects.in_force().filter(
        school=access.school_id, profile__in=(Profile.DIRECTOR, Profile.DEPUTY)
    )
    notices_about(
        about=access.public_id, school_id=access.school_id, school_year=_year(access), card=Card(Lane.TO_DO, ASKED),
        recipients=sorted(set(heads.exclude(person=access.person_id).values_list("person_id", flat=True))),
        audience_id=audiences_for([rule], access.school_id)[rule].pk,
        ring=Ring.of(delivery_plan(access.school, clock.now())),
    )  # fmt: skip


def _fresh_refusal(access: SupportAccess) -> bool:
    if access.state != SupportState.REFUSED or access.decided_at is None:
        return False
    return clock.now() < access.decided_at + REFUSAL_TOLD


def _tell_asker(access: SupportAccess) -> None:
    """At once: who asked is at work, and the hours run."""
    notices_about(
        about=access.public_id, school_id=access.school_id, school_year=_year(access),
        card=Card(Lane.TO_DO, ANSWERED), recipients=[access.person_id], audience_id=None, ring=Ring(clock.now()),
    )  # fmt: skip
    if access.state == SupportState.REFUSED and access.decided_at is not None:
        emit(SupportMoved(access.pk), due_at=access.decided_at + REFUSAL_TOLD)
