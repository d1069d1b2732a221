"""Notes to start from: kept, taken from those that come with the program, changed, removed."""

from typing import Any

from django.db import transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.actions.drafts import Draft, filled
from eprimo.services.liaison.models import Note, NoteTemplate
from eprimo.services.liaison.particulars import REUSED
from eprimo.services.liaison.policies import templates as policies
from eprimo.services.liaison.starters import STARTERS

# Beyond, a list to choose from is no help.
MAX_TEMPLATES = 60
_WORDS = ("kind", *REUSED)


@transaction.atomic
def template_keep(*, actor: Actor, note: Note, for_school: bool) -> NoteTemplate:
    """Keep the words of a note to start from: for oneself, or for the whole school."""
    require(policies.may_keep_template, actor, note, for_school)
    version = note.resource.versions.filter(number=note.resource.version).first()
    body = version.body if version else note.resource.draft
    template = NoteTemplate(
        school_id=note.school_id, owner_id=None if for_school else actor.person_id, title=note.resource.title,
        body=richtext.validate_document(body or {"type": "doc", "content": []}),
        **{name: getattr(note, name) for name in _WORDS},
    )  # fmt: skip
    return _made(actor, template)


@transaction.atomic
def template_adopt(*, actor: Actor, school: School, key: str) -> NoteTemplate:
    """Make one of the templates that come with the program the school's own, to change as it likes."""
    require(policies.may_adopt_template, actor, school.pk)
    starter = STARTERS.get(key)
    if starter is None:
        raise NotVisible
    template = NoteTemplate(school=school)
    _write(template, starter.words())
    return _made(actor, template)


@transaction.atomic
def template_edit(*, actor: Actor, template: NoteTemplate, words: dict[str, Any]) -> NoteTemplate:
    """Give a template other words; those who started from it before keep theirs."""
    require(policies.may_edit_template, actor, template)
    _write(template, words)
    template.updated_at = clock.now()
    template.save()
    audit(actor, "liaison.template.edited", template, school_id=template.school_id)
    return template


@transaction.atomic
def template_remove(*, actor: Actor, template: NoteTemplate) -> None:
    require(policies.may_edit_template, actor, template)
    audit(actor, "liaison.template.removed", template, school_id=template.school_id)
    template.delete()


def _write(template: NoteTemplate, words: dict[str, Any]) -> None:
    """Write words into a template, with the checks of a draft."""
    draft = Draft(**words)
    note = filled(Note(), draft)
    for name in _WORDS:
        setattr(template, name, getattr(note, name))
    # A template has no day: the hours wait for one.
    template.starts_at, template.ends_at = draft.starts_at, draft.ends_at
    template.title = richtext.clean_text(draft.title).strip()[:160]
    template.body = richtext.validate_document(draft.body)


def _made(actor: Actor, template: NoteTemplate) -> NoteTemplate:
    if not template.title:
        raise DomainError("Donnez un titre à ce modèle.", field="title")
    kept = list(NoteTemplate.objects.filter(school_id=template.school_id, owner_id=template.owner_id))
    words = [*_WORDS, "title", "body"]
    for one in kept:
        if all(getattr(one, name) == getattr(template, name) for name in words):
            # Kept twice, it is one: two of the same words in a list help nobody.
            return one
    if len(kept) >= MAX_TEMPLATES:
        raise DomainError(f"{MAX_TEMPLATES} modèles au plus : enlevez ceux qui ne servent plus.")
    template.updated_at = clock.now()
    template.save()
    audit(
        actor, "liaison.template.kept", template, school_id=template.school_id,
        of_school=template.owner_id is None,
    )  # fmt: skip
    return template
