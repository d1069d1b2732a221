"""The children that guardians' rows name: new pupils of the file, or people of the directory."""

from collections import defaultdict

from eprimo.foundation.intake.merge.adults import ChildRef
from eprimo.foundation.intake.merge.state import Names, SchoolState
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.records import ChildReference, Delivery, GuardianRecord


class Wards:
    """Resolves references to children: in the file first, among the pupils of the school where it has none."""

    def __init__(self, delivery: Delivery, state: SchoolState, pupils: dict[int, int]) -> None:
        self.pupils = pupils
        self.delivered = delivery.pupils is not None
        self.state = state
        self.by_names: defaultdict[Names, list[int]] = defaultdict(list)
        taken = set(pupils.values())
        for person in state.live_pupils:
            if person in taken and self.delivered:
                continue
            known = state.people[person]
            for last in {fold(known.last_name), fold(known.usual_name or known.last_name)}:
                self.by_names[last, fold(known.first_name)].append(person)

    def of(self, record: GuardianRecord) -> tuple[set[ChildRef], set[int]]:
        """Children that are certain, and people among whom a human must choose."""
        certain: set[ChildRef] = set()
        doubtful: set[int] = set()
        for child in record.children:
            if child.pupil is not None:
                certain.add(self._ref(child.pupil))
            elif child.candidates:
                doubtful |= {ref for kind, ref in map(self._ref, child.candidates) if kind == "person"}
            else:
                found = self._in_directory(child)
                if len(found) == 1:
                    certain.add(("person", found[0]))
                else:
                    doubtful |= set(found)
        return certain, doubtful

    def _ref(self, pupil: int) -> ChildRef:
        person = self.pupils.get(pupil)
        return ("new", pupil) if person is None else ("person", person)

    def _in_directory(self, child: ChildReference) -> list[int]:
        first = fold(child.first_name)
        found = self.by_names.get((fold(child.last_name or child.usual_name), first), [])
        if not found and child.usual_name:
            found = self.by_names.get((fold(child.usual_name), first), [])
        if len(found) > 1 and child.class_label:
            label = fold(child.class_label)
            found = [person for person in found if label in self._labels(person)] or found
        return found

    def _labels(self, person: int) -> set[str]:
        ties = self.state.memberships.get(person, ())
        return {fold(self.state.classes[tie.target].label) for tie in ties if tie.live}
