"""Who reads a conversation: its guardian, as long as the child is the guardian's; of the school, who has a seat, and
under a thing whoever the thing's kind says."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.content import policies as content
from eprimo.foundation.conversations.models import Seat
from eprimo.foundation.conversations.subjects import subjects
from eprimo.foundation.kernel.actor import HEADS, Actor, Role

NOBODY = content.NOBODY
# Who writes with families for a school.
TEAM = HEADS | {Role.TEACHER, Role.STAFF, Role.COMMUNE_AGENT}
_RESOURCE = "resource__"


def visible_to(actor: Actor) -> Q:
    """On Conversation: own ones, as a guardian; and those that the role in use reads."""
    return as_family(actor) | at_school(actor)


def as_family(actor: Actor) -> Q:
    """On Conversation: own ones about an own child at a school where the child is a pupil; under a thing, while the
    thing is seen for that child."""
    found = NOBODY
    for child in actor.children:
        about = Q(resource=None)
        for subject in subjects().values():
            about |= content.as_family(actor, subject.kind, child=child.person_id, of=_RESOURCE, each=True)
        found |= Q(about, child_id=child.person_id, school_id__in=child.school_ids)
    return Q(found, guardian_id=actor.person_id, resource__withdrawn_at=None)


def at_school(actor: Actor) -> Q:
    """On Conversation: those that the role in use reads at the school in use."""
    if actor.closed or actor.role not in TEAM:
        return NOBODY
    found = Q(Exists(seats_of(actor)))
    for subject in subjects().values():
        found |= Q(subject.at_school(actor), resource__service=subject.kind.key)
    return Q(found, school_id=actor.school_id)


def seats_of(actor: Actor) -> QuerySet[Seat]:
    """The seats in force of the role in use, of one conversation."""
    mine = Q(person_id=actor.person_id) | Q(audience_id__in=actor.work_audience_ids)
    return Seat.objects.filter(
        mine,
        Q(ends=None) | Q(ends__gt=actor.now),
        school_year=OuterRef("school_year"),
        conversation_id=OuterRef("id"),
        starts__lte=actor.now,
    )
