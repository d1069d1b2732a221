"""Who writes on a matter: a guardian to those who answer for the child at school, and they to each guardian.

Staff who are attached and agents of the commune begin none yet: the school would have to let them.
"""

from eprimo.foundation.conversations.models import Conversation
from eprimo.foundation.conversations.policies import answered_now, as_family, on_matters
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Person
from eprimo.foundation.directory.policies.family import own_family
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.rights import policy


@policy("messages.school.write", family=True)
def may_write_to_school(actor: Actor, child_id: int, school_id: int) -> bool:
    """Tell whether the actor may write to a school, « each alone, R1 and without exercise too »: any guardian but a
    contact person, at a school of the child."""
    child = actor.child(child_id)
    return child is not None and school_id in child.school_ids


@policy("messages.family.write")
def may_write_to_family(actor: Actor, child: Person, school_id: int) -> bool:
    """Teachers about pupils of own classes, heads about those of the own school; nobody about the own family."""
    if actor.closed or actor.school_id != school_id:
        return False
    pupils = Affiliation.objects.in_force(actor.now).filter(
        person=child, school=school_id, profile=Profile.PUPIL
    )
    if actor.role == Role.TEACHER:
        members = ClassMembership.objects.in_force(actor.now)
        if not members.filter(person=child, class_group__in=actor.class_ids).exists():
            return False
    elif actor.role not in HEADS:
        return False
    return pupils.exists() and not own_family(actor).filter(child=child).exists()


def goes_on(actor: Actor, conversation: Conversation) -> bool:
    """Tell whether a conversation goes on: those to whom it is addressed answer for the child today, and the actor
    stands on one of its sides. After a change of class it is read by both, and nothing is written."""
    if conversation.guardian_id == actor.person_id:
        side = as_family(actor)
    elif actor.closed or actor.school_id is None:
        return False
    else:
        side = on_matters(actor)
    rows = Conversation.objects.filter(side, answered_now(actor.now), pk=conversation.pk, resource=None)
    return rows.exists()


def shows(actor: Actor, conversation: Conversation) -> bool:
    """Tell whether the actor may bring in another reader: its guardian at any time, the school while it goes on; what
    is with one person alone, its guardian only."""
    if conversation.guardian_id == actor.person_id:
        return True
    return not conversation.of_one_alone and goes_on(actor, conversation)


def has_reader(actor: Actor, conversation: Conversation) -> bool:
    """Tell whether its guardian still has rights over the child: there is somebody to write to."""
    links = live_links(actor.now).filter(adult=conversation.guardian_id, child=conversation.child_id)
    return links.exists()
