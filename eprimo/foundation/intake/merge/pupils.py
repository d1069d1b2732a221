"""Which pupil of the directory is each pupil of the file?"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from eprimo.foundation.intake.merge.keys import base_of, outside_key, pupil_base
from eprimo.foundation.intake.merge.merged_people import match_merged
from eprimo.foundation.intake.merge.pairs import best_pairs, is_near, only_pairs
from eprimo.foundation.intake.merge.state import Known, Names, SchoolState
from eprimo.foundation.intake.onde.text import fold, french
from eprimo.foundation.intake.records import Delivery, Problem, PupilRecord, Severity
from eprimo.ui.french import of


@dataclass(slots=True)
class PupilMatch:
    """Pupils of the file that are known, by index, and what a human should look at."""

    people: dict[int, int] = field(default_factory=dict)
    # Indexes whose national number belongs to somebody else: it is not taken.
    refused_ine: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


class _Matcher:
    def __init__(self, delivery: Delivery, state: SchoolState) -> None:
        self.records = delivery.pupils or []
        self.state = state
        self.uai = state.school.uai
        self.result = PupilMatch()
        self.files_guardians = delivery.guardians is not None
        self.guardian_names: defaultdict[int, set[Names]] = defaultdict(set)
        for guardian in delivery.guardians or ():
            for child in guardian.children:
                if child.pupil is not None:
                    self.guardian_names[child.pupil].add(
                        (fold(guardian.last_name), fold(guardian.first_name))
                    )

    def left(self) -> list[int]:
        """Records without a person yet."""
        return [i for i in range(len(self.records)) if i not in self.result.people]

    def free(self) -> list[int]:
        """Pupils of the school, present or former, without a record yet."""
        taken = set(self.result.people.values())
        return [person for person in self.state.pupils if person not in taken]

    def classes_of(self, person: int) -> set[str]:
        """Folded labels of the classes the pupil is in."""
        ties = self.state.memberships.get(person, ())
        return {fold(self.state.classes[tie.target].label) for tie in ties if tie.live}

    def guardians_of(self, person: int) -> set[Names]:
        ties = self.state.guardians.get(person, ())
        return {self.state.people[tie.target].names for tie in ties if tie.live}

    def same_class(self, record: int, person: int) -> bool:
        return bool({fold(label) for label in self.records[record].classes} & self.classes_of(person))

    def tell(self, record: int, code: str, message: str) -> None:
        source = self.records[record].source
        self.result.problems.append(
            Problem(source.file, source.line, "", french(message), Severity.WARNING, code)
        )

    def by_number(self) -> None:
        """By INE, or by the identifier that the file itself gives."""
        by_key = {key: person for person in self.state.pupils for key in self.state.people[person].keys}
        for i, record in enumerate(self.records):
            person = self.state.by_ine.get(record.ine or "")
            here = person in self.state.pupils
            if person is not None and not _is_plausible(record, self.state.people[person], here=here):
                self.result.refused_ine.add(i)
                self.tell(
                    i,
                    "ine_of_another",
                    f"L’identifiant national (INE) {of(record.last_name)} {record.first_name} est déjà celui d’un"
                    " autre élève : il n’est pas repris, à vérifier.",
                )
                person = None
            if person is None and record.external_id:
                person = by_key.get(outside_key("pupil", self.uai, record.external_id))
            if person is None:
                continue
            if person not in self.result.people.values() or self.state.people[person].merged:
                self.result.people[i] = person

    def by_names(self) -> None:
        """By key, or by names and birth date; several of the same names are told apart by class and family."""
        known: defaultdict[str, list[int]] = defaultdict(list)
        for person in self.free():
            for base in _bases(self.uai, self.state.people[person]):
                known[base].append(person)
        for records in self._alike(self.left()).values():
            first = self.records[records[0]]
            base = pupil_base(self.uai, first.last_name, first.first_name, first.birth_date)
            free = set(self.free()) if base in known else set()
            people = [person for person in known.get(base, ()) if person in free]
            # A child whose INE is another one is another child.
            self.result.people |= best_pairs(records, people, self._likeness)

    def by_merged(self) -> None:
        """Two records of the file may be one child, since two rows were made one."""

        def base(record: int) -> str:
            one = self.records[record]
            return pupil_base(self.uai, one.last_name, one.first_name, one.birth_date)

        def fits(record: int, person: int) -> bool:
            return not self._other_ine(record, self.state.people[person])

        known = [(person, self.state.people[person]) for person in self.state.pupils]
        match_merged(self.result.people, self.left(), known, base, fits)

    def _alike(self, records: Iterable[int]) -> dict[str, list[int]]:
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for i in records:
            record = self.records[i]
            groups[pupil_base(self.uai, record.last_name, record.first_name, record.birth_date)].append(i)
        return groups

    def _likeness(self, record: int, person: int) -> int:
        known = self.state.people[person]
        if self._other_ine(record, known):
            return 0
        points = 1 + 8 * self.same_class(record, person)
        points += 4 * bool(self.guardian_names[record] & self.guardians_of(person))
        return points + 2 * (self.records[record].sex == known.sex)

    def _other_ine(self, record: int, known: Known) -> bool:
        ine = self.records[record].ine
        return bool(ine and known.ine and ine != known.ine and record not in self.result.refused_ine)

    def by_half_birth_date(self) -> None:
        """Same names, the birth date missing on one side: taken when nobody else has these names."""

        def fits(record: int, person: int) -> bool:
            one, other = self.records[record], self.state.people[person]
            half = (one.birth_date is None) != (other.birth_date is None)
            same = (fold(one.last_name), fold(one.first_name)) == other.names
            return half and same and not self._other_ine(record, other)

        self.result.people |= only_pairs(self.left(), self.free(), fits)

    def by_correction(self) -> None:
        """A name or a birth date was mended in the source: same family and class, one thing differs. Always told."""
        live = self.state.live_pupils
        for near, sentence in _CORRECTIONS:

            def fits(record: int, person: int, near: _Near = near) -> bool:
                return self._same_place(record, person) and near(
                    self.records[record], self.state.people[person]
                )

            free = [person for person in self.free() if person in live]
            if not free:
                return
            for record, person in only_pairs(self.left(), free, fits).items():
                if self._other_ine(record, self.state.people[person]):
                    continue
                self.result.people[record] = person
                one, other = self.records[record], self.state.people[person]
                self.tell(
                    record,
                    "taken_for_corrected",
                    f"{one.last_name} {one.first_name} est pris pour {other.last_name} {other.first_name}, de la"
                    f" même famille ou de la même classe, dont {sentence} : à vérifier.",
                )

    def _same_place(self, record: int, person: int) -> bool:
        """The same family where the file tells families, else the same class."""
        known = self.guardians_of(person)
        told = self.guardian_names[record]
        if self.files_guardians and (known or told):
            return bool(known & told)
        return self.same_class(record, person)


type _Near = Callable[[PupilRecord, Known], bool]


def _near_last_name(record: PupilRecord, known: Known) -> bool:
    return _born_alike(record, known) and fold(record.first_name) == known.names[1]


def _near_first_name(record: PupilRecord, known: Known) -> bool:
    return _born_alike(record, known) and fold(record.last_name) == known.names[0]


def _other_birth_date(record: PupilRecord, known: Known) -> bool:
    return (fold(record.last_name), fold(record.first_name)) == known.names


def _near_names(record: PupilRecord, known: Known) -> bool:
    last, first = known.names
    near = is_near(fold(record.last_name), last) and is_near(fold(record.first_name), first)
    return _born_alike(record, known) and near


def _born_alike(record: PupilRecord, known: Known) -> bool:
    return record.birth_date is not None and record.birth_date == known.birth_date


_CORRECTIONS: tuple[tuple[_Near, str], ...] = (
    (_near_last_name, "le nom a changé"),
    (_other_birth_date, "la date de naissance a changé"),
    (_near_names, "le nom et le prénom ont changé"),
    (_near_first_name, "le prénom a changé"),
)


def _is_plausible(record: PupilRecord, known: Known, *, here: bool) -> bool:
    """An INE alone does not give a file the hand on somebody's child: a name or the birth date agrees too.

    A pupil of another school: both.
    """
    last, first = known.names
    same_name = fold(record.last_name) == last or fold(record.first_name) == first
    born_alike = _born_alike(record, known)
    return (same_name or born_alike) if here else (same_name and born_alike)


def _bases(uai: str, known: Known) -> set[str]:
    """Everything the source has called this pupil: the keys given, and the names of today."""
    keys = {base_of(key) for key in known.keys}
    return keys | {pupil_base(uai, known.last_name, known.first_name, known.birth_date)}


def match_pupils(delivery: Delivery, state: SchoolState) -> PupilMatch:
    """Find the pupils of the file in the directory, surest way first."""
    matcher = _Matcher(delivery, state)
    matcher.by_number()
    matcher.by_names()
    matcher.by_merged()
    matcher.by_half_birth_date()
    matcher.by_correction()
    return matcher.result
