"""The files of a draft: what its readers were given does not change under them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import draft_held, line_of
from eprimo.foundation.content.whereabouts import told_in
from eprimo.foundation.files.actions import Given, attach, label_given
from eprimo.foundation.files.enums import BlobState
from eprimo.foundation.files.file_lists import Joined
from eprimo.foundation.files.letters import seen_letters
from eprimo.foundation.files.models import MAX_WORDS, Attachment
from eprimo.foundation.files.uploads import Sent
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible


@transaction.atomic
def thing_join(
    *,
    actor: Actor,
    kind: Kind,
    resource: Resource,
    given: Sequence[Given | Sent],
    reserved: bool,
    to_keep: bool = False,
    words: str = "",
) -> list[Attachment]:
    """Join files to a draft. `reserved`: they may tell an hour or a place; `to_keep`: they are to be found again
    later. All or nothing: DomainError at `file`."""
    held = draft_held(actor, kind, "edit", resource)
    return files_join(
        actor=actor, kind=kind, resource=held, given=given, reserved=reserved, to_keep=to_keep, words=words
    )


@transaction.atomic
def thing_unjoin(*, actor: Actor, kind: Kind, resource: Resource, file_id: UUID) -> None:
    """Take a file off a draft. NotVisible: it has none of that id."""
    files_unjoin(actor=actor, kind=kind, resource=draft_held(actor, kind, "edit", resource), file_id=file_id)


def files_join(
    *,
    actor: Actor,
    kind: Kind,
    resource: Resource,
    given: Sequence[Given | Sent],
    reserved: bool,
    to_keep: bool = False,
    words: str = "",
) -> list[Attachment]:
    """Join files inside the action of a service, which holds the draft and has asked for the right."""
    kept = _words(words, reserved=reserved)
    made = attach(
        resource=resource, given=given, by_id=actor.person_id, reserved=reserved, to_keep=to_keep, words=kept
    )
    line_of(actor, kind, "joined", resource, files=len(made))
    return made


def files_unjoin(*, actor: Actor, kind: Kind, resource: Resource, file_id: UUID) -> None:
    """Take a file off inside the action of a service, which holds the draft and has asked for the right."""
    gone, _ = Attachment.objects.filter(resource=resource, public_id=file_id).delete()
    if not gone:
        raise NotVisible
    line_of(actor, kind, "unjoined", resource)


@transaction.atomic
def thing_change_file(
    *, actor: Actor, kind: Kind, resource: Resource, file_id: UUID, label: str, to_keep: bool, words: str = ""
) -> None:
    """Another name for a file of a draft, what it says; whether it is to be found again later. NotVisible: it has none
    of that id."""
    held = draft_held(actor, kind, "edit", resource)
    file_change(
        actor=actor, kind=kind, resource=held, file_id=file_id, label=label, to_keep=to_keep, words=words
    )


def file_change(
    *, actor: Actor, kind: Kind, resource: Resource, file_id: UUID, label: str, to_keep: bool, words: str = ""
) -> None:
    """Change a file inside the action of a service, which holds the draft and has asked for the right."""
    row = Attachment.objects.filter(resource=resource, public_id=file_id).first()
    if row is None:
        raise NotVisible
    row.label, row.to_keep, row.words = label_given(label), to_keep, _words(words, reserved=row.reserved)
    row.save(update_fields=["label", "to_keep", "words"])
    line_of(actor, kind, "file_changed", resource)


def _words(words: str, *, reserved: bool) -> str:
    """What a picture says. Read by all, it tells no hour and no place: a family under a protected contact reads it."""
    kept = seen_letters(" ".join(words.split()))[:MAX_WORDS]
    if not reserved and told_in(kept):
        raise DomainError(
            "Ces mots disent une heure ou un lieu, et ce fichier est lu par tous. Écrivez-les dans leurs cases.",
            field="words",
        )
    return kept


def leave_out_unready(*, actor: Actor, kind: Kind, resource: Resource) -> None:
    """Do « Envoyer sans » inside the act that sends a draft: take off each of its files that is still being looked at,
    or is not kept."""
    unready = Attachment.objects.filter(resource=resource).exclude(blob__state=BlobState.READY)
    gone, _ = unready.delete()
    if gone:
        line_of(actor, kind, "unjoined", resource, files=gone)


def require_ready(files: Iterable[Joined]) -> None:
    """Raise DomainError for a file that was not looked at, or that is not kept: nothing leaves with it."""
    for one in files:
        if one.is_checking:
            raise DomainError(
                f"«\u00a0{one.label}\u00a0» est encore en vérification\u00a0: attendez un peu, ou envoyez sans lui.",
                field="file",
            )
        if not one.is_ready:
            raise DomainError(
                f"«\u00a0{one.label}\u00a0» n’est pas gardé\u00a0: retirez-le. {one.refusal}",
                field="file",
            )
