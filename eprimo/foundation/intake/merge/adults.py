"""Which adults of the directory are the guardians and teachers of the file?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from eprimo.foundation.intake.merge.keys import base_of, guardian_base, outside_key, teacher_base
from eprimo.foundation.intake.merge.merged_people import match_merged
from eprimo.foundation.intake.merge.pairs import best_pairs, is_near, only_pairs
from eprimo.foundation.intake.merge.state import Known, Names, SchoolState
from eprimo.foundation.intake.onde.text import fold, french
from eprimo.foundation.intake.records import GuardianRecord, Phone, Problem, Severity, Source, TeacherRecord

type AdultRecord = GuardianRecord | TeacherRecord
# A child of a guardian: the index of a pupil of the file who is new, or a person.
type ChildRef = tuple[str, int]

_PHONES = {"home": "phone_home", "work": "phone_work", "mobile": "phone_mobile"}


@dataclass(slots=True)
class AdultMatch:
    people: dict[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def names_of(record: AdultRecord) -> Names:
    return fold(record.last_name), fold(record.first_name)


def raw_names(record: AdultRecord) -> tuple[str, str]:
    return record.last_name, record.first_name


def shown_name(record: AdultRecord) -> str:
    return f"{record.usual_name or record.last_name} {record.first_name}"


def contact_of(record: AdultRecord) -> dict[str, str]:
    """What the record says of how to reach the person; what it does not say is left out, never emptied."""
    found = phones_of(record.phones)
    if record.email:
        found["email"] = record.email
    if isinstance(record, GuardianRecord) and (record.address_lines or record.postcode or record.city):
        found["address"] = ", ".join(record.address_lines)
        found |= {"postcode": record.postcode, "city": record.city, "country": record.country}
    return found


def phones_of(phones: Sequence[Phone]) -> dict[str, str]:
    """The first number of each kind."""
    found: dict[str, str] = {}
    for phone in phones:
        found.setdefault(_PHONES[phone.kind], phone.number)
    return found


def problem(source: Source, code: str, message: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(source.file, source.line, "", french(message), severity, code)


class _Matcher:
    """What both kinds of adults share: candidates, those taken, the records left."""

    def __init__(self, records: Sequence[AdultRecord], state: SchoolState, candidates: Iterable[int]) -> None:
        self.records = records
        self.state = state
        self.candidates = list(dict.fromkeys(candidates))
        self.result = AdultMatch()

    def left(self) -> list[int]:
        return [i for i in range(len(self.records)) if i not in self.result.people]

    def free(self) -> list[int]:
        taken = set(self.result.people.values())
        return [person for person in self.candidates if person not in taken]

    def known(self, person: int) -> Known:
        return self.state.people[person]

    def by_outside_key(self, kind: str) -> None:
        by_key = {key: person for person in self.candidates for key in self.known(person).keys}
        for i, record in enumerate(self.records):
            if record.external_id:
                person = by_key.get(outside_key(kind, self.state.school.uai, record.external_id))
                if person is None:
                    continue
                if person not in self.result.people.values() or self.known(person).merged:
                    self.result.people[i] = person

    def by_merged(self, base: Callable[[str, str, str], str], fits: Callable[[int, int], bool]) -> None:
        """Several records of the file may be one person, since two rows were made one."""
        named = {i: base(self.state.school.uai, *raw_names(one)) for i, one in enumerate(self.records)}
        candidates = [(person, self.known(person)) for person in self.candidates]
        match_merged(self.result.people, self.left(), candidates, named.__getitem__, fits)

    def corrected(self, record: int, person: int) -> None:
        """Take the pair, and say so."""
        self.result.people[record] = person
        self.result.problems.append(
            problem(
                self.records[record].source,
                "taken_for_corrected",
                f"{shown_name(self.records[record])} est pris pour {self.known(person).shown}, dont le nom ou le"
                " prénom a changé : à vérifier.",
            )
        )


class _Guardians(_Matcher):
    def __init__(
        self, records: Sequence[GuardianRecord], state: SchoolState, children: list[set[ChildRef]]
    ) -> None:
        self.wards: defaultdict[int, set[int]] = defaultdict(set)
        # A national number that was not believed brings no adult of another school.
        near = set(state.pupils) | {child for refs in children for kind, child in refs if kind == "person"}
        for child in near:
            for tie in state.guardians.get(child, ()):
                self.wards[tie.target].add(child)
        super().__init__(records, state, self.wards)
        self.children = children

    def shared(self, record: int, person: int) -> int:
        return len({child for kind, child in self.children[record] if kind == "person"} & self.wards[person])

    def same_contact(self, record: int, person: int) -> int:
        """E-mail, a phone number, the address: how many agree."""
        known = self.known(person).contact or {}
        told = contact_of(self.records[record])
        found = sum(
            1
            for name in ("email", "phone_mobile", "phone_home")
            if told.get(name) and told[name] == known.get(name)
        )
        home = [(fold(where.get("address", "")), fold(where.get("city", ""))) for where in (told, known)]
        return found + (home[0] == home[1] and bool(home[0][0]))

    def by_names(self) -> None:
        """Among those of the same names: who has the same children, else the same home or number."""
        uai = self.state.school.uai
        known: defaultdict[str, list[int]] = defaultdict(list)
        for person in self.free():
            names = self.known(person)
            for base in {guardian_base(uai, names.last_name, names.first_name)} | {
                base_of(key) for key in names.keys
            }:
                known[base].append(person)
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for i in self.left():
            groups[guardian_base(uai, self.records[i].last_name, self.records[i].first_name)].append(i)

        def score(record: int, person: int) -> int:
            civility = self.records[record].civility
            if civility and (other := self.known(person).civility) and civility != other:
                # Two people who share a name and live together: M. and Mme Dominique Martin.
                return 0
            return 8 * self.shared(record, person) + self.same_contact(record, person)

        for base, records in groups.items():
            people = known.get(base, ())
            # A wrong civility that was mended is not another person, when nobody else is meant.
            if len(records) == len(people) == 1 and self.shared(records[0], people[0]):
                self.result.people[records[0]] = people[0]
                continue
            self.result.people |= best_pairs(records, people, score)

    def by_correction(self) -> None:
        """Another last name, or a first name nearly the same, for the same child: a marriage, a spelling."""
        live = self.state.live_guardians()

        def fits(record: int, person: int) -> bool:
            if not self.shared(record, person):
                return False
            (last, first), (known_last, known_first) = (
                names_of(self.records[record]),
                self.known(person).names,
            )
            if first == known_first:
                return True
            return last == known_last and (is_near(first, known_first) or self.same_email(record, person))

        free = [person for person in self.free() if person in live]
        for record, person in only_pairs(self.left(), free, fits).items():
            self.corrected(record, person)

    def same_email(self, record: int, person: int) -> bool:
        email = self.records[record].email
        return bool(email) and email is not None and email.casefold() == self.known(person).email


def match_guardians(
    records: Sequence[GuardianRecord], state: SchoolState, children: list[set[ChildRef]]
) -> AdultMatch:
    """Find the guardians of the file among the adults of the children it names or who are pupils here."""
    matcher = _Guardians(records, state, children)
    matcher.by_outside_key("guardian")
    matcher.by_names()
    matcher.by_merged(
        guardian_base, lambda i, one: bool(matcher.shared(i, one) or matcher.same_contact(i, one))
    )
    matcher.by_correction()
    return matcher.result


class _Teachers(_Matcher):
    def __init__(self, records: Sequence[TeacherRecord], state: SchoolState) -> None:
        super().__init__(records, state, state.staff)

    def by_names(self) -> None:
        """Same names here: by e-mail first, then who is alone on both sides.

        Never a teacher of another school: an address is easily guessed, and who heads a school prints the sheets of
        its people.
        """
        uai = self.state.school.uai
        bases = {
            person: {base_of(key) for key in self.known(person).keys}
            | {teacher_base(uai, self.known(person).last_name, self.known(person).first_name)}
            for person in self.candidates
        }

        def named(record: int, person: int) -> bool:
            one = self.records[record]
            return teacher_base(uai, one.last_name, one.first_name) in bases[person]

        def same(record: int, person: int) -> int:
            return int(named(record, person) and self.same_email(record, person))

        self.result.people |= best_pairs(self.left(), self.free(), same)
        self.result.people |= only_pairs(self.left(), self.free(), named)

    def by_correction(self) -> None:
        """Another name for the same professional address."""

        def fits(record: int, person: int) -> bool:
            (last, first), known = names_of(self.records[record]), self.known(person)
            return self.same_email(record, person) and (first == known.names[1] or last == known.names[0])

        for record, person in only_pairs(self.left(), self.free(), fits).items():
            self.corrected(record, person)

    def same_email(self, record: int, person: int) -> bool:
        email = self.records[record].email
        return bool(email) and email is not None and email.casefold() == self.known(person).email


def match_teachers(records: Sequence[TeacherRecord], state: SchoolState) -> AdultMatch:
    """Find the teachers of the file among the staff of the school, present or former."""
    matcher = _Teachers(records, state)
    matcher.by_outside_key("teacher")
    matcher.by_names()
    matcher.by_merged(teacher_base, lambda _record, _person: True)
    matcher.by_correction()
    return matcher.result


def parents_who_teach(
    teachers: Sequence[TeacherRecord], guardians: Sequence[GuardianRecord]
) -> tuple[dict[int, int], list[Problem]]:
    """Teachers of the file who are also guardians of it (index → index), and those who only share a name."""
    by_names: defaultdict[Names, list[int]] = defaultdict(list)
    for i, guardian in enumerate(guardians):
        by_names[names_of(guardian)].append(i)
    same: dict[int, int] = {}
    problems: list[Problem] = []
    for i, teacher in enumerate(teachers):
        found = by_names.get(names_of(teacher), ())
        one = next((j for j in found if _one_address(teacher, guardians[j])), None)
        if one is not None and one not in same.values():
            same[i] = one
        elif found:
            problems.append(
                problem(
                    teacher.source,
                    "teacher_guardian_namesakes",
                    f"{shown_name(teacher)} a le même nom qu’un responsable (ligne {guardians[found[0]].source.line}),"
                    " sans la même adresse électronique : gardés comme deux personnes.",
                    Severity.INFO,
                )
            )
    return same, problems


def _one_address(teacher: TeacherRecord, guardian: GuardianRecord) -> bool:
    return bool(teacher.email and guardian.email) and (
        (teacher.email or "").casefold() == (guardian.email or "").casefold()
    )
