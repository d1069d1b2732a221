"""The rows of a follow-up: one a child, and in it one a guardian. No database here."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from eprimo.services.liaison.enums import Outcome, OwedState


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One guardian, for one child. `activated`: has signed in at least once; None when the reader may not know."""

    id: int
    guardian_id: int
    guardian_public_id: UUID
    name: str
    may_sign: bool
    state: str
    read_at: datetime | None
    read_version: int | None
    signed_at: datetime | None
    signed_version: int | None
    refused_at: datetime | None
    answers: tuple[str, ...]
    comment: str
    answered_at: datetime | None
    answered_version: int | None
    changed_at: datetime | None
    on_paper: bool
    reminded_at: datetime | None
    live: bool
    activated: bool | None
    # Signed or answered before a correction that asks for it again.
    again: bool
    # Refused to sign, or said no to an authorisation.
    refuses: bool
    # Words were written between this guardian and the school, and the family's are the last: only for who reads them.
    talked: bool
    talk_waits: bool

    @property
    def waits(self) -> bool:
        return self.live and self.state == OwedState.EXPECTED

    @property
    def counts(self) -> bool:
        """Signed, refused or answered the note as it stands."""
        acted = self.refused_at or self.signed_at or self.answered_at
        return acted is not None and not self.again


@dataclass(frozen=True, slots=True)
class ChildRow:
    child_id: int
    child_public_id: UUID
    child_seed: str
    first_name: str
    last_name: str
    class_label: str
    delivered_at: datetime
    outcome: str
    # Still where the note was sent to.
    present: bool
    # Is counted: present, or of a note whose classes are closed, where nobody is any more.
    counted: bool
    # Still a pupil of the school.
    is_pupil: bool
    class_ids: frozenset[int]
    group_ids: frozenset[int]
    # A slip that still holds was printed for the child, then.
    slip_at: datetime | None
    # Of the reader's own family: what the other guardian writes about the child is nobody's at work.
    of_own_family: bool
    owed: list[OwedRow] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return self.present and self.outcome == Outcome.WAITING

    @property
    def pressing(self) -> bool:
        """Asks for somebody: its guardians disagree, it waits, or it refuses."""
        return self.disagrees or self.waits or self.outcome == Outcome.REFUSED

    @property
    def disagrees(self) -> bool:
        """One guardian refuses what another allows: the refusal wins, and both are told to the school."""
        acts = [one.refuses for one in self.owed if one.counts]
        return any(acts) and not all(acts)
