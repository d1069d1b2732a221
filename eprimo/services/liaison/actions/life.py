"""The life of a note after it was sent: corrected, withdrawn, put away."""

from django.db import transaction
from django.db.models import Q

from eprimo.foundation.access.models import AudienceProfile
from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import (
    resource_move,
    share_remove,
    version_add,
    version_retract,
)
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions import notices_drop, notices_settle
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.services.liaison import policies
from eprimo.services.liaison.actions.drafts import MAX_TITLE
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.live import touch_note
from eprimo.services.liaison.locking import locked
from eprimo.services.liaison.models import Note, Owed


@transaction.atomic
def note_correct(*, actor: Actor, note: Note, title: str, body: richtext.Node) -> Note:
    """A new version for all, of which readers are told; before families see it, the text is simply another one."""
    note = locked(note)
    require(policies.may_correct, actor, note)
    title, body = richtext.clean(title).strip(), richtext.validated(body)
    if not title or len(title) > MAX_TITLE:
        raise DomainError(f"Le titre a de 1 à {MAX_TITLE} lettres.", field="title")
    if richtext.is_empty(body):
        raise DomainError("Écrivez le texte du mot.", field="text")
    current = note.resource.versions.get(number=note.resource.version)
    if (current.title, current.body) == (title, body):
        return note
    if not _is_visible(note):
        note.resource.versions.all().delete()
        note.resource.version = 0
    version = version_add(resource=note.resource, author_id=actor.person_id, title=title, body=body)
    note.summary = richtext.summary(body)
    note.save(update_fields=["summary"])
    audit(actor, "liaison.note.corrected", note, school_id=note.school_id, version=version.number)
    if note.delivered_at is not None:
        _tell_readers(note)
    touch_note(note)
    return note


def _is_visible(note: Note) -> bool:
    return note.visible_from is not None and note.visible_from <= clock.now()


def _tell_readers(note: Note) -> None:
    """Who had read gets the note again, to read; who had not will read the new version anyway."""
    readers = Owed.objects.filter(
        ~Q(state=OwedState.STOPPED),
        school_year=note.partition,
        note=note,
        read_version__lt=note.resource.version,
    )
    done = Notice.objects.filter(school_year=note.partition, resource=note.resource, state=NoticeState.DONE)
    pairs = Q(pk__in=[])
    told = list(readers.order_by("id").values_list("guardian_id", "child_id"))
    for guardian, child in told:
        pairs |= Q(recipient_id=guardian, child_id=child)
    done.filter(pairs).update(
        state=NoticeState.OPEN,
        lane=Lane.MY_CHILD,
        card="liaison.corrected",
        due_on=None,
        bumped_at=clock.now(),
    )
    touch(people=[guardian for guardian, _ in told])


@transaction.atomic
def note_withdraw(*, actor: Actor, note: Note) -> Note:
    """Take a note back. Families keep a line that says so; before they saw it, it is a draft again, without trace."""
    note = locked(note)
    require(policies.may_withdraw, actor, note)
    if note.withdrawn_at is not None:
        return note
    if note.delivered_at is None and not _is_visible(note):
        return _retract(actor, note)
    note.withdrawn_at = clock.now()
    note.save(update_fields=["withdrawn_at"])
    resource_move(resource=note.resource, state=ResourceState.WITHDRAWN)
    share_remove(resource=note.resource, profiles=[AudienceProfile.PUPIL])
    waited_for = Owed.objects.filter(school_year=note.partition, note=note, state=OwedState.EXPECTED)
    stopped = waited_for.update(state=OwedState.STOPPED)
    notices_settle(resource=note.resource, school_year=note.partition, state=NoticeState.WITHDRAWN)
    touch_note(note)
    audit(actor, "liaison.note.withdrawn", note, school_id=note.school_id, stopped=stopped)
    return note


@transaction.atomic
def note_unsend(*, actor: Actor, note: Note) -> Note:
    """Change one's mind before the note leaves: it is a draft again. Too late is a Conflict: it can be withdrawn."""
    note = locked(note)
    require(policies.may_withdraw, actor, note)
    if note.delivered_at is not None or note.withdrawn_at is not None or _is_visible(note):
        raise Conflict("Trop tard : ce mot est parti. Vous pouvez encore le retirer.")
    return _retract(actor, note)


def _retract(actor: Actor, note: Note) -> Note:
    notices_drop(resource=note.resource, school_year=note.partition)
    share_remove(resource=note.resource)
    note.sent_at = note.visible_from = note.school_year = note.send_at = None
    note.urgent_reason, note.after_holidays = "", False
    note.save(
        update_fields=["sent_at", "visible_from", "school_year", "send_at", "urgent_reason", "after_holidays"]
    )
    version_retract(resource=note.resource)
    audit(actor, "liaison.note.retracted", note, school_id=note.school_id)
    return note


@transaction.atomic
def note_archive(*, actor: Actor, note: Note) -> Note:
    """Put a note away from the lists of the school; families still find it among theirs, and are asked nothing."""
    note = locked(note)
    require(policies.may_archive, actor, note)
    if note.archived_at is None:
        note.archived_at = clock.now()
        note.save(update_fields=["archived_at"])
        # Put away, it asks nothing more: it leaves the homes of those who had not answered.
        notices_settle(
            resource=note.resource,
            school_year=note.partition,
            state=NoticeState.WITHDRAWN,
            was=NoticeState.OPEN,
        )
        audit(actor, "liaison.note.archived", note, school_id=note.school_id)
    return note
