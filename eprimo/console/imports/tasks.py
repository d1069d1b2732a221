"""Who is told that many people left a school by one import: those who direct it, until somebody says what it was."""

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.intake.events import DeliveryMoved
from eprimo.foundation.intake.models import Alarm, OndeDelivery
from eprimo.foundation.intake.retention import UNDO_LASTS
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit, on
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_about, notices_about_settle
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet_hours import delivery_plan

MANY_LEFT = "imports.many_left"


@on(DeliveryMoved)
def tell(event: DeliveryMoved) -> None:
    """At once in the pages; it rings as the quiet hours let it. The same event again changes nothing."""
    row = OndeDelivery.objects.select_related("school").filter(pk=event.delivery_id).first()
    if row is None or row.applied_at is None:
        return
    if row.alarm != Alarm.RAISED or clock.now() >= row.applied_at + UNDO_LASTS:
        notices_about_settle(about=row.public_id, school_year=school_year_at(row.applied_at), card=MANY_LEFT)
        return
    rule = (AudienceKind.SCHOOL, row.school_id, AudienceProfile.HEAD)
    heads = Affiliation.objects.in_force().filter(
        school=row.school_id, profile__in=(Profile.DIRECTOR, Profile.DEPUTY)
    )
    notices_about(
        about=row.public_id, school_id=row.school_id, school_year=school_year_at(row.applied_at),
        card=Card(Lane.TO_DO, MANY_LEFT),
        recipients=sorted(set(heads.values_list("person_id", flat=True))),
        audience_id=audiences_for([rule], row.school_id)[rule].pk,
        ring=Ring.of(delivery_plan(row.school, clock.now())),
    )  # fmt: skip
    emit(DeliveryMoved(delivery_id=row.pk), due_at=row.applied_at + UNDO_LASTS)
