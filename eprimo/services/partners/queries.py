"""What partners, and those who have them come, read of interventions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.policies import managed_by
from eprimo.foundation.content.proposals import Proposed
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.addressing import targets_of
from eprimo.foundation.content.things.queries import found_for
from eprimo.foundation.content.things.upcoming import UpcomingDate, upcoming_dates, upcoming_for
from eprimo.foundation.directory.enums import AttachmentKind, Profile
from eprimo.foundation.directory.models import Affiliation, Attachment, GroupMembership, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.prepared_queries import Composed
from eprimo.foundation.notifications.date_lines import hours_and_place
from eprimo.foundation.occasions.enums import ClosureDecision
from eprimo.services.partners.children_present import ChildrenPresent, present_now
from eprimo.services.partners.enums import WordState
from eprimo.services.partners.hours import runs_now
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.models import Invitation, Word
from eprimo.services.partners.reach import PartnerReach, inviting, is_partner, reach_of


@dataclass(frozen=True, slots=True)
class Coming:
    """An intervention of a day, as the partner reads it. `when`: its hours, and where; `adults`: who teaches there."""

    one: UpcomingDate
    when: str
    adults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited by name. `waits`: the classes of the intervention that who directs did not open to them."""

    invitation: Invitation
    name: str
    waits: tuple[str, ...]


# --- the partner ----------------------------------------------------------------------------------------------------


_days = Composed(
    lambda actor, first, last: (
        Person.objects.filter(pk=actor.person_id)
        .annotate(dates=upcoming_dates(actor, first, last))
        .values_list("dates")
    )
)


def own_of(actor: Actor, rows: Iterable[UpcomingDate]) -> list[UpcomingDate]:
    """Return the interventions among these dates that classes or groups invite the partner to, each with the names of
    these alone (one statement)."""
    own = [one for one in rows if one.service == INTERVENTIONS.key]
    places = inviting(actor, own)
    return [
        replace(one, to=tuple(name for place, name in one.named if place in places[one.thing]))
        for one in own
        if places[one.thing]
    ]


def days_of(actor: Actor, first: date, last: date) -> list[UpcomingDate]:
    """Return the interventions of the partner between two days (two statements)."""
    if not is_partner(actor):
        raise NotVisible
    (found,) = next(iter(_days.values(actor, first=first, last=last)), ([],))
    return own_of(actor, upcoming_for(actor, found))


def coming_on(actor: Actor, day: date) -> list[Coming]:
    """Return the interventions of one day, with who teaches there (six statements, however many)."""
    rows = days_of(actor, day, day)
    adults = adults_of(actor, rows)
    return [
        Coming(one, hours_and_place(one.starts_at, one.ends_at, one.place), adults.get(one.thing, ()))
        for one in rows
    ]


def adults_of(actor: Actor, rows: Sequence[UpcomingDate]) -> dict[str, tuple[str, ...]]:
    """Return « names of teachers and staff: of the inviting group »: who teaches the groups that invited and the
    classes that were opened."""
    found = inviting(actor, rows)
    classes = {target for places in found.values() for kind, target in places if kind == To.CLASS}
    groups = {target for places in found.values() for kind, target in places if kind == To.GROUP}
    held: dict[tuple[str, int], list[str]] = {}
    teaching = Attachment.objects.in_force(actor.now).filter(
        class_group__in=classes, kind=AttachmentKind.TEACHES, school=actor.school_id
    )
    for link in teaching.select_related("person").order_by("person__sort_key", "pk"):
        held.setdefault((To.CLASS, link.class_group_id or 0), []).append(link.person.formal_name)
    here = Affiliation.objects.in_force(actor.now).filter(
        person=OuterRef("person"), school=actor.school_id,
        profile__in=[Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY, Profile.STAFF],
    )  # fmt: skip
    members = GroupMembership.objects.in_force(actor.now).filter(Exists(here), group__in=groups)
    for member in members.select_related("person").order_by("person__sort_key", "pk"):
        held.setdefault((To.GROUP, member.group_id), []).append(member.person.formal_name)
    return {
        thing: tuple(dict.fromkeys(name for place in sorted(places) for name in held.get(place, ())))
        for thing, places in found.items()
    }


def own_thing(actor: Actor, thing_id: UUID) -> tuple[Thing, PartnerReach]:
    """Return an intervention of the partner, out; NotVisible for any other."""
    if not is_partner(actor):
        raise NotVisible
    thing = found_for(actor, INTERVENTIONS, thing_id)
    reach = reach_of(actor, thing.resource)
    if not reach or not thing.is_out or thing.waits:
        raise NotVisible
    return thing, reach


def children_now(actor: Actor, thing: Thing) -> ChildrenPresent | None:
    """Return « first names of the present children of the inviting group for those hours »; None: it is not its
    hour."""
    rows = [
        one for one in days_of(actor, actor.today, actor.today) if one.thing == str(thing.resource.public_id)
    ]
    school = thing.resource.school
    running = [one for one in rows if runs_now(actor, one)]
    if school is None or not running:
        return None
    stands = any(one.when_shut == ClosureDecision.STANDS for one in running)
    return present_now(actor, school, thing.resource.public_id, stands=stands)


def own_words(actor: Actor, thing: Thing) -> list[Word]:
    """Return what the partner proposed there, the newest first."""
    return list(Word.objects.filter(resource=thing.resource, by=actor.person_id).order_by("-made_at", "-pk"))


# --- who has them come ----------------------------------------------------------------------------------------------


def managed_thing(actor: Actor, thing_id: UUID) -> Thing:
    """Return an intervention that the actor manages, once it was published; NotVisible for who does not even see it."""
    thing = found_for(actor, INTERVENTIONS, thing_id)
    if thing.is_draft:
        raise NotVisible
    return thing


def partners_for(actor: Actor, thing: Thing) -> QuerySet[Person]:
    """Partners whom the direction invited to the school for a day of the intervention, and who are not asked yet."""
    first, last = _span(thing)
    here = Affiliation.objects.filter(
        Q(ends=None) | Q(ends__gt=max(first, actor.now)), person=OuterRef("pk"), school=thing.resource.school_id,
        profile=Profile.PARTNER, starts__lt=last,
    )  # fmt: skip
    asked = Invitation.objects.standing(actor.now).filter(resource=thing.resource, person=OuterRef("pk"))
    return (
        Person.objects.filter(Exists(here), ~Exists(asked), erased_at=None)
        .exclude(pk=actor.person_id)
        .order_by("sort_key", "pk")
    )


def _span(thing: Thing) -> tuple[datetime, datetime]:
    """From the first instant of its first day to the end of its last one."""
    row, zone = thing.resource.intervention, ZoneInfo(thing.resource.time_zone)
    if row.event_on is None:
        # What is published has a day.
        raise NotVisible
    last = row.event_until_on or row.event_on
    return (
        datetime.combine(row.event_on, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def partners_of_groups(actor: Actor, targets: Sequence[Target]) -> list[str]:
    """Return whom the direction invited to the groups whom it is for: they have it without being asked."""
    groups = [one.target for one in targets if one.kind == To.GROUP]
    here = Affiliation.objects.in_force(actor.now).filter(
        person=OuterRef("person"), school=OuterRef("school"), profile=Profile.PARTNER
    )
    rows = GroupMembership.objects.in_force(actor.now).filter(Exists(here), group__in=groups)
    people = rows.select_related("person").order_by("person__sort_key", "pk")
    return list(dict.fromkeys(one.person.formal_name for one in people))


def guests_of(thing: Thing, targets: Sequence[Target]) -> list[Guest]:
    rows = Invitation.objects.standing().filter(resource=thing.resource).select_related("person")
    return [
        Guest(
            one, one.person.formal_name,
            tuple(getattr(to, "label", "") for to in targets if to.kind == To.CLASS and to.target not in one.classes),
        )
        for one in rows.order_by("person__sort_key", "pk")
    ]  # fmt: skip


def labelled(thing: Thing) -> list[Target]:
    return targets_of([thing.resource.pk]).get(thing.resource.pk, [])


def invitation_for(thing: Thing, public_id: UUID) -> Invitation:
    found = (
        Invitation.objects.standing()
        .select_related("person")
        .filter(resource=thing.resource, public_id=public_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def words_to_read(actor: Actor) -> QuerySet[Word]:
    """Return the words about interventions that the actor manages."""
    return Word.objects.filter(
        managed_by(actor, INTERVENTIONS, of="resource__"),
        school=actor.school_id or 0,
        resource__service=INTERVENTIONS.key,
        resource__state=ResourceState.PUBLISHED,
    )


def words_of(actor: Actor, thing: Thing) -> list[Word]:
    rows = words_to_read(actor).filter(resource=thing.resource).select_related("by")
    return list(rows.order_by("-made_at", "-pk"))


def word_for(actor: Actor, public_id: UUID) -> Word:
    """Return words of a partner, for who manages the intervention."""
    if actor.closed:
        raise NotVisible
    rows = words_to_read(actor).select_related("by", "resource__school", "resource__intervention")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def waiting_words(actor: Actor) -> QuerySet[Word]:
    return words_to_read(actor).filter(state=WordState.WAITS)


def note_proposal(actor: Actor, public_id: UUID) -> Proposed | None:
    """Return the words of a partner to begin a note with, for who took them over and still manages the intervention."""
    if actor.closed:
        return None
    rows = words_to_read(actor).filter(public_id=public_id, state=WordState.TAKEN, decided_by=actor.person_id)
    word = rows.select_related("by", "resource").first()
    if word is None:
        return None
    me = Person.objects.get(pk=actor.person_id)
    signed = f"{word.by.formal_name}, avec {me.formal_name}"
    targets = targets_of([word.resource_id]).get(word.resource_id, [])
    return Proposed(title=word.resource.title, text=f"{word.text}\n\n{signed}", targets=targets)
