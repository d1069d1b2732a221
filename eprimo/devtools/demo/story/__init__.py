"""The life of the purchasing group in the demo, from its first day to the date that the demo shows."""

from datetime import datetime

from eprimo.devtools.demo.story import (
    adhesion,
    disputes,
    governance,
    invoices,
    life,
    money,
    orders,
    prices,
    tender,
    years,
)
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due

STEPS: tuple[Step, ...] = (
    *adhesion.STEPS, *prices.STEPS, *tender.STEPS, *orders.STEPS, *invoices.STEPS, *money.STEPS, *disputes.STEPS,
    *governance.STEPS, *life.STEPS, *years.STEPS,
)  # fmt: skip


def play(
    stage: Stage, until: datetime, after: datetime | None = None, besides: tuple[Step, ...] = ()
) -> None:
    """Everything that was done until then, each act at its own instant, with what follows from it; `after`: the rest of
    a story that was played that far; `besides`: what others did in the meantime."""
    for step in sorted((*STEPS, *besides), key=lambda one: one.day):
        if step.at <= until and (after is None or step.at > after):
            with clock.frozen(step.at):
                step.act(stage)
                run_due()
