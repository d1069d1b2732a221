"""Half an hour after the half-day begins families are asked; at the first answer nobody is asked any more."""

from datetime import date
from uuid import UUID

from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.events import CallTaken, QuestionEnded
from eprimo.foundation.presence.hours import HalfOf
from eprimo.services.attendance.actions.absence_questions import families_ask, families_asked_no_more


@on(CallTaken)
def ask_families(event: CallTaken) -> None:
    one = HalfOf(date.fromisoformat(event.day), Half(event.half))
    families_ask(school_id=event.school_id, school_year=event.school_year, class_id=event.class_id, one=one)


@on(QuestionEnded)
def ask_no_more(event: QuestionEnded) -> None:
    families_asked_no_more(
        school_id=event.school_id, school_year=event.school_year, about=UUID(event.absence)
    )
