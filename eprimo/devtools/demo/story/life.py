"""What time and letters do to the members: from the entry in force to the second period."""

from collections.abc import Callable
from datetime import date

from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.tasks import life_turn, remind_of_the_window
from eprimo.steering.orders.entitlement.takeaway import takeaway_make


def _job(day: date, job: Callable[[], int]) -> Step:
    """A job of the worker, on the day that it has something to do."""

    def act(_stage: Stage) -> None:
        job()

    return Step(day, act)


def _letter(key: str, posted: date, received: date) -> Step:
    """A member writes that it leaves; one that this demo has not signed writes nothing."""

    def act(stage: Stage) -> None:
        if stage.signed(key):
            withdrawal_record(
                actor=stage.by("coordinator"), member=stage.member(key), posted_on=posted, received_on=received,
                registered=True, tracking=f"1A 000 000 002 {posted.day}",
            )  # fmt: skip

    return Step(received, act)


def _take(key: str, face: str, day: date) -> Step:
    """A member takes away what the group keeps of it, before its end."""

    def act(stage: Stage) -> None:
        if stage.signed(key):
            takeaway_make(actor=stage.by(face), member=stage.member(key))

    return Step(day, act)


STEPS = (
    _job(date(2026, 7, 19), life_turn),
    _job(date(2028, 4, 19), remind_of_the_window),
    # Too early by six days: recorded, and without effect.
    _letter("brive", date(2028, 5, 13), date(2028, 5, 16)),
    _job(date(2028, 5, 19), remind_of_the_window),
    _letter("epci", date(2028, 6, 8), date(2028, 6, 12)),
    _take("epci", "epci", date(2028, 7, 3)),
    _job(date(2028, 7, 5), remind_of_the_window),
    _job(date(2028, 7, 19), life_turn),
    # Of those that stayed one is early; the others read in « À faire » what is left.
    _take("ogec", "ogec", date(2030, 6, 20)),
    _job(date(2030, 7, 19), life_turn),
)
