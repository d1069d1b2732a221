"""A school's own choices, and the contract that opens it."""

from datetime import date, time

from django.db import transaction

from eprimo.foundation.directory.actions.dates import require_reason, span
from eprimo.foundation.directory.enums import EntitlementSource
from eprimo.foundation.directory.models import Entitlement, School, SchoolSettings
from eprimo.foundation.directory.policies.acts import can_change_settings, can_grant_entitlement
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require

# Between these a night begins, and ends: hours put the wrong way round would ring in it.
EVENING, MORNING = (time(17), time(23, 59)), (time(4), time(10))


@transaction.atomic
def settings_change(
    *,
    actor: Actor,
    school_id: int,
    families_see_classmates: bool,
    staff_write_notes: bool,
    commune_writes_notes: bool,
    study_reads_homework: bool,
    image_needs_both: bool,
    quiet_from: time,
    quiet_until: time,
) -> SchoolSettings:
    """Change what this school allows (« if the school allows »). The audit names what moved, not the values of hours.
    Raises DomainError for hours that are not those of a night."""
    require(can_change_settings, actor, school_id)
    if not EVENING[0] <= quiet_from <= EVENING[1]:
        raise DomainError("La nuit commence entre 17\N{NO-BREAK SPACE}h et minuit.", field="quiet_from")
    if not MORNING[0] <= quiet_until <= MORNING[1]:
        raise DomainError(
            "La nuit finit entre 4\N{NO-BREAK SPACE}h et 10\N{NO-BREAK SPACE}h.", field="quiet_until"
        )
    row, _ = SchoolSettings.objects.get_or_create(school_id=school_id)
    wanted = {
        "families_see_classmates": families_see_classmates, "staff_write_notes": staff_write_notes,
        "commune_writes_notes": commune_writes_notes, "study_reads_homework": study_reads_homework,
        "image_needs_both": image_needs_both, "quiet_from": quiet_from,
        "quiet_until": quiet_until,
    }  # fmt: skip
    row.refresh_from_db()
    moved = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in moved:
        setattr(row, name, wanted[name])
    if moved:
        row.save(update_fields=moved)
        audit(actor, "directory.settings.changed", moved=moved)
    return row


@transaction.atomic
def entitlement_grant(*, actor: Actor, school: School, starts: date, ends: date, reason: str) -> Entitlement:
    """Open a school by hand between two days; by the academy or a coordinator."""
    require(can_grant_entitlement, actor, school.pk)
    first, after = span(starts, ends, school.time_zone)
    row = Entitlement.objects.create(
        school=school,
        starts=first,
        ends=after,
        source=EntitlementSource.MANUAL,
        reason=require_reason(reason),
    )
    audit(actor, "directory.entitlement.granted", school, school_id=school.pk, until=ends.isoformat())
    return row
