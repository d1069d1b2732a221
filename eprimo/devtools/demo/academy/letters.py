"""Writing notes through the real actions, each at its own instant: what they leave behind is what a school leaves."""

from datetime import date, datetime, timedelta

from eprimo.devtools.demo.academy.texts import Text, fr
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.addressing import Address
from eprimo.foundation.directory.models import CommuneService, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.services.liaison.actions.delivery import note_deliver, note_send
from eprimo.services.liaison.actions.drafts import Draft, note_save_draft
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question

_FRIDAY = 4
_TAKE_BACK = timedelta(minutes=1)


def drafted(actor: Actor, text: Text, to: tuple[Address, ...], service: CommuneService | None = None) -> Note:
    """Keep a draft, now."""
    return note_save_draft(
        actor=actor,
        draft=Draft(
            title=fr(text.title),
            body=richtext.parse(fr(text.body)),
            to=to,
            service=service,
            kind=text.kind,
            what=text.what,
            questions=tuple(
                Question(fr(question), tuple(fr(choice) for choice in choices), kind)
                for question, choices, kind in text.questions
            ),
            answer_by=weekday_after(clock.today(actor.time_zone), text.days) if text.days else None,
            event_on=weekday_after(clock.today(actor.time_zone), text.on, text.weekday) if text.on else None,
            starts_at=text.starts,
            ends_at=text.ends,
            place=fr(text.place),
            bring=tuple(fr(thing) for thing in text.bring),
            both_guardians=text.both,
            to_pupils=text.to_pupils,
        ),
    )


def written(
    who: Person,
    role: Role,
    school_id: int,
    text: Text,
    to: tuple[Address, ...],
    at: datetime,
    service: CommuneService | None = None,
) -> Note:
    """Write and send a note at that instant; the seconds in which one may take it back are over when this returns."""
    with clock.frozen(at):
        actor = for_person(who.pk, role=role, school_id=school_id)
        note = drafted(actor, text, to, service)
        note = note_send(actor=actor, note=note)
    leaves = note.resource.visible_from
    if leaves is None or leaves - at > _TAKE_BACK:
        return note
    with clock.frozen(leaves):
        return note_deliver(note=note)


def weekday_after(day: date, days: int, weekday: int | None = None) -> date:
    """That many days later, or the Monday after; the next day of that name (0 is Monday) when one is named."""
    later = day + timedelta(days=days)
    while later.weekday() > _FRIDAY or weekday not in {None, later.weekday()}:
        later += timedelta(days=1)
    return later
