"""Sending a note, and delivering it at the instant families see it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import resource_publish
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.addressing import chosen_targets, shares_rebuild
from eprimo.foundation.content.things.attachments import leave_out_unready, require_ready
from eprimo.foundation.files.file_lists import Joined, files_of, files_on
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions.notices import Ring, notices_make
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.liaison.actions.drafts import require_address
from eprimo.services.liaison.actions.notices import card_of, is_urgent, recipient_rule
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.actions.whereabouts import require_confirmed
from eprimo.services.liaison.departure import (
    AT_ONCE,
    Departure,
    check_days,
    checked_departure,
    visible_instant,
)
from eprimo.services.liaison.enums import DATED, NoteKind
from eprimo.services.liaison.events import NoteDue
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.questions import require_askable
from eprimo.services.liaison.recipients import NewOwed, owed_write, recipients_among, recipients_write
from eprimo.services.liaison.topics import touch_note
from eprimo.services.liaison.versions import version_facts


@transaction.atomic
def note_send(
    *,
    actor: Actor,
    note: Note,
    departure: Departure = AT_ONCE,
    confirmed: str = "",
    without_unready: bool = False,
) -> Note:
    """Send a draft: the school sees it at once, families when it leaves. Sending twice is sending once. `confirmed`:
    the mark of words of which the author said that they tell no hour and no place (`whereabouts.require_confirmed`).
    `without_unready`: files that cannot be read yet stay behind."""
    note = lock_note(note)
    require(acts.may_send, actor, note)
    if note.is_sent:
        return note
    require(acts.may_write, actor, acts.settings_of(actor), note.kind)
    to = [(To(one.kind), one.target) for one in chosen_targets(note.resource)]
    require_address(actor, to, note.service)
    if note.kind == NoteKind.CLOSED and any(kind != To.CLASS for kind, _ in to):
        raise DomainError(
            "On ferme une classe ou toute l’école\u00a0: choisissez des classes entières.", field="to"
        )
    if departure.urgent:
        require(acts.may_send_urgent, actor, note)
    if without_unready:
        leave_out_unready(actor=actor, kind=NOTE, resource=note.resource)
    body = _complete(note, files_of(note.resource), addressed=bool(to or note.service_id))
    require_confirmed(note, note.resource.title, body, confirmed)
    now = clock.now()
    departure = checked_departure(departure, note.school, now)
    note.urgent_reason, note.send_at = departure.urgent_reason, departure.send_at
    note.after_holidays = departure.after_holidays
    leaves = visible_instant(note.school, now, departure)
    check_days(note, leaves)
    note.school_year = note.school.running_year_id
    note.save(update_fields=["school_year", "urgent_reason", "send_at", "after_holidays", "confirmed_words"])
    resource_publish(
        resource=note.resource, author_id=actor.person_id, body=body, now=now, visible_from=leaves,
        facts=version_facts(note, note.resource.title, body).to_json(),
    )  # fmt: skip
    shares_rebuild(kind=NOTE, resource=note.resource)
    later = leaves > now
    # Why it is urgent stays with the note: the audit trail holds no words.
    audit_note(
        actor, "liaison.note.sent", note, kind=str(note.kind), later=later, urgent=departure.urgent,
        confirmed=bool(note.confirmed_words),
    )  # fmt: skip
    if later:
        emit(NoteDue(note_id=note.pk, visible_from=leaves.isoformat()), due_at=leaves)
        return note
    return note_deliver(note=note)


def send_fault(note: Note, visible_from: datetime, *, addressed: bool) -> DomainError | None:
    """Return what would refuse the sending if it were asked now; nothing is changed. `addressed`: somebody was
    chosen."""
    try:
        _complete(note, files_on(note), addressed=addressed)
        check_days(note, visible_from)
    except DomainError as fault:
        return fault
    return None


def _complete(note: Note, files: Iterable[Joined], *, addressed: bool) -> richtext.Node:
    """Return the text of a draft that can be sent. Raises DomainError at the field that misses."""
    if not note.resource.title:
        raise DomainError("Donnez un titre à ce mot.", field="title")
    body = richtext.validate_document(note.resource.draft)
    if richtext.is_empty(body):
        raise DomainError("Écrivez le texte du mot.", field="text")
    if not addressed:
        raise DomainError("Choisissez au moins une classe, un groupe ou un enfant.", field="to")
    if note.kind == NoteKind.TO_ANSWER:
        require_askable(note.asked)
    if note.kind == NoteKind.TO_BRING and not note.bring:
        raise DomainError("Écrivez ce que l’enfant apporte.", field="bring")
    if note.kind in DATED and note.event_on is None:
        raise DomainError("Choisissez le jour.", field="event_on")
    require_ready(files)
    return body


@transaction.atomic
def note_deliver(*, note: Note) -> Note:
    """Write whom a note reaches and what they owe as of `visible_from`, and tell them. Delivering twice is
    delivering once."""
    note = lock_note(note)
    at = note.resource.visible_from
    if at is None or at > clock.now() or note.delivered_at is not None or note.is_withdrawn:
        return note
    children = recipients_write(note, at)
    owed = deliver_to(note, recipients_among(note, children), at)
    note.delivered_at = clock.now()
    note.save(update_fields=["delivered_at"])
    touch_note(note)
    audit_note(None, "liaison.note.delivered", note, children=len(children), owed=len(owed))
    return note


def deliver_to(note: Note, recipients: Sequence[Recipient], at: datetime) -> list[NewOwed]:
    """Write what the guardians of these recipients owe, and tell them by the rule that each child came by; return
    what is owed."""
    owed = owed_write(note, [one.child_id for one in recipients], at)
    # Those by name see it by a share of their own; those of a class or group have it already.
    if any(one.by_name for one in recipients):
        shares_rebuild(kind=NOTE, resource=note.resource)
    # Added later, they are asked as long as the others of the class: until it closes.
    ways = {one.child_id: recipient_rule(one) for one in recipients}
    audiences = audiences_for(ways.values(), note.school_id)
    ring = Ring.of(delivery_plan(note.school, at, urgent=is_urgent(note, at)))
    for waited_for in (True, False):
        told = [
            (one.guardian_id, one.child_id, audiences[ways[one.child_id]].pk)
            for one in owed
            if one.may_sign == waited_for
        ]
        notices_make(
            resource=note.resource,
            school_year=note.partition,
            card=card_of(note, waited_for=waited_for, at=at),
            told=told,
            visible_from=at,
            ring=ring,
        )
    return owed
