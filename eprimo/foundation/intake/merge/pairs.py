"""Pairing those of a file with those of the directory, best first, and how near two names are."""

from collections.abc import Callable, Iterable


def best_pairs(
    records: Iterable[int], people: Iterable[int], score: Callable[[int, int], int], *, at_least: int = 1
) -> dict[int, int]:
    """Pair records with people by falling score, each once; equal scores go in the order given."""
    people = list(people)
    scored = [
        (-points, i, j, record, person)
        for i, record in enumerate(records)
        for j, person in enumerate(people)
        if (points := score(record, person)) >= at_least
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, record, person in sorted(scored):
        if record not in pairs and person not in taken:
            pairs[record] = person
            taken.add(person)
    return pairs


def only_pairs(
    records: Iterable[int], people: Iterable[int], fits: Callable[[int, int], bool]
) -> dict[int, int]:
    """Pairs where each is the only one that fits the other."""
    people = list(people)
    fitting = {record: [person for person in people if fits(record, person)] for record in records}
    wanted: dict[int, int] = {}
    for found in fitting.values():
        for person in found:
            wanted[person] = wanted.get(person, 0) + 1
    return {
        record: found[0] for record, found in fitting.items() if len(found) == 1 and wanted[found[0]] == 1
    }


def is_near(one: str, other: str) -> bool:
    """Do two folded names differ by two letters at most, and by less than half?"""
    if one == other:
        return True
    return _distance(one, other, 2) <= min(2, max(len(one), len(other)) // 2)


def _distance(one: str, other: str, limit: int) -> int:
    """Letters to add, take out or change; any number above the limit once it is passed."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != against))
    return row[-1]
