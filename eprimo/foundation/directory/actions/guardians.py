"""What a court or the law says of a guardianship: its kind, its restrictions. In force from the commit."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from eprimo.foundation.directory.actions.dates import instant_after, require_reason
from eprimo.foundation.directory.enums import (
    KIND_RANK,
    LEGAL_KINDS,
    GuardianKindChoice,
    Profile,
    RestrictionLevel,
)
from eprimo.foundation.directory.errors import WrongDates
from eprimo.foundation.directory.events import LinkDecided
from eprimo.foundation.directory.models import Affiliation, GuardianRestriction, Guardianship, School
from eprimo.foundation.directory.policies.acts import can_change_guardianship, can_change_restriction
from eprimo.foundation.directory.policies.family import openings_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require

# « the restriction stays until confirmed, at most 15 days after ».
STAYS_AFTER_END = timedelta(days=15)


class NotAContact(DomainError):
    code = "never-a-contact"
    sentence = (
        "Cette personne est, ou a été, un parent de l’enfant\N{NO-BREAK SPACE}: elle ne devient pas une personne à "
        "contacter."
    )
    status = 422


@transaction.atomic
def guardianship_change_kind(
    *, actor: Actor, link: Guardianship, kind: GuardianKindChoice, reason: str, ends: date | None = None
) -> GuardianRestriction:
    """Change what the adult may do for the child. Less than before is a restriction: it stands until `ends`, as any
    other, and then the kind comes back; more, or as much, is on the document that `reason` tells. The adult is told."""
    school = _school_of_child(actor, link)
    require(can_change_guardianship, actor, school, link)
    text, now, before = require_reason(reason), clock.now(), link.kind
    if kind == before:
        raise Conflict("C’est déjà sa situation.", field="kind")
    if kind == GuardianKindChoice.CONTACT and was_legal(link):
        raise NotAContact(field="kind")
    standing = lowered(link, now)
    base = GuardianKindChoice(standing.kind_before if standing else before)
    narrows = KIND_RANK[kind] > KIND_RANK[base]
    if ends is not None and not narrows:
        raise WrongDates("Seule une situation qui donne moins de droits a une date de fin.", field="ends")
    after = _end(school, ends, now)
    if standing is not None:
        _lift(actor, standing, text, at=now)
    row = GuardianRestriction.objects.create(
        guardianship=link, school_id=school, level=RestrictionLevel.SITUATION, kind=kind, kind_before=base, starts=now,
        ends=after, in_force_until=after + STAYS_AFTER_END if after else None, reason=text, set_by_id=actor.person_id,
        lifted_at=None if narrows else now,
    )  # fmt: skip
    _now_of_kind(link, kind)
    audit(
        actor, "directory.guardianship.changed", link, school_id=school, subject_id=link.adult_id, before=before,
        after=kind.value,
    )  # fmt: skip
    return row


def was_legal(link: Guardianship) -> bool:
    """Tell whether the adult is, or ever was, a parent of the child, on this link or another one: « *contact*: only who
    never was legal »."""
    links = Guardianship.objects.filter(adult=link.adult_id, child=link.child_id)
    rows = GuardianRestriction.objects.filter(guardianship__in=links)
    past = rows.filter(Q(kind__in=LEGAL_KINDS) | Q(kind_before__in=LEGAL_KINDS))
    return links.filter(kind__in=LEGAL_KINDS).exists() or past.exists()


def lowered(link: Guardianship, now: datetime) -> GuardianRestriction | None:
    """Return the decision that holds the kind of the link below what it was; None: there is none."""
    rows = GuardianRestriction.objects.filter(
        guardianship=link, level=RestrictionLevel.SITUATION, lifted_at=None
    )
    return rows.filter(Q(in_force_until=None) | Q(in_force_until__gt=now)).order_by("-pk").first()


def kinds_given_back() -> int:
    """Decisions about a kind that reached their end: what the link was comes back; returns how many."""
    now, given = clock.now(), 0
    over = GuardianRestriction.objects.filter(
        level=RestrictionLevel.SITUATION, lifted_at=None, in_force_until__lte=now
    )
    for pk in over.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = GuardianRestriction.objects.select_for_update(no_key=True).get(pk=pk)
            if row.lifted_at is None and row.in_force_until is not None and row.in_force_until <= now:
                row.lifted_at = row.in_force_until
                row.save(update_fields=["lifted_at"])
                _give_back(None, row)
                given += 1
    return given


def _give_back(actor: Actor | None, row: GuardianRestriction) -> None:
    """As before, unless somebody said something else since, or another decision stands."""
    link = Guardianship.objects.select_for_update(no_key=True).get(pk=row.guardianship_id)
    others = GuardianRestriction.objects.filter(
        guardianship=link, level=RestrictionLevel.SITUATION, lifted_at=None
    )
    kinds = [row.kind_before, *others.exclude(pk=row.pk).values_list("kind", flat=True)]
    if link.kind != row.kind:
        return
    kind = max(map(GuardianKindChoice, kinds), key=KIND_RANK.__getitem__)
    _now_of_kind(link, kind)
    audit(
        actor, "directory.guardianship.given_back", link, school_id=row.school_id, subject_id=link.adult_id,
        after=kind.value,
    )  # fmt: skip


def _now_of_kind(link: Guardianship, kind: GuardianKindChoice) -> None:
    link.kind = kind
    link.save(update_fields=["kind"])
    _tell(link.adult_id)


def _tell(adult_id: int) -> None:
    """Streams that this adult holds open look again at once; the account says that something was decided."""
    touch(people=[adult_id])
    emit(LinkDecided(adult_id))


@transaction.atomic
def restriction_set(
    *, actor: Actor, link: Guardianship, level: RestrictionLevel, ends: date | None, reason: str
) -> GuardianRestriction:
    """Narrow what this adult may know of this child, by a decision, from now on. `ends`: the last day it gives."""
    school = _school_of_child(actor, link)
    require(can_change_restriction, actor, school, link)
    row = _write(actor, link, school, level, ends, require_reason(reason))
    _tell(link.adult_id)
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
    """Give a restriction another level or end: the row is replaced, so that what stood before stays written."""
    school = _school_of_child(actor, restriction.guardianship)
    require(can_change_restriction, actor, school, restriction.guardianship)
    _standing(restriction)
    text = require_reason(reason)
    made = _write(actor, restriction.guardianship, school, level, ends, text)
    _lift(actor, restriction, text, at=made.starts)
    _tell(restriction.guardianship.adult_id)
    audit(
        actor, "directory.restriction.changed", restriction.guardianship, school_id=school,
        subject_id=restriction.guardianship.adult_id, before=restriction.level, level=level.value,
    )  # fmt: skip
    return made


@transaction.atomic
def restriction_confirm_end(*, actor: Actor, restriction: GuardianRestriction) -> GuardianRestriction:
    """Confirm, by the director, that the decision ends on its date: no 15 days more; past that date, it ends now."""
    school = _school_of_child(actor, restriction.guardianship)
    require(can_change_restriction, actor, school, restriction.guardianship)
    _standing(restriction)
    if restriction.ends is None:
        raise Conflict("Cette restriction n’a pas de date de fin\N{NO-BREAK SPACE}: elle se lève.")
    now = clock.now()
    restriction.in_force_until = max(restriction.ends, now)
    over = restriction.kind and restriction.in_force_until <= now
    if over:
        restriction.lifted_at, restriction.lifted_by_id = now, actor.person_id
    restriction.save(update_fields=["in_force_until", "lifted_at", "lifted_by"])
    if over:
        _give_back(actor, restriction)
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
    _lift(actor, restriction, require_reason(reason), at=clock.now())
    if restriction.kind:
        _give_back(actor, restriction)
    _tell(restriction.guardianship.adult_id)
    audit(
        actor, "directory.restriction.lifted", restriction.guardianship, school_id=school,
        subject_id=restriction.guardianship.adult_id, level=restriction.level,
    )  # fmt: skip
    return restriction


def _write(
    actor: Actor, link: Guardianship, school_id: int, level: RestrictionLevel, ends: date | None, reason: str
) -> GuardianRestriction:
    now = clock.now()
    after = _end(school_id, ends, now)
    return GuardianRestriction.objects.create(
        guardianship=link, school_id=school_id, level=level, starts=now, ends=after,
        in_force_until=after + STAYS_AFTER_END if after else None, reason=reason, set_by_id=actor.person_id,
    )  # fmt: skip


def _end(school_id: int, ends: date | None, now: datetime) -> datetime | None:
    """The instant after the last day of a decision, at the school."""
    if ends is None:
        return None
    after = instant_after(ends, School.objects.only("time_zone").get(pk=school_id).time_zone)
    if after <= now:
        raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    return after


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
