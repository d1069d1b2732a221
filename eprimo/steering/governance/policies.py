"""Who reads and keeps what of the meetings: « list of members, calendar » and « minutes » of the rights page."""

from django.db.models import Q

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.policies import READERS, can_keep_market, can_read_file
from eprimo.steering.governance.models import Guest, Meeting

# « minutes: read »; neither the contractor nor the territory.
MINUTES_READERS = frozenset({Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION})
_GUESTS = frozenset({Role.ACADEMY, Role.INSPECTOR})


def meetings_visible_to(actor: Actor) -> Q:
    """On Meeting: those that were convened; the coordinator, what is being prepared too."""
    if actor.role == Role.COORDINATOR:
        return Q()
    return Q(convened_at__isnull=False) if actor.role in READERS else Q(pk__in=[])


@policy("governance.meeting.read")
def can_read_meeting(actor: Actor, meeting: Meeting) -> bool:
    """`meetings_visible_to`, for one."""
    if actor.role == Role.COORDINATOR:
        return True
    return actor.role in READERS and meeting.convened_at is not None


@policy("governance.meeting.keep")
def can_keep_meetings(actor: Actor) -> bool:
    """« Le rectorat assure […] la préparation, l’animation et le compte rendu des réunions » [C 7.2]."""
    return can_keep_market.allows(actor)


def answers_for_member(actor: Actor, member: Member) -> bool:
    """« participer, ou se faire représenter » [C 7.1]: the member, who acts for it now, or the coordinator who was
    told."""
    if actor.role in {Role.MEMBER_REP, Role.MANAGING_BODY}:
        return can_read_file.allows(actor, member)
    return can_keep_meetings.allows(actor)


def answers_as_guest(actor: Actor, guest: Guest) -> bool:
    """Who is invited by the mandate in use, or the coordinator who was told."""
    return is_guest(actor, guest) or can_keep_meetings.allows(actor)


def reads_letter(actor: Actor, guest: Guest) -> bool:
    """« guests of a meeting read their letter alone », once it is convened; the coordinator prints it."""
    if actor.role == Role.COORDINATOR:
        return True
    return is_guest(actor, guest) and guest.meeting.convened_at is not None


def is_guest(actor: Actor, guest: Guest) -> bool:
    """The invitation is addressed to the mandate that the actor uses."""
    return actor.role in _GUESTS and guest.mandate_id in actor.mandate_ids


@policy("governance.minutes.read")
def can_read_minutes(actor: Actor) -> bool:
    """Minutes, attendance and documents of meetings that they see."""
    return actor.role in MINUTES_READERS


@policy("governance.minutes.write")
def can_write_minutes(actor: Actor) -> bool:
    """« minutes: coordinator: write »."""
    return can_keep_market.allows(actor)


def news_visible_to(actor: Actor | None) -> Q:
    """On News: what is published, to everybody, signed in or not; the coordinator, the rest too."""
    if actor is not None and actor.role == Role.COORDINATOR:
        return Q()
    return Q(published_at__isnull=False, withdrawn_at=None)


@policy("governance.news.write")
def can_write_news(actor: Actor) -> bool:
    """« published news: coordinator: write »."""
    return can_keep_market.allows(actor)
