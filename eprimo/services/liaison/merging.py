"""Facts of two people who are one: the first act of each kind wins; what the other row said is in the journal, and
comes back with a parting. What the school has is counted anew."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from eprimo.foundation.kernel.merging import Entry, Merging
from eprimo.services.liaison.actions.families import owed_rows
from eprimo.services.liaison.actions.notices import settle_child as settle_note
from eprimo.services.liaison.models import Note, Owed, PileSlip, Recipient, Slip

# Columns that say one act together; the act that came first stands.
_ACTS = (
    ("read_at", "read_version"),
    ("signed_at", "signed_version"),
    ("refused_at",),
    ("answered_at", "answered_version", "answers", "comment", "changed_at"),
)


def begin(merging: Merging) -> None:
    """Rewrite the guardians whom slips on paper name by number."""
    for model, column in ((Slip, "signers"), (PileSlip, "recorded_for")):
        named: Any = model.objects.filter(**{f"{column}__contains": [merging.absorbed]})
        for row in named.order_by("pk"):
            people = [merging.kept if pk == merging.absorbed else pk for pk in getattr(row, column)]
            merging.change(row, **{column: people})


def _owed(merging: Merging, stays: Owed, goes: Owed) -> None:
    """Join what two people who are one owe: a refusal of either stands. What each may still do is asked of the
    guardianship, not of this row."""
    for names in _ACTS:
        if _comes_first(names, goes, stays):
            merging.change(stays, **{name: getattr(goes, name) for name in names})
    merging.change(stays, may_sign=stays.may_sign or goes.may_sign)
    if stays.recorded_by_id is None and goes.recorded_by_id is not None:
        merging.change(stays, recorded_by_id=goes.recorded_by_id)
    if goes.reminded_at is not None and (stays.reminded_at is None or goes.reminded_at > stays.reminded_at):
        merging.change(stays, reminded_at=goes.reminded_at, reminded_before=goes.reminded_before)


def _comes_first(names: tuple[str, ...], one: Owed, other: Owed) -> bool:
    """Return whether the act of `one` stands: the one on the later version of the note, else the earlier one."""
    at, its = (getattr(row, names[0]) for row in (one, other))
    if at is None or its is None:
        return at is not None
    version, its_version = (getattr(row, names[1]) if len(names) > 1 else 0 for row in (one, other))
    return bool((-version, at) < (-its_version, its))


def _recipient(merging: Merging, stays: Recipient, goes: Recipient) -> None:
    """Join two recipients: the note came to the child with the first of them."""
    merging.change(
        stays, delivered_at=min(stays.delivered_at, goes.delivered_at), by_name=stays.by_name or goes.by_name,
        first_version=min(stays.first_version, goes.first_version),
    )  # fmt: skip


JOINS = {"liaison.Owed": _owed, "liaison.Recipient": _recipient}


def settle(entries: list[Entry]) -> None:
    """Count anew where each note that had doubles stands for its children: outcome, who is waited for, notices."""
    for note_id, children in sorted(_touched(entries).items()):
        note = Note.objects.select_related("resource", "school").filter(pk=note_id).first()
        if note is None:
            continue
        rows = Recipient.objects.of_note(note).filter(child__in=children)
        for recipient in rows.order_by("id"):
            settle_note(note, recipient, list(owed_rows(note, recipient.child_id)))


def _touched(entries: Iterable[Entry]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for entry in entries:
        if entry["do"] == "dropped" and apps.get_model(entry["of"]) in (Owed, Recipient):
            found.setdefault(entry["row"]["note_id"], set()).add(entry["row"]["child_id"])
    kept = {
        entry["new"] for entry in entries if entry["do"] == "moved" and entry["of"] == "liaison.Recipient"
    }
    return {note: children | kept for note, children in found.items()}
