"""Who sees a note, by what: `content.policies` says it of every kind, and `kind.NOTE` what notes have of their own."""

from django.db.models import Q

from eprimo.foundation.content import policies as content
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.reach import reach_of
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.services.liaison.kind import NOTE, TEAM
from eprimo.services.liaison.models import Note

NOBODY = content.NOBODY
_RESOURCE = "resource__"


def visible_to(actor: Actor) -> Q:
    """Return the condition, on Note, of all that the actor sees, in the role in use and as a guardian."""
    return content.seen_by(actor, NOTE, of=_RESOURCE)


def family_notes(actor: Actor, only: int | None = None, of: str = _RESOURCE, *, each: bool = False) -> Q:
    """Return the condition, on Note, of those that reached own children (the child `only`), from `visible_from`.
    Withdrawn ones show a stub. `each`: asked of each note of a list in its order, until a page is full."""
    return content.as_family(actor, NOTE, child=only, of=of, each=each)


def team_notes(actor: Actor, of: str = _RESOURCE, *, each: bool = False) -> Q:
    """Return the condition, on Note, of what the role in use shows at the school in use, but to its pupils. `of`: on
    rows beside notes; `each`: as for `family_notes`."""
    return content.at_work(actor, NOTE, of=of, each=each) if actor.role in TEAM else NOBODY


def own_notes(actor: Actor) -> Q:
    """Return the condition, on Note, of those that the actor wrote, in the role in use."""
    return content.owned_by(actor, NOTE, of=_RESOURCE)


def pupil_notes(actor: Actor, *, each: bool = False) -> Q:
    """Return the condition, on Note, of those addressed to the pupils of own class or groups. `each`: as for
    `family_notes`."""
    if actor.role != Role.PUPIL:
        return NOBODY
    if each:
        return content.at_work(actor, NOTE, of=_RESOURCE, each=True)
    return content.among(actor, NOTE, of=_RESOURCE) & content.at_work(actor, NOTE, of=_RESOURCE)


# --- the same for one note -----------------------------------------------------------------------------------------


def can_see(actor: Actor, note: Note) -> bool:
    """Return whether the actor sees a note, by the role in use, else as the guardian of a child it reached (no
    statement)."""
    return content.sees(actor, NOTE, note)


def sees_at_work(actor: Actor, note: Note) -> bool:
    """Return whether the actor sees a note by the role in use, at the school in use (no statement)."""
    return content.sees_at_work(actor, NOTE, note)


def is_own(actor: Actor, note: Note) -> bool:
    return content.is_own(actor, NOTE, note)


def sees_as_team(actor: Actor, note: Note) -> bool:
    return actor.role in TEAM and sees_at_work(actor, note)


def sees_as_pupil(actor: Actor, note: Note) -> bool:
    return actor.role == Role.PUPIL and sees_at_work(actor, note)


def reaches(note: Note, class_ids: frozenset[int], group_ids: frozenset[int] = frozenset()) -> bool:
    """Return whether a note was sent to one of these classes or groups. A service's note was not."""
    if note.service_id is not None:
        return False
    reach = reach_of(note)
    return bool(reach.to(To.CLASS) & class_ids or reach.to(To.GROUP) & group_ids)


def follows(actor: Actor, note: Note) -> bool:
    """Return whether the actor reads the follow-up: of own notes; own school; own classes; delegated classes. A
    named follower does not."""
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
    """Return whether the actor reads the words of a guardian about a child in these classes now: author, teachers of
    the class (not of a service's note), head of own school."""
    if not sees_as_team(actor, note):
        return False
    if actor.role in HEADS or is_own(actor, note):
        return True
    return actor.role == Role.TEACHER and note.service_id is None and bool(class_ids & actor.class_ids)


def reads_sign_in_state(actor: Actor, class_ids: frozenset[int]) -> bool:
    """Return whether the actor knows who of a child's guardians never signed in: teachers for own classes, heads for
    own school."""
    return actor.heads or (actor.role == Role.TEACHER and bool(class_ids & actor.class_ids))
