"""What a guardian does with a note for one child: facts, each with the version that was before the eyes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.content import richtext
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import Policy, require
from eprimo.services.liaison.actions.notices import settle_child
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.locks import lock_note, lock_recipient
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.policies import families
from eprimo.services.liaison.questions import checked_answers, places_of
from eprimo.services.liaison.state import DayPast, answers_are_late, is_asked_again, is_closed

MAX_COMMENT = 500


@transaction.atomic
def note_open(*, actor: Actor, note: Note, child: Person, version: int | None = None) -> Owed:
    """Write that a guardian read a note for one child (« J’ai lu »); the first reading of each version is kept."""
    held = _hold(families.may_open, actor, note, child, version)
    note, row = held.note, held.own
    if mark_read(note, row):
        audit_note(actor, "liaison.note.read", note, subject_id=child.pk, version=row.read_version)
        _done(held, actor)
    return row


@transaction.atomic
def note_sign(*, actor: Actor, note: Note, child: Person, version: int | None = None) -> Owed:
    """Sign in one's own name. A signature keeps the version it was given to; twice is once."""
    held = _hold(families.may_sign, actor, note, child, version)
    note, row = held.note, held.own
    _asked_for(note, NoteKind.TO_SIGN)
    if row.signed_at is not None and row.refused_at is None and not is_asked_again(note, row):
        return row
    mark_read(note, row)
    row.signed_at, row.signed_version, row.refused_at = clock.now(), note.resource.version, None
    row.recorded_by = None
    audit_note(actor, "liaison.note.signed", note, subject_id=child.pk, version=row.signed_version)
    _done(held, actor)
    return row


@transaction.atomic
def note_refuse(*, actor: Actor, note: Note, child: Person, version: int | None = None) -> Owed:
    """Refuse to sign, or take a signature back: it wins at once over any other."""
    held = _hold(families.may_sign, actor, note, child, version)
    note, row = held.note, held.own
    _asked_for(note, NoteKind.TO_SIGN)
    if row.refused_at is not None:
        return row
    mark_read(note, row)
    row.refused_at = clock.now()
    row.recorded_by = None
    audit_note(actor, "liaison.note.refused", note, subject_id=child.pk)
    _done(held, actor)
    return row


@transaction.atomic
def note_answer(
    *,
    actor: Actor,
    note: Note,
    child: Person,
    answers: Sequence[str],
    comment: str = "",
    version: int | None = None,
) -> Owed:
    """Answer every question of a note, or change one's answers until the last day; the audit trail keeps what was
    before."""
    held = _hold(families.may_answer, actor, note, child, version)
    note, row = held.note, held.own
    _asked_for(note, NoteKind.TO_ANSWER)
    comment = _checked_comment(comment)
    given = checked_answers(note.asked, answers, all_of_them=True)
    again = is_asked_again(note, row)
    if row.answered_at is not None and not again and (row.answers, row.comment) == (given, comment):
        return row
    changed = row.answered_at is not None and not again
    if changed and answers_are_late(note):
        raise DomainError(
            "La date est passée\u00a0: votre réponse est gardée. Pour la changer, parlez-en à l’école."
        )
    mark_read(note, row)
    before = places_of(note.asked, row.answers)
    row.answers, row.comment = given, comment
    row.answered_at, row.answered_version, row.recorded_by = clock.now(), note.resource.version, None
    row.changed_at = clock.now() if changed else None
    audit_note(
        actor, "liaison.note.answered", note, subject_id=child.pk, choice=places_of(note.asked, given),
        before=before, version=row.answered_version,
    )  # fmt: skip
    _done(held, actor)
    return row


@dataclass(frozen=True, slots=True)
class _Held:
    """A note and what it is for one child, held until the transaction ends, with what each guardian did. `own`: the
    row of who acts, one of `rows`."""

    note: Note
    recipient: Recipient
    rows: list[Owed]
    own: Owed


def _hold(
    rule: Policy[[Note, Recipient | None]], actor: Actor, note: Note, child: Person, version: int | None
) -> _Held:
    """Lock a note and what it is for one child, then ask for the right. A guardian since the delivery gets a row:
    nothing was owed, what is done is a fact all the same. Raises Conflict when another version than `version` is in
    force."""
    note = lock_note(note)
    recipient = lock_recipient(note, child.pk)
    require(rule, actor, note, recipient)
    assert recipient is not None  # noqa: S101 - the rule refused a note that did not reach the child
    if version is not None and version != note.resource.version:
        raise Conflict("Ce mot vient d’être corrigé. Relisez-le avant de répondre.")
    kind = actor.child(child.pk)
    waited_for = note.asks_act and kind is not None and _waits_for(note, kind)
    rows = list(owed_rows(note, child.pk))
    own = next((row for row in rows if row.guardian_id == actor.person_id), None)
    if own is None:
        own = Owed.objects.create(
            school_year=recipient.school_year, note=note, guardian_id=actor.person_id, child=child,
            school_id=note.school_id, class_group_id=recipient.class_group_id, may_sign=waited_for,
        )  # fmt: skip
        rows.append(own)
    if waited_for and not own.may_sign:
        own.may_sign = True
        own.save(update_fields=["may_sign"])
    return _Held(note, recipient, rows, own)


def owed_rows(note: Note, child_id: int) -> QuerySet[Owed]:
    """Return what each guardian of the child owes and did, in a fixed order."""
    return Owed.objects.of_note(note).filter(child_id=child_id).order_by("id")


def _done(held: _Held, actor: Actor) -> None:
    settle_child(held.note, held.recipient, held.rows, changed=held.own, by=actor)


def _waits_for(note: Note, link: object) -> bool:
    strict = note.both_guardians or note.kind == NoteKind.TO_ANSWER
    return bool(getattr(link, "may_consent" if strict else "may_sign"))


def mark_read(note: Note, row: Owed) -> bool:
    """Write that the version in force was read, whatever is done to it; return whether that is new."""
    if row.read_version is not None and row.read_version >= note.resource.version:
        return False
    row.read_at, row.read_version = clock.now(), note.resource.version
    return True


def _asked_for(note: Note, kind: NoteKind) -> None:
    if note.kind != kind:
        raise DomainError("Ce mot ne demande pas cela.")
    if is_closed(note):
        raise DayPast


def _checked_comment(comment: str) -> str:
    comment = richtext.clean_text(comment.replace("\r\n", "\n")).strip()
    if len(comment) > MAX_COMMENT:
        raise DomainError(f"Votre mot a {len(comment)} lettres : {MAX_COMMENT} au plus.", field="comment")
    return comment
