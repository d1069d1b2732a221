"""Half-days without a reason, the steps and the report, as tests make them."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.follow import StepNote, report_make, step_note
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, State, Step, Way
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import FollowStep
from eprimo.foundation.presence.queries.follow import (
    Followed,
    followed_one,
)
from tests.cast import Cast
from tests.conftest import NOW

HOME, LIST = reverse("home:home"), reverse("attendance:follow")
# A Thursday and a Friday before the day of the cast, Tuesday 24 November 2026.
DAYS = (date(2026, 11, 12), date(2026, 11, 13))
LINE = "demi-journées sans motif légitime en 30 jours"


def call(cast: Cast, day: date, half: Half, *absent: str, of: Any = None) -> None:
    with clock.frozen(datetime(day.year, day.month, day.day, 8 if half == Half.MORNING else 13, tzinfo=UTC)):
        said = {cast.people[name].pk: CallEntry(State.ABSENT) for name in absent}
        call_take(actor=cast.actor("director"), class_group=of or cast.ce1, one=HalfOf(day, half), said=said)


def missed(cast: Cast, *names: str, halves: int = 4) -> None:
    """So many half-days of absence that nobody explained."""
    ones = [(day, half) for day in (*DAYS, date(2026, 11, 16)) for half in Half][:halves]
    for day, half in ones:
        call(cast, day, half, *names)


def of(cast: Cast, name: str = "lea", who: str = "director") -> Followed:
    return followed_one(cast.actor(who), cast.people[name].public_id)


def page(cast: Cast, name: str = "lea", view: str = "follow_child") -> str:
    return reverse(f"attendance:{view}", args=[cast.people[name].public_id])


def note(
    cast: Cast, step: Step = Step.DIALOGUE, *told: str, who: str = "director", **facts: Any
) -> list[FollowStep]:
    adults = [cast.people[name] for name in told or ("samira",)]
    noted = StepNote(
        step, facts.pop("day", NOW.date()), facts.pop("key", uuid4()), adults, Way.PHONE, **facts
    )
    return step_note(actor=cast.actor(who), child=cast.lea, school=cast.tilleuls, noted=noted)


def report(cast: Cast, who: str = "director") -> FollowStep:
    return report_make(actor=cast.actor(who), child=cast.lea, school=cast.tilleuls, key=uuid4())


def words_of(pdf: bytes) -> str:
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def home(cast: Cast, sign_in: Any, who: str = "director") -> str:
    return str(sign_in(cast.people[who]).get(HOME).text).replace("\u00a0", " ")


def client_note(cast: Cast, sign_in: Any, **facts: Any) -> Any:
    data = {
        "key": str(uuid4()), "step": "dialogue", "day": "2026-11-24", "adults": [str(cast.samira.public_id)],
        "way": "phone", "words": "Elle dort mal.",
    } | facts  # fmt: skip
    return sign_in(cast.director).post(page(cast, view="follow_note"), data)
