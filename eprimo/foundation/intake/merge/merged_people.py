"""Records of one file that are one person of the directory, since two rows were made one by hand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from eprimo.foundation.intake.merge.keys import base_of
from eprimo.foundation.intake.merge.state import Known
from eprimo.foundation.intake.records import PupilRecord, TeacherRecord


def is_key_of(known: Known, base: str, outside: str = "", *, own: bool = False) -> bool:
    """Does this key, or base of a key, name the person? `own`: not one that came with a merge."""
    keys = known.keys - known.by_merge if own else known.keys
    return outside in keys if outside else base in map(base_of, keys)


def follows(known: Known, base: str, outside: str) -> bool:
    """What names the person so only by a merge says no name of a person who has another key."""
    return known.merged and known.has_own and not is_key_of(known, base, outside, own=True)


def match_merged(
    people: dict[int, int],
    left: Iterable[int],
    candidates: Iterable[tuple[int, Known]],
    base_of_record: Callable[[int], str],
    fits: Callable[[int, int], bool],
) -> None:
    """Give records that are left a person who has been merged: as many of one base as the person has such keys."""
    merged = [(person, known) for person, known in candidates if known.merged]
    for record in left if merged else ():
        base = base_of_record(record)
        found = [person for person, known in merged if _room(people, base_of_record, base, person, known)]
        found = [person for person in found if fits(record, person)]
        if len(found) == 1:
            people[record] = found[0]


def _room(
    people: dict[int, int], base_of_record: Callable[[int], str], base: str, person: int, known: Known
) -> bool:
    used = sum(1 for record, one in people.items() if one == person and base_of_record(record) == base)
    return used < sum(1 for key in known.keys if base_of(key) == base)


def speakers(people: Mapping[int, int], is_own: Callable[[int], bool]) -> dict[int, int]:
    """Record that says nothing of its own → the record of the same person that speaks for both."""
    records: defaultdict[int, list[int]] = defaultdict(list)
    for record in sorted(people):
        records[people[record]].append(record)
    found: dict[int, int] = {}
    for several in records.values():
        first = next(filter(is_own, several), several[0])
        found |= {record: first for record in several if record != first}
    return found


def with_classes[R: PupilRecord | TeacherRecord](records: Sequence[R], quiet: Mapping[int, int]) -> list[R]:
    """The records, those that speak with the classes of those they speak for."""
    found = list(records)
    for i, speaks in quiet.items():
        classes = dict.fromkeys((*found[speaks].classes, *records[i].classes))
        found[speaks] = replace(found[speaks], classes=tuple(classes))
    return found
