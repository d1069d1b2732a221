"""What a court or the law says of a guardianship: its kind, its restrictions. In force from the commit."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from eprimo.foundation.directory.actions.dates import instant_after, said
from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, RestrictionLevel
from eprimo.foundation.directory.errors import WrongDates
from eprimo.foundation.directory.models import Affiliation, GuardianRestriction, Guardianship
from eprimo.foundation.directory.policies import can_change_guardianship, can_change_restriction, openings_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require

# « the restriction stays until confirmed, at most 15 days after ».
STAYS_AFTER_END = timedelta(days=15)
# « The director is told 30 days before the end date ».
TOLD_BEFORE_END = timedelta(days=30)


@transaction.atomic
def guardianship_change_kind(*, actor: Actor, link: Guardianship, kind: GuardianKindChoice) -> Guardianship:
    """What the adult may do for the child."""
    school = _school_of_child(actor, link)
    require(can_change_guardianship, actor, school, link)
    before = link.kind
    if before != kind:
        link.kind = kind
        link.save(update_fields=["kind"])
        audit(
            actor,
            "directory.guardianship.changed",
            link,
            school_id=school,
            subject_id=link.adult_id,
            before=before,
            after=kind.value,
        )
    return link


@transaction.atomic
def restriction_set(
    *, actor: Actor, link: Guardianship, level: RestrictionLevel, ends: date | None, reason: str
) -> GuardianRestriction:
    """A decision narrows what this adult may know of this child, from now on. `ends`: the last day it gives."""
    school = _school_of_child(actor, link)
    require(can_change_restriction, actor, school, link)
    row = _write(actor, link, school, level, ends, said(reason))
    # Streams that this adult holds open look again at once.
    touch(people=[link.adult_id])
    audit(
        actor,
        "directory.restriction.set",
        link,
        school_id=school,
        subject_id=link.adult_id,
        level=level.value,
    )
    return row


@transaction.atomic
def restriction_change(
    *, actor: Actor, restriction: GuardianRestriction, level: RestrictionLevel, ends: date | None, reason: str
) -> GuardianRestriction:
    """Another level or end: the row is replaced, so that what stood before stays written."""
    school = _school_of_child(actor, restriction.guardianship)
    require(can_change_restriction, actor, school, restriction.guardianship)
    _standing(restriction)
    text = said(reason)
    made = _write(actor, restriction.guardianship, school, level, ends, text)
    _lift(actor, restriction, text, at=made.starts)
    audit(
        actor, "directory.restriction.changed", restriction.guardianship, school_id=school,
        subject_id=restriction.guardianship.adult_id, before=restriction.level, level=level.value,
    )  # fmt: skip
    return made


@transaction.atomic
def restriction_confirm_end(*, actor: Actor, restriction: GuardianRestriction) -> GuardianRestriction:
    """The director confirms that the decision ends on its date: no 15 days more; past that date, it ends now."""
    school = _school_of_child(actor, restriction.guardianship)
    require(can_change_restriction, actor, school, restriction.guardianship)
    _standing(restriction)
    if restriction.ends is None:
        raise Conflict("Cette restriction n’a pas de date de fin\N{NO-BREAK SPACE}: elle se lève.")
    restriction.in_force_until = max(restriction.ends, clock.now())
    restriction.save(update_fields=["in_force_until"])
    audit(
        actor, "directory.restriction.end_confirmed", restriction.guardianship, school_id=school,
        subject_id=restriction.guardianship.adult_id, level=restriction.level,
    )  # fmt: skip
    return restriction


@transaction.atomic
def restriction_lift(*, actor: Actor, restriction: GuardianRestriction, reason: str) -> GuardianRestriction:
    school = _school_of_child(actor, restriction.guardianship)
    require(can_change_restriction, actor, school, restriction.guardianship)
    _standing(restriction)
    _lift(actor, restriction, said(reason), at=clock.now())
    audit(
        actor, "directory.restriction.lifted", restriction.guardianship, school_id=school,
        subject_id=restriction.guardianship.adult_id, level=restriction.level,
    )  # fmt: skip
    return restriction


def _write(
    actor: Actor, link: Guardianship, school_id: int, level: RestrictionLevel, ends: date | None, reason: str
) -> GuardianRestriction:
    now = clock.now()
    after: datetime | None = None
    if ends is not None:
        after = instant_after(ends, actor.time_zone)
        if after <= now:
            raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    return GuardianRestriction.objects.create(
        guardianship=link, school_id=school_id, level=level, starts=now, ends=after,
        in_force_until=after + STAYS_AFTER_END if after else None, reason=reason, set_by_id=actor.person_id,
    )  # fmt: skip


def _lift(actor: Actor, restriction: GuardianRestriction, reason: str, *, at: datetime) -> None:
    restriction.lifted_at, restriction.lifted_by_id, restriction.lift_reason = at, actor.person_id, reason
    restriction.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])


def _standing(restriction: GuardianRestriction) -> None:
    now = clock.now()
    over = restriction.in_force_until is not None and restriction.in_force_until <= now
    if over or (restriction.lifted_at is not None and restriction.lifted_at <= now):
        raise Conflict("Cette restriction est déjà terminée.")


def _school_of_child(actor: Actor, link: Guardianship) -> int:
    """Where the act is done: the school in use, or one whose families the academy opened; the child is a pupil there
    now, and the link is in force. Raises NotVisible."""
    now = clock.now()
    pupils = Affiliation.objects.in_force(now).filter(person=link.child_id, profile=Profile.PUPIL)
    above = actor.role == Role.ACADEMY
    where = Q(school__in=openings_of(actor).values("school")) if above else Q(school=actor.school_id)
    school = pupils.filter(where).order_by("school").values_list("school", flat=True).first()
    over = link.starts > now or (link.ends is not None and link.ends <= now)
    if over or school is None:
        raise NotVisible
    return school
