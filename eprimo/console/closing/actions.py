"""Closing a school or classes of it, and opening them again: each one act, by who directs the school."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from eprimo.console.closing.enums import Why
from eprimo.console.closing.wording import reopened_text, reopened_title, text_of, title_of, what_of
from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.drafts import own_draft
from eprimo.foundation.directory.models import ClassGroup, School
from eprimo.foundation.directory.policies import can_change_settings
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.services.liaison.actions import Draft, note_discard, note_save_draft, note_send, note_withdraw
from eprimo.services.liaison.actions.departure import AT_ONCE, Departure
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import may_discard
from eprimo.services.liaison.telling import confirmation_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutting:
    """What is shut, when and why. `classes`: all that are shut, of the whole school too; `labels`: where it is not the
    whole school. `key`: of the form, so that twice is once."""

    key: UUID
    why: Why
    whole: bool
    classes: tuple[int, ...]
    labels: tuple[str, ...]
    first: date
    last: date
    from_noon: bool = False
    until_noon: bool = False
    care: bool = False
    no_meals: bool = False
    words: str = ""
    urgent: bool = False

    @property
    def title(self) -> str:
        return title_of(self.why, whole=self.whole)

    @property
    def text(self) -> str:
        return text_of(self.why, whole=self.whole, care=self.care, no_meals=self.no_meals, words=self.words)

    def draft(self) -> Draft:
        return Draft(
            title=self.title, body=richtext.parse(self.text), kind=NoteKind.CLOSED,
            what=what_of(self.why, whole=self.whole), to=tuple((To.CLASS, pk) for pk in self.classes),
            event_on=self.first, event_until_on=self.last if self.last > self.first else None,
            from_noon=self.from_noon, until_noon=self.until_noon,
        )  # fmt: skip


@transaction.atomic
def school_close(*, actor: Actor, shutting: Shutting) -> Note:
    """Tell the families by a note, which makes the closure a fact of the calendar for everybody; whoever works there
    is told as well. Raises DomainError with the field that is wrong."""
    school = _school(actor)
    begun = own_draft(actor, NOTE, shutting.key)
    if begun is not None and begun.published_at is not None:
        return begun.note
    _require_class(school, shutting)
    note = note_save_draft(actor=actor, draft=shutting.draft(), key=shutting.key)
    departure = Departure(urgent_reason=str(shutting.why.label)) if shutting.urgent else AT_ONCE
    note = note_send(actor=actor, note=note, departure=departure)
    audit(
        actor, "closing.school.shut", note.resource, school_id=school.pk,
        days=(shutting.last - shutting.first).days + 1, classes=0 if shutting.whole else len(shutting.classes),
    )  # fmt: skip
    return note


@transaction.atomic
def school_reopen(*, actor: Actor, note: Note) -> Note | None:
    """The closure is undone: its note is taken back, dates and what families told of those days count again, and who
    had read it reads that there is class. Before anybody read it nothing is left of it. Returns the note that says so,
    if one was sent. Twice is once."""
    school = _school(actor)
    if note.kind != NoteKind.CLOSED or note.school_id != school.pk or note.event_on is None:
        raise NotVisible
    if note.resource.withdrawn_at is not None:
        return None
    first = max(note.event_on, actor.today)
    was_read = note.delivered_at is not None
    to = [(To(one.kind), one.target) for one in note.resource.targets.filter(kind=To.CLASS)]
    note = note_withdraw(actor=actor, note=note)
    audit(actor, "closing.school.reopened", note.resource, school_id=school.pk)
    if not was_read:
        if may_discard(actor, note):
            note_discard(actor=actor, note=note)
        return None
    labels = _labels(school, [pk for _, pk in to])
    draft = Draft(
        title=reopened_title(labels), body=richtext.parse(reopened_text(first, whole=not labels)),
        kind=NoteKind.INFORMATION, to=tuple(to),
    )  # fmt: skip
    told = note_save_draft(actor=actor, draft=draft, key=uuid5(note.resource.public_id, "open"))
    # Its words are ours, and tell neither an hour nor a place.
    return note_send(actor=actor, note=told, confirmed=confirmation_of(told))


def _school(actor: Actor) -> School:
    require(can_change_settings, actor, actor.school_id or 0)
    return School.objects.get(pk=actor.school_id or 0)


def _labels(school: School, classes: list[int]) -> list[str]:
    """Of the classes, where they are not all of the school."""
    rows = ClassGroup.objects.filter(school=school, closed_at=None, year=school.running_year_id)
    known = dict(rows.order_by("key", "pk").values_list("pk", "label"))
    return [] if known.keys() <= set(classes) else [label for pk, label in known.items() if pk in classes]


def _require_class(school: School, shutting: Shutting) -> None:
    """Raises DomainError for half-days on which there is no class anyway."""
    if not shutting.classes:
        raise DomainError("Cette école n’a pas encore de classe.", field="scope")
    begins = HalfOf(shutting.first, Half.AFTERNOON if shutting.from_noon else Half.MORNING)
    ends = HalfOf(shutting.last, Half.MORNING if shutting.until_noon else Half.AFTERNOON)
    hours = hours_of(school, shutting.first)
    if not any(any(hours.of_classes([pk]).between(begins, ends)) for pk in shutting.classes):
        why = hours.class_time(begins).why
        sentence = "Il n’y a pas classe ces jours-là"
        raise DomainError(f"{sentence}\N{NO-BREAK SPACE}: {why}." if why else f"{sentence}.", field="first")
