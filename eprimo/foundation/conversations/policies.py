"""Who reads a conversation: its guardian, as long as the child is the guardian's; of the school, on a matter who has a
seat, and under a thing whoever the thing's kind says. Nobody reads at work what is said about a child of the own
family."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import GreaterThanOrEqual

from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content import policies as content
from eprimo.foundation.conversations.models import Seat
from eprimo.foundation.conversations.subjects import subjects
from eprimo.foundation.directory.enums import AttachmentKind, Profile, StaffFunction
from eprimo.foundation.directory.models import Affiliation, Attachment, ClassMembership
from eprimo.foundation.directory.policies.family import own_family
from eprimo.foundation.kernel.actor import HEADS, Actor, Role

NOBODY = content.NOBODY
# Who writes with families for a school.
TEAM = HEADS | {Role.TEACHER, Role.STAFF, Role.COMMUNE_AGENT}
# Who replaces somebody inherits what moved within that time.
INHERITED = timedelta(days=30)
_RESOURCE = "resource__"


def visible_to(actor: Actor) -> Q:
    """Return a filter on Conversation: own ones, as a guardian; and those that the role in use reads."""
    return as_family(actor) | at_school(actor)


def as_family(actor: Actor) -> Q:
    """Return a filter on Conversation: own ones about an own child at a school where the child is a pupil; under a
    thing, while the thing is seen for that child."""
    found = NOBODY
    for child in actor.children:
        about = Q(resource=None)
        for subject in subjects().values():
            about |= content.as_family(actor, subject.kind, child=child.person_id, of=_RESOURCE, each=True)
        found |= Q(about, child_id=child.person_id, school_id__in=child.school_ids)
    return Q(found, guardian_id=actor.person_id, resource__withdrawn_at=None)


def at_school(actor: Actor) -> Q:
    """Return a filter on Conversation: those that the role in use reads at the school in use."""
    if actor.closed or actor.role not in TEAM:
        return NOBODY
    found = NOBODY
    for subject in subjects().values():
        found |= Q(subject.at_school(actor), resource__service=subject.kind.key)
    return on_matters(actor) | Q(found, apart_from_family(actor), school_id=actor.school_id)


def on_matters(actor: Actor) -> Q:
    """Return a filter on Conversation: those on a matter that a role of the team reads at the school in use: its
    audience, and who has a seat. What is with one person alone is inherited by nobody."""
    if actor.role not in TEAM:
        return NOBODY
    mine = Q(audience_id__in=actor.work_audience_ids) | Q(Exists(seats_of(actor)))
    kept = inherited(actor)
    if kept:
        # Whoever replaces somebody has own ones of this sort, whatever their age.
        kept |= Q(audience__kind=AudienceKind.PERSON)
    return Q(mine, kept, apart_from_family(actor), resource=None, school_id=actor.school_id)


def answered_now(now: datetime) -> Q:
    """Return a filter on Conversation: on a matter, with those who answer for the child today. After a change of class
    it is read."""
    members = ClassMembership.objects.in_force(now).filter(person=OuterRef("child"))
    teaches = Attachment.objects.in_force(now).filter(
        person=OuterRef(OuterRef("audience__target")), class_group=OuterRef("class_group"), kind=AttachmentKind.TEACHES
    )  # fmt: skip
    of_class = Exists(members.filter(class_group=OuterRef("audience__target")))
    of_one = Exists(members.filter(Exists(teaches)))
    return (
        Q(audience__profile=AudienceProfile.HEAD)
        | Q(of_class, audience__kind=AudienceKind.CLASS)
        | Q(of_one, audience__kind=AudienceKind.PERSON)
    )


def apart_from_family(actor: Actor) -> Q:
    """Return a filter on Conversation: not about a child whom the actor answers for, or did: the other guardian's words
    are not theirs to read, whatever they do at the school."""
    return ~Q(child_id__in=own_family(actor))


def inherited(actor: Actor) -> Q:
    """Return a filter on Conversation: what a teacher reads of a class's. Who replaces somebody: the open ones that
    moved in the last thirty days; others: all."""
    if actor.role != Role.TEACHER or actor.school_id is None:
        return Q()
    replaces = Affiliation.objects.in_force(actor.now).filter(
        person_id=actor.person_id, school_id=actor.school_id, profile=Profile.TEACHER,
        function=StaffFunction.SUBSTITUTE,
    )  # fmt: skip
    until = ExpressionWrapper(F("last_at") + Value(INHERITED), output_field=DateTimeField())
    return ~Exists(replaces) | Q(GreaterThanOrEqual(until, actor.now), closed_at=None)


def seats_of(actor: Actor) -> QuerySet[Seat]:
    """Return the seats in force of the role in use, of one conversation."""
    mine = Q(person_id=actor.person_id) | Q(audience_id__in=actor.work_audience_ids)
    return Seat.objects.filter(
        mine,
        Q(ends=None) | Q(ends__gt=actor.now),
        school_year=OuterRef("school_year"),
        conversation_id=OuterRef("id"),
        starts__lte=actor.now,
    )
