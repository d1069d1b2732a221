"""Notes to start from: the school's for all who write, kept by its heads; one's own for oneself."""

from django.db.models import Q

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.rights import policy
from eprimo.services.liaison.kind import AUTHORS
from eprimo.services.liaison.models import Note, NoteTemplate
from eprimo.services.liaison.policies.visibility import NOBODY, sees_as_team


def visible_templates(actor: Actor) -> Q:
    """Return the condition, on NoteTemplate, of the school's in use and one's own there."""
    if actor.closed or actor.school_id is None or actor.role not in AUTHORS:
        return NOBODY
    return Q(school_id=actor.school_id) & (Q(owner=None) | Q(owner_id=actor.person_id))


@policy("liaison.template.edit")
def may_edit_template(actor: Actor, template: NoteTemplate) -> bool:
    """Change and remove: the school's by its heads, one's own by oneself."""
    if actor.closed or template.school_id != actor.school_id or actor.role not in AUTHORS:
        return False
    return actor.heads if template.owner_id is None else template.owner_id == actor.person_id


@policy("liaison.template.keep")
def may_keep_template(actor: Actor, note: Note, for_school: bool) -> bool:
    """Start from this note later: for oneself, or (heads) for the school. Notes of services are not the school's."""
    if actor.role not in AUTHORS or note.service_id is not None or not sees_as_team(actor, note):
        return False
    return actor.heads if for_school else True


@policy("liaison.template.adopt")
def may_adopt_template(actor: Actor, school_id: int) -> bool:
    return not actor.closed and actor.heads and actor.school_id == school_id
