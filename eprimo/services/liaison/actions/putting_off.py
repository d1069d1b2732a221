"""Putting a note off a day on which the school is shut: a correction of it, as any other."""

from datetime import date, timedelta

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.announced import NoteParticulars
from eprimo.services.liaison.dates import DAY
from eprimo.services.liaison.models import Note

_A_DAY = timedelta(days=1)


@transaction.atomic
def note_put_off(*, actor: Actor, note: Note, n: int, on: date) -> Note:
    """What it announces is on that day, and lasts as long as before; families read what changed, and who signed or
    answered is asked again. A last day to do so that is over by now is the day before. Raises NotVisible for another of
    its dates, Forbidden where the actor may not correct it, and what a correction raises."""
    if n != DAY or note.event_on is None:
        raise NotVisible
    until, last = note.event_until_on, note.answer_by
    if last is not None and last < actor.today:
        last = max(actor.today, on - _A_DAY)
    said = note.resource.versions.get(number=note.resource.version)
    return note_correct(
        actor=actor,
        note=note,
        title=said.title,
        body=said.body,
        particulars=NoteParticulars(
            what=note.what, event_on=on, event_until_on=until and on + (until - note.event_on),
            starts_at=note.starts_at, ends_at=note.ends_at, place=note.place, bring=tuple(note.bring),
            answer_by=last, questions=note.asked,
        ),
    )  # fmt: skip
