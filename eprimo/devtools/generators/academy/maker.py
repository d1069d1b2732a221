"""Inventing the people of a neighbourhood: school by school, then the families that reach over schools."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from eprimo.devtools.generators.academy.places import SchoolPlace
from eprimo.devtools.generators.academy.state import FLAGS, Enrolled, Neighbourhood, SchoolClass, Worker
from eprimo.devtools.generators.school_maker import SchoolMaker, mailbox
from eprimo.devtools.generators.shapes import (
    InventedClass,
    InventedPupil,
    InventedSchool,
    InventedTeacher,
    SchoolKind,
)

PEOPLE_A_PUPIL = 2.66
"""People of an academy for one pupil: guardians, staff and the pupil."""
FAMILY_ODDITIES = ("homonyms", "shared-mail", "two-households", "three-schools", "no-ine")
_USUAL_SIZE: dict[SchoolKind, int] = {"maternelle": 85, "elementaire": 130, "primaire": 115}
_SMALLEST = 8
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SHARE_OF_FLAG = (0.7, 0.15, 0.25, 0.35, 0.1)
_AESH_FROM = 40


class NumberedMaker(SchoolMaker):
    """A maker of one school whose people bear the keys of the neighbourhood."""

    neighbourhood: Neighbourhood
    uai: str

    def pupil_key(self) -> str:
        return self.neighbourhood.next_key(self.uai)

    guardian_key = teacher_key = pupil_key

    def national_number(self, key: str) -> str:
        """Unique in France: the school's number and the pupil's, as nine digits and two letters."""
        serial = int(key[-5:])
        high = serial // 100
        return f"{self.uai[:7]}{serial % 100:02}{_LETTERS[high // 23 % 23]}{_LETTERS[high % 23]}"


def pupils_of(place: SchoolPlace, seed: int) -> int:
    """Pupils of a school: what the list counts, else a usual number of its kind."""
    if place.pupils is not None:
        return place.pupils
    drawn = Random(f"size {seed} {place.uai}").lognormvariate(0, 0.45)
    return max(_SMALLEST, round(_USUAL_SIZE[place.kind] * drawn))


def sizes_for(places: Sequence[SchoolPlace], seed: int, people: int | None) -> dict[str, int]:
    """Pupils of each school, by number; when `people` is given, so that about that many are invented in all."""
    sizes = {place.uai: pupils_of(place, seed) for place in places}
    if people is None:
        return sizes
    factor = people / PEOPLE_A_PUPIL / sum(sizes.values())
    return {uai: max(_SMALLEST, round(size * factor)) for uai, size in sizes.items()}


def invent_neighbourhood(
    places: Sequence[SchoolPlace], seed: int, sizes: dict[str, int], day: date, oddities: Iterable[str] = ()
) -> Neighbourhood:
    """Invent everybody as of a day; the same arguments give the same people."""
    made = Neighbourhood({place.uai: place for place in places}, school_year(day))
    for place in places:
        rng = Random(f"academy {seed} {place.uai}")
        maker = school_maker(made, place.uai, rng)
        maker.open_classes(sizes[place.uai])
        maker.fill_classes()
        maker.hire_teachers()
        if "homonyms" in oddities:
            maker.add_namesakes()
        settle(made, place.uai, maker, day)
        _hire_assistants(made, maker)
    _Families(made, Random(f"families {seed} {places[0].uai}")).mix(oddities)
    made.touched.clear()
    return made


def school_year(day: date) -> int:
    """Civil year in which the school year of a day started."""
    return day.year if day.month >= 9 else day.year - 1


def school_maker(made: Neighbourhood, uai: str, rng: Random) -> NumberedMaker:
    """Open a maker of people for one school, who get the keys of the neighbourhood."""
    place = made.places[uai]
    maker = NumberedMaker(
        InventedSchool(place.number, place.kind, made.year, place.city, place.postcode), rng
    )
    maker.neighbourhood, maker.uai = made, uai
    maker.classes = [InventedClass(group.label, group.levels) for group in made.classes_of(uai)]
    return maker


def settle(made: Neighbourhood, uai: str, maker: NumberedMaker, day: date) -> list[str]:
    """Move the people of a maker into the neighbourhood. Returns the keys of the pupils."""
    keys = {group.label: group.key for group in made.classes_of(uai)}
    for group in maker.classes:
        if group.label not in keys:
            key = keys[group.label] = made.next_key(uai)
            made.put_class(SchoolClass(key, uai, group.label, group.levels))
    guardians: dict[str, tuple[str, ...]] = {}
    for guardian in maker.guardians:
        made.put_guardian(guardian)
        for child in guardian.children:
            guardians[child] = (*guardians.get(child, ()), guardian.key)
    for pupil in maker.pupils:
        flags = frozenset(
            flag for flag, share in zip(FLAGS, _SHARE_OF_FLAG, strict=True) if maker.rng.random() < share
        )
        made.put_pupil(
            Enrolled(pupil, uai, keys[pupil.class_label], guardians.get(pupil.key, ()), day, flags)
        )
    for teacher in maker.teachers:
        made.put_staff(Worker(replace(teacher, guardian=""), (uai,)))
    return [pupil.key for pupil in maker.pupils]


def _hire_assistants(made: Neighbourhood, maker: NumberedMaker) -> None:
    """An adult who accompanies pupils, in schools that are not tiny."""
    if len(maker.pupils) < _AESH_FROM:
        return
    before = len(maker.teachers)
    assistant = replace(maker.hire(maker.classes[0].label), classes=())
    del maker.teachers[before:]
    made.put_staff(Worker(assistant, (maker.uai,), assists=True))


class _Families:
    """Families that no school makes by itself."""

    def __init__(self, made: Neighbourhood, rng: Random) -> None:
        self.made = made
        self.rng = rng
        self.used: set[str] = set()

    def mix(self, oddities: Iterable[str]) -> None:
        several = len(self.made.places) > 1
        pupils = len(self.made.pupils)
        if several:
            for _ in range(max(1, pupils // 40)):
                self.siblings(2)
        if several and "three-schools" in oddities and len(self.made.places) > 2:
            self.siblings(3)
        if "two-households" in oddities:
            self.half_siblings()
        if "shared-mail" in oddities:
            self.shared_mails()
        if "no-ine" in oddities:
            self.without_number()
        if "homonyms" in oddities and several:
            self.namesakes()

    def _lone_child(self, schools: set[str]) -> Enrolled | None:
        """Draw a child without brother or sister, who has two guardians, in none of these schools."""
        children = list(self.made.pupils.values())
        for _ in range(60):
            child = self.rng.choice(children)
            adults = [self.made.guardians[key] for key in child.guardians]
            alone = len(adults) == 2 and all(len(adult.children) == 1 for adult in adults)
            if alone and child.school not in schools and child.person.key not in self.used:
                self.used.add(child.person.key)
                return child
        return None

    def siblings(self, schools: int) -> None:
        """Children of as many schools get the guardians of the first of them."""
        first = self._lone_child(set())
        if first is None:
            return
        seen = {first.school}
        for _ in range(schools - 1):
            other = self._lone_child(seen)
            if other is None:
                return
            seen.add(other.school)
            self._adopt(other, first)

    def _adopt(self, child: Enrolled, into: Enrolled) -> None:
        key = child.person.key
        for adult in into.guardians:
            self.made.guard(adult, key)
        for adult in child.guardians:
            self.made.unguard(adult, key)
        now = self.made.pupils[key]
        person = replace(now.person, last_name=into.person.last_name, usual_name="")
        self.made.put_pupil(replace(now, person=person))

    def half_siblings(self) -> None:
        """A mother has a second child with another man, who lives elsewhere."""
        first, second = self._lone_child(set()), self._lone_child(set())
        if first is not None and second is not None:
            mother = first.guardians[0]
            self.made.guard(mother, second.person.key)
            self.made.unguard(second.guardians[0], second.person.key)

    def shared_mails(self) -> None:
        """One child in ten of the drawn ones has guardians who read the same mailbox."""
        for child in self._some(10):
            adults = [self.made.guardians[key] for key in child.guardians]
            if len(adults) > 1:
                shared = adults[0].email or mailbox(adults[0].first_name, adults[0].last_name, self.rng)
                for adult in adults[:2]:
                    self.made.put_guardian(replace(adult, email=shared))

    def without_number(self) -> None:
        for child in self._some(30):
            self.made.put_pupil(replace(child, person=replace(child.person, ine="")))

    def namesakes(self) -> None:
        """Two fathers of two schools, and two pupils born the same day in two schools, have the same names."""
        one = self._lone_child(set())
        other = self._lone_child({one.school}) if one else None
        if one is None or other is None:
            return
        known, same = (self.made.guardians[child.guardians[-1]] for child in (one, other))
        self.made.put_guardian(replace(same, last_name=known.last_name, first_name=known.first_name))
        person: InventedPupil = replace(
            other.person, last_name=one.person.last_name, first_name=one.person.first_name,
            birth_date=one.person.birth_date, usual_name="",
        )  # fmt: skip
        self.made.put_pupil(replace(other, person=person))

    def _some(self, one_in: int) -> list[Enrolled]:
        children = list(self.made.pupils.values())
        return self.rng.sample(children, max(1, len(children) // one_in))


def new_teacher(made: Neighbourhood, uai: str, rng: Random) -> InventedTeacher:
    """Invent a teacher for a class of a school."""
    label = rng.choice(made.classes_of(uai)).label
    return school_maker(made, uai, rng).hire(label)
