"""What a slip asks, and what the marks on one that came back say. No database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eprimo.services.liaison.announced import announced
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.outcomes import did

SIGNED, REFUSED = 0, 1


@dataclass(frozen=True, slots=True)
class PaperAsk:
    """A question of a slip, and its boxes; the words of a note to sign or to read are ours."""

    text: "str | Promise"
    choices: Sequence["str | Promise"]


def asks_of(note: Note) -> tuple[PaperAsk, ...]:
    """What the slips of a note ask, in the order of their boxes."""
    if note.kind == NoteKind.TO_ANSWER:
        return tuple(PaperAsk(one.text, one.choices) for one in note.asked)
    if note.kind == NoteKind.TO_SIGN:
        return (PaperAsk("", (_("J’ai lu ce mot et je suis d’accord"), _("Je ne suis pas d’accord"))),)
    return (PaperAsk("", (_("J’ai lu ce mot"),)),)


def told_on_paper(note: Note, *, hides_place: bool = False, most: int = 0) -> list[tuple[str, str]]:
    """What a note announces, for paper: the day and the hours, the place, what to bring (`most` letters of it)."""
    said = announced(note, hides_place=hides_place)
    day = ", ".join(
        filter(None, (said.day, said.hours[:1].lower() + said.hours[1:] if said.day else said.hours))
    )
    things = ", ".join(said.bring)
    if most and len(things) > most:
        things = f"{things[:most].rsplit(',', 1)[0]} […]"
    lines = (("", day), (str(_("Lieu\u00a0:")), said.place), (str(_("À apporter\u00a0:")), things))
    return [(label, words) for label, words in lines if words]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a slip that was seen: `picks`, a place a question, None where there is a doubt.

    `doubts` are codes, in the order they are told: empty, it may be confirmed as it is.
    """

    picks: tuple[int | None, ...]
    guardians: tuple[int, ...]
    # Guardians who answered themselves: what they did is kept.
    kept: tuple[int, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def sure(self) -> bool:
        return not self.doubts


def proposal_of(
    note: Note, marks: Mapping[str, Any] | None, signers: Sequence[int], rows: Sequence[Owed], trouble: str
) -> Proposal:
    """From the marks read on a slip and the rows of the guardians who may fill it in today."""
    asks = len(asks_of(note))
    kept = tuple(row.guardian_id for row in rows if did(note, row) and row.recorded_by_id is None)
    open_ = [row for row in rows if row.guardian_id not in kept]
    if not open_:
        return Proposal((None,) * asks, (), kept, ("kept",) if kept else ("nobody",))
    alone = (open_[0].guardian_id,) if len(rows) == 1 else ()
    if marks is None:
        return Proposal((None,) * asks, alone, kept, (trouble or "doubt",))
    doubts: list[str] = [trouble] if trouble else []
    picks = tuple(_pick(found, doubts) for found in _padded(marks["asks"], asks))
    who = alone or _who(note, marks["who"], signers, rows, doubts)
    if set(who) & set(kept):
        doubts.append("kept")
    if any(row.guardian_id in who and row.recorded_by_id is not None for row in rows):
        doubts.append("noted")
    if marks["signed"] is not True:
        doubts.append("unsigned")
    return Proposal(picks, tuple(one for one in who if one not in kept), kept, tuple(dict.fromkeys(doubts)))


def _padded(asks: Sequence[Sequence[int] | None], count: int) -> list[Sequence[int] | None]:
    """A slip of another kind than the note's today is in doubt as a whole."""
    return list(asks) if len(asks) == count else [None] * count


def _pick(found: Sequence[int] | None, doubts: list[str]) -> int | None:
    if found is not None and len(found) == 1:
        return found[0]
    doubts.append("doubt" if found is None else "several" if found else "none")
    return None


def _who(
    note: Note, found: Sequence[int] | None, signers: Sequence[int], rows: Sequence[Owed], doubts: list[str]
) -> tuple[int, ...]:
    """Who ticked a name; both, when the note waits for both."""
    known = {row.guardian_id for row in rows}
    named = tuple(signers[place] for place in found or () if place < len(signers))
    several = len(named) > 1 and not note.both_guardians
    if not named or several or not set(named) <= known:
        doubts.append("who")
        return ()
    return named
