"""A request as pages show it."""

from dataclasses import dataclass

from eprimo.console.support.wording import Standing, left_words, standing_of
from eprimo.foundation.directory.models import SupportAccess
from eprimo.foundation.directory.policies.support import can_answer_support, can_end_support
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role


@dataclass(frozen=True, slots=True)
class Shown:
    """A request, its words, and what the reader may do of it now."""

    row: SupportAccess
    standing: Standing
    role: str
    left: str
    answers: bool
    ends: bool
    reads: bool


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One of the reader's own, in a line of the home."""

    row: SupportAccess
    standing: Standing
    left: str


def glimpsed(row: SupportAccess, actor: Actor) -> Glimpse:
    return Glimpse(row, standing_of(row), _left(row, actor))


def _left(row: SupportAccess, actor: Actor) -> str:
    return left_words(row.ends, actor.now) if row.runs and row.ends is not None else ""


def shown(row: SupportAccess, actor: Actor) -> Shown:
    mine = row.person_id == actor.person_id and row.role == actor.role
    return Shown(
        row=row,
        standing=standing_of(row),
        role=str(ROLE_LABELS[Role(row.role)]),
        left=_left(row, actor),
        answers=row.waits and can_answer_support(actor, row),
        ends=(row.runs or (row.waits and mine)) and can_end_support(actor, row),
        reads=row.runs and mine,
    )
