"""Who sees a note: whom its resource reaches (`content.policies`), which is derived from whom it is addressed to
(`sharing`). What is said here is what is own in a role, and what goes with seeing."""

from django.db.models import Q

from eprimo.foundation.content import policies as content
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.services.liaison.kind import AUTHORS, TEAM
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.reach import reach_of

NOBODY = content.NOBODY
_RESOURCE = "resource__"


def visible_to(actor: Actor) -> Q:
    """On Note: everything the actor sees, in the role in use and as a guardian."""
    return team_notes(actor) | pupil_notes(actor) | family_notes(actor)


def family_notes(actor: Actor, only: int | None = None) -> Q:
    """On Note: those that reached own children (the child `only`), from `visible_from`. Withdrawn ones show a stub."""
    return content.as_family(actor, child=only, of=_RESOURCE)


def team_notes(actor: Actor) -> Q:
    """On Note: what the role in use shows at the school in use."""
    return content.at_work(actor, own=_own(actor), of=_RESOURCE) if actor.role in TEAM else NOBODY


def pupil_notes(actor: Actor) -> Q:
    """On Note: those addressed to the pupils of own class or groups."""
    return content.at_work(actor, own=NOBODY, of=_RESOURCE) if actor.role == Role.PUPIL else NOBODY


def _own(actor: Actor) -> Q:
    """Written by the person, in the kind of role in use: an agent writes for a service, nobody else does."""
    mine = Q(resource__owner_id=actor.person_id, school_id=actor.school_id)
    if actor.role == Role.COMMUNE_AGENT:
        return mine & Q(service_id__in=actor.service_ids)
    return mine & Q(service=None)


# --- the same for one note -----------------------------------------------------------------------------------------


def can_see(actor: Actor, note: Note) -> bool:
    """By the role in use, else as the guardian of a child it reached (no statement)."""
    return sees_at_work(actor, note) or content.reaches_family(actor, reach_of(note).shared)


def sees_at_work(actor: Actor, note: Note) -> bool:
    """By the role in use, at the school in use: no statement."""
    return sees_as_team(actor, note) or sees_as_pupil(actor, note)


def is_own(actor: Actor, note: Note) -> bool:
    if actor.closed or note.school_id != actor.school_id or note.resource.owner_id != actor.person_id:
        return False
    if note.service_id is None:
        return actor.role in AUTHORS
    return actor.role == Role.COMMUNE_AGENT and note.service_id in actor.service_ids


def sees_as_team(actor: Actor, note: Note) -> bool:
    if actor.role not in TEAM:
        return False
    return content.reaches_at_work(actor, reach_of(note).shared, own=is_own(actor, note))


def sees_as_pupil(actor: Actor, note: Note) -> bool:
    return actor.role == Role.PUPIL and content.reaches_at_work(actor, reach_of(note).shared, own=False)


def reaches(note: Note, class_ids: frozenset[int], group_ids: frozenset[int] = frozenset()) -> bool:
    """Was it sent to one of these classes or groups? A service's note was not."""
    if note.service_id is not None:
        return False
    reach = reach_of(note)
    return bool(reach.class_ids & class_ids or reach.group_ids & group_ids)


def follows(actor: Actor, note: Note) -> bool:
    """The follow-up page: own; own school; read of own classes; delegated classes. A named follower has none."""
    if not sees_as_team(actor, note):
        return False
    if actor.role in HEADS:
        return True
    if actor.role == Role.STAFF:
        return reaches(note, actor.delegated_class_ids)
    return is_own(actor, note) or (
        actor.role == Role.TEACHER and reaches(note, actor.class_ids, actor.group_ids)
    )


def reads_replies(actor: Actor, note: Note, class_ids: frozenset[int]) -> bool:
    """The words of a guardian about a child in these classes now: author, teachers of the class (not of a service's
    note), head of own school."""
    if not sees_as_team(actor, note):
        return False
    if actor.role in HEADS or is_own(actor, note):
        return True
    return actor.role == Role.TEACHER and note.service_id is None and bool(class_ids & actor.class_ids)


def reads_sign_in_state(actor: Actor, class_ids: frozenset[int]) -> bool:
    """Who of a child's guardians never signed in: teachers for own classes, heads for own school."""
    return actor.heads or (actor.role == Role.TEACHER and bool(class_ids & actor.class_ids))
