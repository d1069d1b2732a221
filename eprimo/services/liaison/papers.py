"""What a note says and asks on paper, and what is proposed from the marks of a slip that came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eprimo.foundation.content.particulars import announced
from eprimo.foundation.content.phrasebook.translation import translate_text, translate_words
from eprimo.foundation.content.richtext import Node
from eprimo.foundation.printing.twins import PaperTwin, TwinBlock, TwinPiece
from eprimo.services.liaison.enums import NoteKind, QuestionKind
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.state import did_act
from eprimo.ui.languages import NAMES, SOURCE, listed, speaking, spoken

SIGNED, REFUSED = 0, 1


@dataclass(frozen=True, slots=True)
class SlipQuestion:
    """A question of a slip, and its boxes; the words of a note to sign or to read are ours."""

    text: "str | Promise"
    choices: Sequence["str | Promise"]
    # It may be left without a tick.
    may_miss: bool = False


def slip_questions(note: Note) -> tuple[SlipQuestion, ...]:
    """Return what the slips of a note ask, in the order of their boxes."""
    if note.kind == NoteKind.TO_ANSWER:
        return tuple(
            SlipQuestion(one.text, one.choices, may_miss=place > 0 and one.kind != QuestionKind.AUTHORISATION)
            for place, one in enumerate(note.asked)
        )
    if note.kind == NoteKind.TO_SIGN:
        return (SlipQuestion("", (_("J’ai lu ce mot et je suis d’accord"), _("Je ne suis pas d’accord"))),)
    return (SlipQuestion("", (_("J’ai lu ce mot"),)),)


def paper_lines(
    note: Note, *, pages: int = 0, hides_place: bool = False, most: int = 0, both: bool = False
) -> list[tuple[str, str]]:
    """Return what a note announces, for paper, as (label, words): what it is about, in another language than French;
    the day and the hours, the place, what to bring (`most` letters of it), how many `pages` are joined. `both`: the
    place and the things are followed by the same in the language in use, when they are known."""
    told = announced(note, note.resource.title, hides_place=hides_place)
    # French families read the title.
    what = told.what if spoken() != SOURCE else ""
    day = listed(
        filter(None, (told.day, told.hours[:1].lower() + told.hours[1:] if told.day else told.hours))
    )
    things, cut = _things(told.bring, most)
    say = _beside if both else str
    bring = listed(map(say, things)) + (" […]" if cut else "")
    lines = (
        ("", what),
        ("", day),
        (str(_("Lieu\u00a0:")), say(told.place)),
        (str(_("À apporter\u00a0:")), bring),
        ("", ngettext("%(n)s page jointe", "%(n)s pages jointes", pages) % {"n": pages} if pages else ""),
    )
    return [(label, words) for label, words in lines if words]


def _things(bring: Sequence[str], most: int) -> tuple[Sequence[str], bool]:
    """Return as many things as `most` letters hold, the first one always; and whether some are left out."""
    whole = ", ".join(bring)
    if not most or len(whole) <= most:
        return bring, False
    kept = max(1, whole[:most].count(", "))
    return bring[:kept], True


def _beside(words: str) -> str:
    own = translate_words(words)
    return f"{words} ({own})" if own else words


def paper_twin(body: Node, title: str) -> PaperTwin:
    """Return what a family reads under the French of a note on paper: the same as on its page."""
    found = translate_text(body, title)
    blocks = [
        TwinBlock(block.tag, [[TwinPiece(one.text, one.known) for one in line] for line in block.lines])
        for block in found.blocks
    ]
    return PaperTwin(found.title, blocks)


def body_of(note: Note) -> Node:
    """Return the text of a note that was read with it (`queries.pages`)."""
    return getattr(note, "body", None) or Node(type="doc", content=[])


def has_twin(note: Note) -> bool:
    """Return whether a family of another language finds something of this note in it, on paper."""
    asked = [words for ask in slip_questions(note) if ask.text for words in (ask.text, *ask.choices)]
    words = [note.place, *note.bring, *map(str, asked)]
    for language in NAMES:
        with speaking(language):
            if translate_text(body_of(note), note.resource.title) or any(map(translate_words, words)):
                return True
    return False


@dataclass(frozen=True, slots=True)
class SlipProposal:
    """A proposal for a slip that was seen: `picks`, a place a question, None where there is a doubt. `doubts` are
    codes, in the order they are told; without any, it may be confirmed as it is."""

    picks: tuple[int | None, ...]
    guardians: tuple[int, ...]
    # Guardians who answered themselves: what they did is kept.
    kept: tuple[int, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def sure(self) -> bool:
        return not self.doubts


def slip_proposal(
    note: Note, marks: Mapping[str, Any] | None, signers: Sequence[int], rows: Sequence[Owed], trouble: str
) -> SlipProposal:
    """Return what is proposed from the marks read on a slip and the rows of the guardians who may fill it in today.
    `trouble`: why it was not read whole, as in `PileSlip.trouble`."""
    asks = len(slip_questions(note))
    kept = tuple(row.guardian_id for row in rows if did_act(note, row) and row.recorded_by_id is None)
    open_ = [row for row in rows if row.guardian_id not in kept]
    if not open_:
        return SlipProposal((None,) * asks, (), kept, ("kept",) if kept else ("nobody",))
    alone = (open_[0].guardian_id,) if len(rows) == 1 else ()
    if marks is None:
        return SlipProposal((None,) * asks, alone, kept, (trouble or "doubt",))
    doubts: list[str] = [trouble] if trouble else []
    picks = tuple(_pick(found, doubts) for found in _padded(marks["asks"], asks))
    who = alone or _who(note, marks["who"], signers, rows, doubts)
    if set(who) & set(kept):
        doubts.append("kept")
    if any(row.guardian_id in who and row.recorded_by_id is not None for row in rows):
        doubts.append("noted")
    if marks["signed"] is not True:
        doubts.append("unsigned")
    return SlipProposal(
        picks, tuple(one for one in who if one not in kept), kept, tuple(dict.fromkeys(doubts))
    )


def _padded(asks: Sequence[Sequence[int] | None], count: int) -> list[Sequence[int] | None]:
    """Return the marks, or a doubt for each question of a slip that was printed for another kind of note."""
    return list(asks) if len(asks) == count else [None] * count


def _pick(found: Sequence[int] | None, doubts: list[str]) -> int | None:
    if found is not None and len(found) == 1:
        return found[0]
    doubts.append("doubt" if found is None else "several" if found else "none")
    return None


def _who(
    note: Note, found: Sequence[int] | None, signers: Sequence[int], rows: Sequence[Owed], doubts: list[str]
) -> tuple[int, ...]:
    """Return who ticked a name; both, when the note waits for both."""
    known = {row.guardian_id for row in rows}
    named = tuple(signers[place] for place in found or () if place < len(signers))
    several = len(named) > 1 and not note.both_guardians
    if not named or several or not set(named) <= known:
        doubts.append("who")
        return ()
    return named
