"""Where a note stands: is its day over, what its guardians did for one child, whether it concerns anybody still.

A change of year closes classes: their notes ask nothing of anybody any more, are put away with the others, and are
read in the archives of who was there. Undone, the classes are open again, and so are their notes.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Target
from eprimo.foundation.directory.models import ClassGroup, Group
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.statements import sql_beside
from eprimo.services.liaison.children import is_pupil_now
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.questions import is_refusal

GOES_ON = sql_beside(__file__, "goes_on")


class DayPast(DomainError):
    """The day of what a note asked for is over: it is neither signed, refused nor answered any more."""

    code = "past"
    sentence = "Cette date est passée. Vous pouvez encore écrire à l’école."
    status = 409


def answers_are_late(note: Note) -> bool:
    """Return whether the last day to answer is past. A first answer is still taken then; the one that was given
    stays."""
    return note.answer_by is not None and clock.today(note.school.time_zone) > note.answer_by


def is_past(note: Note, today: date | None = None) -> bool:
    """Return whether what a note announces is over, so that nothing is asked of families any more. `today`: the day
    in the zone of its school, where the caller knows it."""
    last = note.event_until_on or note.event_on
    return last is not None and last < (today or clock.today(note.school.time_zone))


def is_closed(note: Note, today: date | None = None) -> bool:
    """Return whether a note asked for a signature or an answer and its day is past: families only read it. A last
    day to answer closes nothing."""
    return note.asks_act and is_past(note, today)


def did_act(note: Note, row: Owed) -> bool:
    """Return whether a guardian did what a note asks of this guardian as it stands."""
    if not row.may_sign:
        return row.read_at is not None
    if note.kind == NoteKind.TO_SIGN:
        return has_refused(note, row) or _holds(note, row.signed_version)
    return _holds(note, row.answered_version) or has_refused(note, row)


def is_asked_again(note: Note, row: Owed) -> bool:
    """Return whether a guardian signed or answered before a correction that changed what it was about. A refusal
    stands."""
    acted = row.signed_at is not None or row.answered_at is not None
    return acted and row.may_sign and not did_act(note, row)


def has_refused(note: Note, row: Owed) -> bool:
    """Return whether a guardian refused to sign, or said no to an authorisation."""
    if note.kind == NoteKind.TO_SIGN:
        return row.refused_at is not None
    return row.answered_at is not None and is_refusal(note.asked, row.answers)


def _holds(note: Note, version: int | None) -> bool:
    return version is not None and version >= note.asked_version


def outcome_of(note: Note, rows: Sequence[Owed]) -> Outcome:
    """Return where a note stands for one child, from the rows of all its guardians: an act is done when one of them
    did it, with `both_guardians` when all who exercise did; a refusal wins."""
    if not note.asks_act:
        return Outcome.DONE if any(row.read_at for row in rows) else Outcome.WAITING
    if any(has_refused(note, row) for row in rows):
        return Outcome.REFUSED
    waited_for = [row for row in rows if row.may_sign and row.state != OwedState.STOPPED]
    done = [row for row in rows if row.may_sign and did_act(note, row)]
    if note.both_guardians:
        return Outcome.DONE if done and all(did_act(note, row) for row in waited_for) else Outcome.WAITING
    return Outcome.DONE if done else Outcome.WAITING


def state_of(note: Note, row: Owed, outcome: Outcome) -> OwedState:
    """Return whether a guardian is still waited for. When the school has what it needs, nobody who would sign is."""
    if row.state == OwedState.STOPPED:
        return OwedState.STOPPED
    settled = row.may_sign and outcome != Outcome.WAITING
    return OwedState.DONE if settled or did_act(note, row) else OwedState.EXPECTED


def goes_on(now: datetime, note: str = "") -> Q:
    """Return the condition, on Note or on rows that lead to it by `note`, that it concerns somebody still: a draft,
    a note of a service, a class or group that is open, a child who is a pupil."""
    alive = Target.objects.filter(
        Q(Exists(ClassGroup.objects.filter(pk=OuterRef("target"), closed_at=None)), kind=To.CLASS)
        | Q(Exists(Group.objects.filter(pk=OuterRef("target"), closed_at=None)), kind=To.GROUP)
        | Q(is_pupil_now("target", "school_id", now), kind=To.CHILD),
        resource=OuterRef(f"{note}__pk" if note else "pk"),
    )
    inside = f"{note}__" if note else ""
    return (
        Q(**{f"{inside}resource__published_at": None})
        | Q(**{f"{inside}service__isnull": False})
        | Q(Exists(alive))
    )


def is_going_on(note: Note, now: datetime) -> bool:
    """Return whether one note concerns somebody still (one statement)."""
    return Note.objects.filter(goes_on(now), pk=note.pk).exists()
