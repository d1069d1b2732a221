"""Notes to start from, as the actor sees them."""

from dataclasses import dataclass
from uuid import UUID

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import NoteTemplate
from eprimo.services.liaison.policies.templates import visible_templates
from eprimo.services.liaison.starters import STARTERS, Starter


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """The templates of the school, one's own, and those that come with the program and are not taken yet."""

    school: list[NoteTemplate]
    own: list[NoteTemplate]
    starters: list[Starter]


def templates_of(actor: Actor) -> TemplateChoice:
    """Return the templates that the actor starts from (one statement). Those that close the school are for who may
    close it."""
    rows = list(NoteTemplate.objects.filter(visible_templates(actor)).order_by("title", "pk"))
    rows = [row for row in rows if actor.heads or row.kind != NoteKind.CLOSED]
    school = [row for row in rows if row.owner_id is None]
    taken = {row.title for row in school}
    return TemplateChoice(
        school=school,
        own=[row for row in rows if row.owner_id is not None],
        starters=[
            one
            for one in STARTERS.values()
            if one.title not in taken and (actor.heads or one.kind != NoteKind.CLOSED)
        ],
    )


def template_for(actor: Actor, public_id: UUID) -> NoteTemplate:
    found = NoteTemplate.objects.filter(visible_templates(actor), public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found
