"""For slips on paper: whom they are printed for, who may fill them in, where they lead, and piles that came back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import GuardianRestriction, Person
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.printing.prose import in_words
from eprimo.services.liaison.children import ChildNow, children_now
from eprimo.services.liaison.enums import PileState, SeenState
from eprimo.services.liaison.follow_up import ChildRow
from eprimo.services.liaison.models import Note, Owed, Pile, PilePhoto, PileSlip, Slip
from eprimo.services.liaison.papers import SlipProposal, SlipQuestion, slip_proposal, slip_questions
from eprimo.services.liaison.policies import acts, families, visibility
from eprimo.services.liaison.queries.follow_up import follow_up_rows
from eprimo.services.liaison.queries.note import whole_notes

ALL, WAITING, NEVER, CHOSEN = "toutes", "attente", "jamais", "choix"
# A code has no figure that looks like a letter: who reads one means the letter.
_TYPED = str.maketrans({"0": "O", "1": "I", "8": "B", " ": "", "-": "", "\0": ""})
_LEAST_TYPED = 8


def never_reached(row: ChildRow) -> bool:
    """Return whether none of the guardians who count today has ever signed in; unknown to who may not know it."""
    live = [owed for owed in row.owed if owed.live]
    return row.present and all(owed.activated is False for owed in live)


@dataclass(frozen=True, slots=True)
class SlipChoice:
    """The children of a note that are followed up, by class then name, and how many each choice prints."""

    rows: list[ChildRow]
    # The reader may know who never signed in.
    knows: bool

    def of(self, which: str, ticked: Iterable[str] = ()) -> list[ChildRow]:
        """Return the rows of one choice; `ticked`: the children who are chosen one by one."""
        if which == CHOSEN:
            wanted = set(ticked)
            return [row for row in self.rows if str(row.child_public_id) in wanted]
        if which == NEVER:
            return [row for row in self.rows if self.knows and never_reached(row)]
        return [row for row in self.rows if which == ALL or row.waits]

    def counts(self) -> dict[str, int]:
        return {which: len(self.of(which)) for which in (ALL, WAITING, NEVER)}


def slip_choice(actor: Actor, note: Note) -> SlipChoice:
    """Return the children whose slips may be printed, by class then name (one statement)."""
    rows = [row for row in follow_up_rows(actor, note) if row.present]
    rows.sort(key=lambda row: (row.class_label, row.last_name, row.first_name, row.child_id))
    knows = any(owed.activated is not None for row in rows for owed in row.owed)
    return SlipChoice(rows, knows)


def slip_fillers(note: Note, children: Sequence[int], now: datetime) -> dict[int, list[Owed]]:
    """Return the rows of who may fill in a slip today, by child (two statements)."""
    return {child: own for (_, child), own in slip_fillers_of([note], children, now).items()}


def slip_fillers_of(
    found: Iterable[Note], children: Sequence[int], now: datetime
) -> dict[tuple[int, int], list[Owed]]:
    """Return the rows of who may fill in a slip today, by note and child: those who sign or answer; of a note to read,
    all.

    They stand in the order in which the school calls them, then by name, so that the boxes of a slip are the same each
    time (two statements).
    """
    by_id = {note.pk: note for note in found}
    if not by_id:
        return {}
    links = live_links(now).filter(child_id__in=children).order_by()
    called = {
        (adult, child): nth for adult, child, nth in links.values_list("adult_id", "child_id", "priority")
    }
    rows = Owed.objects.filter(
        school_year__in={note.partition for note in by_id.values()}, note_id__in=by_id, child_id__in=children
    )
    owed: dict[tuple[int, int], list[Owed]] = defaultdict(list)
    for row in rows.select_related("guardian"):
        counts = row.may_sign or not by_id[row.note_id].asks_act
        if counts and (row.guardian_id, row.child_id) in called:
            owed[row.note_id, row.child_id].append(row)
    for (_, child), own in owed.items():
        own.sort(key=lambda row: (called[row.guardian_id, child], row.guardian.sort_key, row.guardian_id))
    return owed


def unnamed_children(children: Sequence[int], now: datetime) -> set[int]:
    """Return the children on whose slip no adult is named: a decision stands for one of them (one statement)."""
    standing = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now),
        Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship__child_id__in=children,
        starts__lte=now,
    )
    return set(standing.order_by().values_list("guardianship__child_id", flat=True))


def chosen_languages(guardians: Iterable[int]) -> dict[int, str]:
    """Return the language that each of these people chose, when they chose one (one statement)."""
    rows = Account.objects.filter(person_id__in=list(guardians)).exclude(language="")
    return dict(rows.order_by().values_list("person_id", "language"))


# --- where a square leads --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SlipTarget:
    """The page that aiming at a slip opens: the child's note for its guardian, the paper page for who may write it
    down."""

    slip: Slip
    note: Note
    guardian: bool


def slip_target(actor: Actor, code: str) -> SlipTarget:
    """Return what the square of a slip opens. Raises NotVisible for whoever has nothing to do with it, and for what
    is no slip of ours."""
    slip = Slip.objects.select_related("child").filter(code=code.upper()).first()
    if slip is None:
        raise NotVisible
    note = whole_notes([slip.note_id])[slip.note_id]
    if families.delivered_child(actor, note, slip.child_id) is not None:
        return SlipTarget(slip, note, guardian=True)
    if not _records(actor, note, slip.child_id):
        raise NotVisible
    return SlipTarget(slip, note, guardian=False)


def slip_by_code(actor: Actor, short: str) -> Slip:
    """Return the slip of the school in use whose code begins with what was typed, when the actor may write it down.
    Raises NotVisible else."""
    code = short.upper().translate(_TYPED)
    if len(code) < _LEAST_TYPED:
        raise NotVisible
    found = list(
        Slip.objects.filter(school_id=actor.school_id or 0, code__startswith=code).order_by("pk")[:2]
    )
    if len(found) != 1:
        raise NotVisible
    slip = Slip.objects.select_related("child", "note__resource").get(pk=found[0].pk)
    if not _records(actor, whole_notes([slip.note_id])[slip.note_id], slip.child_id):
        raise NotVisible
    return slip


def _records(actor: Actor, note: Note, child_id: int) -> bool:
    now = children_now([child_id], note.school_id, actor.now)
    return acts.may_record_paper(actor, note, now[child_id])


# --- piles that came back --------------------------------------------------------------------------------------------


def piles_of(actor: Actor) -> list[Pile]:
    """Return one's own piles at the school in use that are not closed, newest first."""
    rows = Pile.objects.filter(
        made_by_id=actor.person_id,
        school_id=actor.school_id or 0,
        role=actor.role.value,
        state=PileState.OPEN,
    )
    return list(rows.order_by("-made_at", "-pk")[:10])


def pile_for(actor: Actor, public_id: UUID) -> Pile:
    """Return one's own pile, in the role it was sent in. Raises NotVisible for another."""
    pile = Pile.objects.filter(
        public_id=public_id, made_by_id=actor.person_id, school_id=actor.school_id or 0, role=actor.role.value
    ).first()
    if pile is None or not acts.may_read_piles(actor, pile.school_id):
        raise NotVisible
    return pile


@dataclass(frozen=True, slots=True)
class SeenSlip:
    """A slip of a pile as its page shows it. Without a note, its trouble is all that is told."""

    row: PileSlip
    note: Note | None
    proposal: SlipProposal | None
    rows: Sequence[Owed]

    @property
    def child(self) -> Person | None:
        return self.row.slip.child if self.row.slip else None

    @property
    def asks(self) -> list[tuple[SlipQuestion, int | None]]:
        """Each question with the place of the answer that is proposed."""
        if self.note is None or self.proposal is None:
            return []
        return list(zip(slip_questions(self.note), self.proposal.picks, strict=True))

    @property
    def said(self) -> str:
        """The answers that are proposed, on one line."""
        return " · ".join(str(ask.choices[pick]) for ask, pick in self.asks if pick is not None)

    @property
    def by(self) -> str:
        """The guardians who filled it in, as proposed or recorded."""
        ids = self.row.recorded_for or (self.proposal.guardians if self.proposal else ())
        return in_words([row.guardian.formal_name for row in self.rows if row.guardian_id in ids])

    @property
    def sure(self) -> bool:
        return self.proposal is not None and self.proposal.sure

    @property
    def recordable(self) -> bool:
        return self.proposal is not None and not {"kept", "nobody"} & set(self.proposal.doubts)


@dataclass(frozen=True, slots=True)
class PilePage:
    """A pile as it stands: what is still being read, what to confirm (doubtful first), what is done."""

    pile: Pile
    photos: Sequence[PilePhoto]
    doubtful: Sequence[SeenSlip]
    sure: Sequence[SeenSlip]
    recorded: Sequence[SeenSlip]
    untold: Sequence[SeenSlip]

    @property
    def read(self) -> int:
        return sum(photo.found is not None for photo in self.photos)

    @property
    def reading(self) -> bool:
        return self.read < len(self.photos)


def pile_page(actor: Actor, pile: Pile) -> PilePage:
    """Return what the actor may still write down, as rights are now (as many statements whatever the pile)."""
    photos = list(pile.photos.defer("content", "thumbnail").order_by("number"))
    rows = list(
        pile.slips.select_related("slip__child")
        .defer("picture")
        .exclude(state=SeenState.ASIDE)
        .order_by("photo__number", "pk")
    )
    seen = _seen(actor, pile, rows)
    waiting = [one for one in seen if one.row.state == SeenState.WAITING]
    return PilePage(
        pile=pile,
        photos=photos,
        doubtful=[one for one in waiting if one.note is not None and not one.sure],
        sure=[one for one in waiting if one.note is not None and one.sure],
        recorded=[one for one in seen if one.row.state == SeenState.RECORDED and one.note is not None],
        untold=[one for one in waiting if one.note is None],
    )


def _seen(actor: Actor, pile: Pile, rows: Sequence[PileSlip]) -> list[SeenSlip]:
    ids = {row.slip.note_id for row in rows if row.slip is not None}
    found = {pk: note for pk, note in whole_notes(ids).items() if visibility.sees_as_team(actor, note)}
    children = {row.slip.child_id for row in rows if row.slip is not None}
    now = children_now(children, pile.school_id, actor.now) if children else {}
    owed = slip_fillers_of(found.values(), sorted(children), actor.now)
    made = []
    for row in rows:
        slip = row.slip
        note = found.get(slip.note_id) if slip is not None else None
        if slip is None or note is None or not acts.may_record_paper(actor, note, now[slip.child_id]):
            made.append(SeenSlip(row, None, None, ()))
            continue
        own = owed.get((note.pk, slip.child_id), ())
        made.append(SeenSlip(row, note, slip_proposal(note, row.marks, slip.signers, own, row.trouble), own))
    return made


def pile_picture(pile: Pile, public_id: UUID) -> bytes:
    """Return a slip of the pile, or the thumbnail of one of its photographs. Raises NotVisible when there is none."""
    rows: tuple[Any, ...] = (
        pile.slips.filter(public_id=public_id).values_list("picture", flat=True).first(),
        pile.photos.filter(public_id=public_id).values_list("thumbnail", flat=True).first(),
    )
    for content in rows:
        if content is not None:
            return bytes(content)
    raise NotVisible


# --- writing down by hand --------------------------------------------------------------------------------------------


def next_waiting(actor: Actor, note: Note, child_id: int) -> UUID | None:
    """Return the next child by class and name, after this one and round again, whose slip is waited for."""
    rows = slip_choice(actor, note).rows
    children = {row.child_id: ChildNow(row.child_id, row.is_pupil, row.class_ids) for row in rows}
    at = next((place for place, row in enumerate(rows) if row.child_id == child_id), -1)
    for row in (*rows[at + 1 :], *rows[: max(at, 0)]):
        if row.waits and acts.may_record_paper(actor, note, children[row.child_id]):
            return row.child_public_id
    return None


def noted_for(note: Note, child_id: int) -> list[Person]:
    """Return the guardians for whom a slip of this child was written down."""
    rows = Owed.objects.of_note(note).filter(child_id=child_id, recorded_by__isnull=False)
    return [row.guardian for row in rows.select_related("guardian").order_by("id")]


def noted_before(actor: Actor, note: Note, child: str) -> Person | None:
    """Return the child whose slip was just written down by the actor, told by the address; None when it was not."""
    try:
        public_id = UUID(child)
    except ValueError:
        return None
    rows = Owed.objects.of_note(note).filter(child__public_id=public_id, recorded_by_id=actor.person_id)
    row = rows.select_related("child").order_by("id").first()
    return row.child if row is not None else None
