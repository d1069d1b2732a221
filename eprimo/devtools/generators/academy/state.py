"""The people of a neighbourhood of schools, on one day: what events change and deliveries tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from eprimo.devtools.generators.academy.places import SchoolPlace
from eprimo.devtools.generators.shapes import (
    InventedClass,
    InventedGuardian,
    InventedPupil,
    InventedSchool,
    InventedTeacher,
)

SCHOOL, PUPIL, GUARDIAN, STAFF = "EtabEducNat", "Eleve", "PersRelEleve", "PersEducNat"
KINDS = (SCHOOL, PUPIL, GUARDIAN, STAFF)
"""The four kinds of objects of a delivery, by the words of its files."""
FLAGS = ("RestaurantScolaire", "Transport", "GarderieMatin", "GarderieSoir", "EtudesSurveillees")
"""What a pupil may be enrolled in, as the attributes are named after `ENTEleve`."""

type Ref = tuple[str, str]
"""(kind, key) of an object."""


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class of one school year; the key stays when the label changes."""

    key: str
    school: str
    """Number (UAI) of its school."""
    label: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A pupil where the pupil is now."""

    person: InventedPupil
    school: str
    """Number (UAI) of the school."""
    class_key: str
    guardians: tuple[str, ...]
    """Keys, the first to be called first. The other side is `InventedGuardian.children`."""
    since: date
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Worker:
    """An adult who works in schools."""

    person: InventedTeacher
    schools: tuple[str, ...]
    """Numbers (UAI); the director heads the first."""
    assists: bool = False
    """Accompanies pupils (AESH) and does not teach."""


@dataclass
class Neighbourhood:
    """Some schools and everybody in them, known by the keys that the deliveries carry."""

    places: dict[str, SchoolPlace]
    year: int
    """Civil year in which the school year starts."""
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    pupils: dict[str, Enrolled] = field(default_factory=dict)
    guardians: dict[str, InventedGuardian] = field(default_factory=dict)
    staff: dict[str, Worker] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)
    """Last number given to a person of each school: none is given twice."""
    touched: dict[Ref, object] = field(default_factory=dict)
    """Who changed since the last delivery → what stood there before; none for a newcomer."""

    def next_key(self, uai: str) -> str:
        """Give a key that nobody of the academy has: the school's number, then a serial number."""
        self.serials[uai] = self.serials.get(uai, 0) + 1
        return f"{self.places[uai].number}{self.serials[uai]:05}"

    def put_pupil(self, pupil: Enrolled) -> None:
        """Add a pupil, or replace what is known of one."""
        key = pupil.person.key
        self.touched.setdefault((PUPIL, key), self.pupils.get(key))
        self.pupils[key] = pupil

    def put_guardian(self, guardian: InventedGuardian) -> None:
        """Add a guardian, or replace what is known of one."""
        self.touched.setdefault((GUARDIAN, guardian.key), self.guardians.get(guardian.key))
        self.guardians[guardian.key] = guardian

    def put_staff(self, worker: Worker) -> None:
        """Add a member of the staff, or replace what is known of one."""
        key = worker.person.key
        self.touched.setdefault((STAFF, key), self.staff.get(key))
        self.staff[key] = worker

    def put_class(self, group: SchoolClass) -> None:
        """Add a class, or rename one: its pupils and its teachers say the label."""
        was = self.classes.get(group.key)
        for pupil in [p for p in self.pupils.values() if p.class_key == group.key]:
            self.put_pupil(replace(pupil, person=replace(pupil.person, class_label=group.label)))
        for worker in [w for w in self.staff.values() if was and was.school == w.schools[0]]:
            labels = tuple(group.label if was and one == was.label else one for one in worker.person.classes)
            self.put_staff(replace(worker, person=replace(worker.person, classes=labels)))
        self.classes[group.key] = group

    def guard(self, adult: str, child: str) -> None:
        """Make an adult the last guardian of a child."""
        pupil, guardian = self.pupils[child], self.guardians[adult]
        self.put_pupil(replace(pupil, guardians=(*pupil.guardians, adult)))
        self.put_guardian(replace(guardian, children=(*guardian.children, child)))

    def unguard(self, adult: str, child: str) -> None:
        """An adult is no longer a guardian of a child; without any child the adult goes."""
        pupil, guardian = self.pupils[child], self.guardians[adult]
        self.put_pupil(replace(pupil, guardians=tuple(key for key in pupil.guardians if key != adult)))
        self.put_guardian(replace(guardian, children=tuple(key for key in guardian.children if key != child)))
        if not self.guardians[adult].children:
            del self.guardians[adult]

    def remove_pupil(self, key: str) -> None:
        """A pupil leaves the academy, with the guardians who have no other child here."""
        for adult in self.pupils[key].guardians:
            self.unguard(adult, key)
        self.touched.setdefault((PUPIL, key), self.pupils[key])
        del self.pupils[key]

    def remove_staff(self, key: str) -> None:
        """A member of the staff leaves the academy."""
        self.touched.setdefault((STAFF, key), self.staff[key])
        del self.staff[key]

    def classes_of(self, uai: str) -> list[SchoolClass]:
        """Classes of a school, in the order in which they were opened."""
        return [group for group in self.classes.values() if group.school == uai]

    def all_of(self, kind: str) -> Mapping[str, object]:
        """Everybody of a kind, by key."""
        if kind == PUPIL:
            return self.pupils
        if kind == GUARDIAN:
            return self.guardians
        if kind == STAFF:
            return self.staff
        return {place.key: place for place in self.places.values()}

    def now(self, ref: Ref) -> object:
        """What stands there now; none when nobody does."""
        kind, key = ref
        return self.all_of(kind).get(key)

    def school(self, uai: str) -> InventedSchool:
        """One school by itself, as its ONDE files tell it: guardians with the children who are there."""
        place = self.places[uai]
        groups = self.classes_of(uai)
        order = {group.label: n for n, group in enumerate(groups)}
        pupils = sorted(
            (p.person for p in self.pupils.values() if p.school == uai),
            key=lambda p: (order[p.class_label], p.last_name, p.first_name, p.key),
        )
        return InventedSchool(
            place.number, place.kind, self.year, place.city, place.postcode,
            classes=tuple(InventedClass(group.label, group.levels) for group in groups),
            pupils=tuple(pupils),
            guardians=tuple(self._guardians_of({p.key for p in pupils})),
            teachers=tuple(w.person for w in self.staff.values() if w.schools[0] == uai and not w.assists),
        )  # fmt: skip

    def _guardians_of(self, children: set[str]) -> Iterable[InventedGuardian]:
        for guardian in sorted(self.guardians.values(), key=lambda g: (g.last_name, g.first_name, g.key)):
            here = tuple(key for key in guardian.children if key in children)
            if here:
                yield guardian if here == guardian.children else replace(guardian, children=here)
