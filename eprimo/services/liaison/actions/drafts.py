"""Writing a note, before it is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import ADULTS, EVERYBODY, To
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.things.addressing import Address, addressed_by, chosen_targets
from eprimo.foundation.content.things.drafts import DraftInput, draft_drop, draft_keep, own_columns, own_draft
from eprimo.foundation.directory.models import CommuneService
from eprimo.foundation.files.actions import attachments_copy
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.rights import Policy, require
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import REUSED, NoteParticulars, fill, held_values
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.questions import checked_questions, to_stored


@dataclass(frozen=True, kw_only=True)
class Draft(NoteParticulars):
    """A note as its author writes it. `body` is a document of the shared schema (`richtext.parse` makes one from
    markup)."""

    title: str
    body: richtext.Node
    to: tuple[Address, ...] = ()
    # Without anybody named, a service's note goes to all who are enrolled.
    service: CommuneService | None = None
    kind: NoteKind = NoteKind.INFORMATION
    both_guardians: bool = False
    to_pupils: bool = False

    @property
    def is_blank(self) -> bool:
        """The author typed nothing: boxes alone are no note."""
        asked = any(one.text.strip() for one in self.questions)
        words = self.title.strip() or self.place.strip() or any(thing.strip() for thing in self.bring)
        return not (words or asked or not richtext.is_empty(self.body))


@transaction.atomic
def note_save_draft(
    *, actor: Actor, draft: Draft, note: Note | None = None, key: UUID | None = None, base: int | None = None
) -> Note:
    """Keep what is typed, complete or not: a new note, the draft `note`, or the own draft of that key. Return the note.

    `base`: the revision that was changed; StaleDraft when another one was kept since, save when nothing differs (the
    same request twice is once). Raises Forbidden for an audience the actor may not write to, DomainError for what
    cannot be kept.
    """
    require(acts.may_write, actor, acts.settings_of(actor), draft.kind)
    require_address(actor, draft.to, draft.service)
    words = filled(Note(), draft)
    said = DraftInput(
        title=draft.title, body=draft.body, targets=draft.to, readers=EVERYBODY if draft.to_pupils else ADULTS,
        facts={name: getattr(words, name) for name in own_columns(NOTE)},
    )  # fmt: skip
    kept = draft_keep(
        actor=actor, kind=NOTE, said=said, resource=note.resource if note else None, key=key, base=base,
        hold=partial(_held, actor, acts.may_edit_draft),
    )  # fmt: skip
    return kept.note


def _held(actor: Actor, right: Policy[[Note]], resource: Resource) -> Resource:
    """Return the draft, locked, on which the actor has this right."""
    note = lock_note(resource)
    require(right, actor, note)
    return note.resource


def filled(note: Note, draft: Draft) -> Note:
    """Return the note with what the draft says, checked; it is not saved. Raises DomainError at the first field that
    cannot be kept."""
    note.kind = draft.kind
    note.summary = richtext.summary(draft.body)
    asked = checked_questions(draft.questions) if draft.kind == NoteKind.TO_ANSWER else ()
    note.questions = to_stored(asked)
    fill_particulars(note, draft)
    note.service = draft.service
    return note


def fill_particulars(note: Note, said: NoteParticulars) -> None:
    """Write what was typed into a note, but its questions. Raises DomainError at the first field that cannot be kept,
    and where one day would be closed neither in the morning nor in the afternoon."""
    fill(note, said)
    if note.from_noon and note.until_noon and note.event_until_on in {None, note.event_on}:
        raise DomainError("Choisissez le matin ou l’après-midi.", field="until_noon")


def require_address(actor: Actor, to: Collection[Address], service: CommuneService | None) -> None:
    """Raise Forbidden unless the actor may write to all of these, in the name of that service."""
    if not acts.may_address(actor, to, service):
        raise Forbidden("Vous ne pouvez pas écrire à toutes ces familles.")


@transaction.atomic
def note_discard(*, actor: Actor, note: Note) -> None:
    """Throw a draft away."""
    draft_drop(actor=actor, kind=NOTE, resource=_held(actor, acts.may_discard, note.resource))


@transaction.atomic
def note_copy(*, actor: Actor, note: Note, there: Actor | None = None, key: UUID | None = None) -> Note:
    """Make a draft with the same text, questions and files (at another school: without them), without its dates, for
    those of its audience the actor may still write to. `there`: the same person at another school, where the draft
    is made. `key`: one press of a button, which makes one draft however often it comes."""
    note = lock_note(note)
    require(acts.may_copy, actor, note)
    if key is not None and (made := own_draft(actor, NOTE, key)) is not None:
        return made.note
    there, to = there or actor, chosen_targets(note.resource)
    # A head who copies an agent's note writes for the school, not for the service.
    services = acts.services_for(there)
    version = Version.objects.get(resource=note.resource, number=note.resource.version)
    draft = Draft(
        title=version.title,
        body=version.body,
        to=tuple(sorted(addressed_by(there, NOTE, [(To(one.kind), one.target) for one in to]))),
        service=services.filter(pk=note.service_id or 0).first() or services.first(),
        kind=NoteKind(note.kind),
        to_pupils=any(one.pupils for one in to),
        **{name: value for name, value in held_values(note).items() if name in REUSED},
    )
    copied = note_save_draft(actor=there, draft=draft, key=key)
    attachments_copy(source=note.resource, resource=copied.resource)
    return copied
