"""Before a correction: for how many children it would ask again, by class, nobody by name."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Max

from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.outcomes import did, outcome_of


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """For how many children one signed or answered, and would do it again; of each class or group by which the note
    came to them (empty: children chosen one by one)."""

    children: int = 0
    circles: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return self.children > 0


def asked_again_by(note: Note) -> AskedAgain:
    """What a correction that binds would undo (two statements). A refusal stands, and is not counted."""
    of_child: dict[int, list[Owed]] = defaultdict(list)
    for row in Owed.objects.filter(school_year=note.partition, note=note):
        of_child[row.child_id].append(row)
    asked = [child for child, rows in of_child.items() if _did_it(note, rows)]
    if not asked:
        return AskedAgain()
    reached = Recipient.objects.filter(school_year=note.partition, note=note, child__in=asked)
    labels = reached.values_list("class_group__label", "group__label")
    circles = Counter(of_class or of_group or "" for of_class, of_group in labels)
    return AskedAgain(len(asked), tuple(sorted(circles.items(), key=lambda one: (not one[0], one[0]))))


def readers_of(note: Note) -> tuple[int, int]:
    """How many adults read the note, and find what a correction changed; how many did not, and find the new version
    alone (one statement)."""
    rows = Owed.objects.filter(school_year=note.partition, note=note).exclude(state=OwedState.STOPPED)
    adults = rows.order_by().values("guardian").annotate(last=Max("read_version"))
    read = [one["last"] is not None for one in adults]
    return sum(read), len(read) - sum(read)


def _did_it(note: Note, rows: list[Owed]) -> bool:
    refused = outcome_of(note, rows) == Outcome.REFUSED
    return not refused and any(row.may_sign and did(note, row) for row in rows)
