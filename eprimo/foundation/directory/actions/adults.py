"""Adults added by hand: a reason, two dates, and the classes, children or groups they are there for."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.directory.actions.dates import instant_after, require_reason, span
from eprimo.foundation.directory.actions.lookups import adult_of, adults_here, once, own_school, pupil_of
from eprimo.foundation.directory.actions.newcomers import Newcomer, seen_person
from eprimo.foundation.directory.actions.ties import Places, Span, places_tie, tie_write
from eprimo.foundation.directory.enums import EndReason, Profile, Source, StaffFunction
from eprimo.foundation.directory.errors import WrongDates
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    Group,
    GroupMembership,
    Person,
    TieProposal,
)
from eprimo.foundation.directory.policies.acts import PARTNER_LONGEST, can_keep_adult, can_name_deputy
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.rights import require

PROFILE_OF = {
    StaffFunction.SUBSTITUTE: Profile.TEACHER,
    StaffFunction.AESH: Profile.STAFF,
    StaffFunction.ATSEM: Profile.STAFF,
    StaffFunction.SECRETARY: Profile.STAFF,
    StaffFunction.PARTNER: Profile.PARTNER,
}


@transaction.atomic
def adult_add(
    *,
    actor: Actor,
    school_id: int,
    function: StaffFunction,
    newcomer: Newcomer,
    places: Places,
    starts: date,
    ends: date,
    reason: str,
    same_as: UUID | None = None,
    somebody_else: bool = False,
) -> Affiliation | TieProposal:
    """Give an adult an access from `starts` until after `ends`: a link, to who is of the school already; to everybody
    else, known elsewhere or not, a proposal that the person accepts.

    Raises KnownPerson when an adult of the school bears that name and it is not said yet whether it is the same
    (`same_as`, or `somebody_else`).
    """
    require(can_keep_adult, actor, school_id)
    school = own_school(school_id)
    first, after = span(starts, ends, school.time_zone)
    profile = PROFILE_OF[function]
    if profile == Profile.PARTNER and after - first > PARTNER_LONGEST:
        raise WrongDates("Une invitation dure un an au plus.", field="ends")
    _here(school_id, profile, places)
    person = seen_person(newcomer, adults_here(school_id), same_as, somebody_else=somebody_else)
    what = {"school": school, "profile": profile, "function": function, "reason": require_reason(reason)}
    if person is None:
        return tie_write(actor, newcomer, Span(first, after, school.time_zone), what, places)
    if person.pk == actor.person_id:
        raise Forbidden("On ne s’ajoute pas soi-même\N{NO-BREAK SPACE}: demandez à l’académie.")
    with once():
        link = Affiliation.objects.create(
            person=person, starts=first, ends=after, source=Source.MANUAL, **what
        )
        places_tie(link, places)
    audit(
        actor, "directory.adult.added", link, subject_id=person.pk, function=function.value,
        until=ends.isoformat(), classes=len(places.classes), children=len(places.children), groups=len(places.groups),
    )  # fmt: skip
    return link


@transaction.atomic
def adult_prolong(*, actor: Actor, link: Affiliation, ends: date) -> Affiliation:
    """Give a link another last day, later or sooner; ties that ended with the link follow it."""
    require(can_keep_adult, actor, link.school_id)
    _by_hand(link)
    after = instant_after(ends, link.school.time_zone)
    if after <= max(clock.now(), link.starts):
        raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    if link.profile == Profile.PARTNER and after - link.starts > PARTNER_LONGEST:
        raise WrongDates("Une invitation dure un an au plus.", field="ends")
    before = link.ends
    link.ends, link.end_reason = after, ""
    with once():
        link.save(update_fields=["ends", "end_reason"])
        for ties in _ties(link):
            ties.filter(ends=before).update(ends=after, end_reason="")
    audit(actor, "directory.adult.prolonged", link, subject_id=link.person_id, until=ends.isoformat())
    return link


@transaction.atomic
def adult_end(*, actor: Actor, link: Affiliation) -> None:
    """End the link of an adult, and its ties, now."""
    require(can_keep_adult, actor, link.school_id)
    _by_hand(link)
    if link.person_id == actor.person_id:
        raise Forbidden
    now = clock.now()
    if link.ends is not None and link.ends <= now:
        return
    _end_now(link, now)
    audit(actor, "directory.adult.ended", link, subject_id=link.person_id)


@transaction.atomic
def deputy_name(*, actor: Actor, school_id: int, adult: Person, ends: date, reason: str) -> Affiliation:
    """Let somebody of the school direct it until that day; by the director, or by the academy where there is none."""
    require(can_name_deputy, actor, school_id)
    school = own_school(school_id)
    adult_of(school_id, adult)
    if adult.pk == actor.person_id:
        raise Forbidden("On ne se donne pas un rôle à soi-même.")
    now = clock.now()
    after = instant_after(ends, school.time_zone)
    if after <= now:
        raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    with once():
        link = Affiliation.objects.create(
            person=adult, school=school, profile=Profile.DEPUTY, reason=require_reason(reason), starts=now, ends=after,
            named_by_id=actor.person_id,
        )  # fmt: skip
    audit(
        actor,
        "directory.deputy.named",
        link,
        school_id=school.pk,
        subject_id=adult.pk,
        until=ends.isoformat(),
    )
    return link


@transaction.atomic
def deputy_end(*, actor: Actor, link: Affiliation) -> None:
    require(can_name_deputy, actor, link.school_id)
    if link.profile != Profile.DEPUTY:
        raise NotVisible
    now = clock.now()
    if link.ends is None or link.ends > now:
        link.ends, link.end_reason = max(now, link.starts), EndReason.ENDED_BY_HAND
        link.save(update_fields=["ends", "end_reason"])
        audit(actor, "directory.deputy.ended", link, school_id=link.school_id, subject_id=link.person_id)


def _here(school_id: int, profile: Profile, places: Places) -> None:
    """Classes, children and groups of the school only; raises NotVisible for another's."""
    here: tuple[ClassGroup | Group, ...] = (*places.classes, *places.groups)
    if any(place.school_id != school_id or place.closed_at for place in here):
        raise NotVisible
    if profile == Profile.PARTNER and (places.classes or places.children):
        raise NotVisible
    for child in places.children:
        pupil_of(school_id, child)


def _by_hand(link: Affiliation) -> None:
    if link.source != Source.MANUAL or link.profile in {Profile.PUPIL, Profile.DIRECTOR, Profile.DEPUTY}:
        raise Forbidden("Ce lien vient d’un import\N{NO-BREAK SPACE}: c’est l’import qui le ferme.")


def _ties(link: Affiliation) -> tuple[QuerySet[Attachment], QuerySet[GroupMembership]]:
    return (
        Attachment.objects.filter(person=link.person_id, school=link.school_id),
        GroupMembership.objects.filter(person=link.person_id, school=link.school_id),
    )


def _end_now(link: Affiliation, now: datetime) -> None:
    link.ends, link.end_reason = max(now, link.starts), EndReason.ENDED_BY_HAND
    link.save(update_fields=["ends", "end_reason"])
    others = Affiliation.objects.in_force(now).filter(person=link.person_id, school=link.school_id)
    if others.exclude(pk=link.pk).exclude(profile=Profile.PUPIL).exists():
        return
    for ties in _ties(link):
        for one in ties.filter(starts__lte=now).exclude(ends__lte=now):
            one.ends, one.end_reason = now, EndReason.ENDED_BY_HAND
            one.save(update_fields=["ends", "end_reason"])
        for one in ties.filter(starts__gt=now):
            one.ends, one.end_reason = one.starts, EndReason.ENDED_BY_HAND
            one.save(update_fields=["ends", "end_reason"])
