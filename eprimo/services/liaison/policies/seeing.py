"""Who sees a note: the see rows of « Notes of the liaison book », as a filter and for one note."""

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.kernel.actor import HEADS, Actor, Child, Role
from eprimo.services.liaison.models import Note, NoteFollower, NoteTarget, Recipient
from eprimo.services.liaison.reach import reach_of

AUTHORS = frozenset({Role.TEACHER, Role.DIRECTOR, Role.DEPUTY, Role.STAFF})
TEAM = AUTHORS | {Role.COMMUNE_AGENT}
NOBODY = Q(pk__in=[])


def visible_to(actor: Actor) -> Q:
    """On Note: everything the actor sees, in the role in use and as a guardian."""
    return team_notes(actor) | pupil_notes(actor) | family_notes(actor)


def family_notes(actor: Actor, only: int | None = None) -> Q:
    """On Note: those of the classes and groups of an own child (of the child `only`), and those to the child by
    name; in a school where the child is a pupil, from `visible_from`. Withdrawn ones show a stub."""
    found = NOBODY
    for child in actor.children:
        if only is None or child.person_id == only:
            found |= Q(school_id__in=child.school_ids) & (_of_class(child) | _by_name(actor, child))
    return Q(sent_at__isnull=False, visible_from__lte=actor.now) & found


def _of_class(child: Child) -> Q:
    return Q(service=None) & _reaching(frozenset(child.class_ids), frozenset(child.group_ids))


def _by_name(actor: Actor, child: Child) -> Q:
    named = NoteTarget.objects.filter(note=OuterRef("pk"), child_id=child.person_id)
    added = Recipient.objects.filter(
        note=OuterRef("pk"), child_id=child.person_id, by_name=True, delivered_at__lte=actor.now
    )
    return Q(Exists(named)) | Q(Exists(added))


def team_notes(actor: Actor) -> Q:
    """On Note: what the role in use shows at the school in use."""
    if actor.closed or actor.role not in TEAM:
        return NOBODY
    here = Q(school_id=actor.school_id)
    own = _own(actor)
    sent = Q(sent_at__isnull=False)
    if actor.role in HEADS:
        return here & (sent | own)
    if actor.role == Role.COMMUNE_AGENT:
        return here & own
    reached = Q(service=None) & _reaching(
        actor.class_ids if actor.role == Role.TEACHER else actor.delegated_class_ids,
        actor.group_ids if actor.role == Role.TEACHER else frozenset(),
    )
    if actor.role == Role.TEACHER:
        return here & (own | (sent & (_followed(actor) | reached)))
    in_force = Q(withdrawn_at=None)
    return here & ((in_force & own) | (sent & in_force & _followed(actor)) | (sent & reached))


def _own(actor: Actor) -> Q:
    """Written by the person, in the kind of role in use."""
    mine = Q(resource__owner_id=actor.person_id)
    if actor.role == Role.COMMUNE_AGENT:
        return mine & Q(service_id__in=actor.service_ids)
    return mine & Q(service=None)


def _followed(actor: Actor) -> Q:
    """A note to named children on which the person is named."""
    follows = NoteFollower.objects.filter(note=OuterRef("pk"), person_id=actor.person_id)
    named = NoteTarget.objects.filter(note=OuterRef("pk"), child__isnull=False)
    return Q(Exists(follows), Exists(named))


def _reaching(class_ids: frozenset[int], group_ids: frozenset[int]) -> Q:
    if not class_ids and not group_ids:
        return NOBODY
    addressed = Q(class_group_id__in=class_ids) | Q(group_id__in=group_ids)
    return Q(Exists(NoteTarget.objects.filter(addressed, note=OuterRef("pk"))))


def pupil_notes(actor: Actor) -> Q:
    """On Note: those addressed to the pupils of own class or groups."""
    if actor.closed or actor.role != Role.PUPIL:
        return NOBODY
    return Q(
        _reaching(actor.class_ids, actor.group_ids),
        school_id=actor.school_id,
        service=None,
        to_pupils=True,
        withdrawn_at=None,
        sent_at__isnull=False,
        visible_from__lte=actor.now,
    )


# --- the same for one note -----------------------------------------------------------------------------------------


def can_see(actor: Actor, note: Note) -> bool:
    """By the role in use, else as the guardian of a child it reached (one statement)."""
    if sees_at_work(actor, note):
        return True
    return bool(actor.children) and Note.objects.filter(family_notes(actor), pk=note.pk).exists()


def sees_at_work(actor: Actor, note: Note) -> bool:
    """By the role in use, at the school in use: no statement."""
    return sees_as_team(actor, note) or sees_as_pupil(actor, note)


def is_own(actor: Actor, note: Note) -> bool:
    if actor.closed or note.school_id != actor.school_id or note.resource.owner_id != actor.person_id:
        return False
    if note.service_id is None:
        return actor.role in AUTHORS
    return actor.role == Role.COMMUNE_AGENT and note.service_id in actor.service_ids


def reaches(note: Note, class_ids: frozenset[int], group_ids: frozenset[int] = frozenset()) -> bool:
    """Was it sent to one of these classes or groups? A service's note was not."""
    if note.service_id is not None:
        return False
    reach = reach_of(note)
    return bool(reach.class_ids & class_ids or reach.group_ids & group_ids)


def sees_as_team(actor: Actor, note: Note) -> bool:
    if actor.closed or actor.role not in TEAM or note.school_id != actor.school_id:
        return False
    own = is_own(actor, note)
    if note.sent_at is None:
        return own
    if actor.role in HEADS:
        return True
    if actor.role == Role.COMMUNE_AGENT:
        return own
    reach = reach_of(note)
    followed = bool(reach.child_ids) and actor.person_id in reach.follower_ids
    if actor.role == Role.TEACHER:
        return own or followed or reaches(note, actor.class_ids, actor.group_ids)
    delegated = reaches(note, actor.delegated_class_ids)
    return delegated or (note.withdrawn_at is None and (own or followed))


def sees_as_pupil(actor: Actor, note: Note) -> bool:
    return (
        actor.is_at(note.school_id, Role.PUPIL)
        and note.to_pupils
        and note.sent_at is not None
        and note.withdrawn_at is None
        and note.visible_from is not None
        and note.visible_from <= actor.now
        and reaches(note, actor.class_ids, actor.group_ids)
    )


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
