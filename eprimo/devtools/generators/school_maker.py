"""Inventing the people of a school one family at a time."""

import itertools
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from eprimo.devtools.generators.names import adult_first_name, child_first_name, street, surname
from eprimo.devtools.generators.shapes import (
    AGE_OF,
    LEVELS_OF,
    Address,
    InventedClass,
    InventedGuardian,
    InventedPupil,
    InventedSchool,
    InventedTeacher,
)

CLASS_SIZE = 25
DOMAIN = "courriel.example"


@dataclass
class SchoolMaker:
    """The school being invented: places to fill, names already given."""

    school: InventedSchool
    rng: Random
    classes: list[InventedClass] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    """(level, class) of each pupil to come."""
    pupils: list[InventedPupil] = field(default_factory=list)
    guardians: list[InventedGuardian] = field(default_factory=list)
    teachers: list[InventedTeacher] = field(default_factory=list)
    prefix: str = ""
    _taken: set[tuple[str, str, str]] = field(default_factory=set)
    _guardian_count: int = 0

    @classmethod
    def reopen(cls, school: InventedSchool, rng: Random, prefix: str) -> "SchoolMaker":
        """Go on with a school that exists; new people get keys that start with the prefix."""
        maker = cls(school, rng, list(school.classes), prefix=prefix)
        maker.pupils, maker.guardians = list(school.pupils), list(school.guardians)
        maker.teachers = list(school.teachers)
        everyone = (("p", maker.pupils), ("g", maker.guardians), ("t", maker.teachers))
        maker._taken = {(kind, p.last_name, p.first_name) for kind, people in everyone for p in people}
        return maker

    def finished(self) -> InventedSchool:
        """Return the school; pupils come by class then name, as in a file."""
        order = {group.label: i for i, group in enumerate(self.classes)}
        return replace(
            self.school,
            classes=tuple(self.classes),
            pupils=tuple(
                sorted(self.pupils, key=lambda p: (order[p.class_label], p.last_name, p.first_name, p.key))
            ),
            guardians=tuple(sorted(self.guardians, key=lambda g: (g.last_name, g.first_name, g.key))),
            teachers=tuple(self.teachers),
        )

    def pupil_key(self) -> str:
        """Key of the pupil being invented."""
        return f"{self.prefix}P{len(self.pupils) + 1:04}"

    def guardian_key(self) -> str:
        """Key of the guardian being invented."""
        self._guardian_count += 1
        return f"{self.prefix}G{self._guardian_count:04}"

    def teacher_key(self) -> str:
        """Key of the teacher being invented."""
        return f"{self.prefix}T{len(self.teachers) + 1:03}"

    def national_number(self, key: str) -> str:  # noqa: ARG002 - who numbers a whole academy counts on the key
        """INE of the pupil of this key."""
        serial = f"{self.rng.randrange(10**9):09}"
        return f"{serial}{self.rng.choice('ABCDEFGHJK')}{self.rng.choice('ABCDEFGHJK')}"

    def open_classes(self, count: int, class_size: int = CLASS_SIZE) -> None:
        """Share the pupils among levels, then fill classes level by level: some hold several."""
        levels = LEVELS_OF[self.school.kind]
        drawn = sorted(
            (
                levels[i % len(levels)] if self.rng.random() < 0.8 else self.rng.choice(levels)
                for i in range(count)
            ),
            key=levels.index,
        )
        wanted = max(1, round(count / class_size))
        bounds = [count * i // wanted for i in range(wanted + 1)]
        labels: set[str] = set()
        for start, end in itertools.pairwise(bounds):
            inside = tuple(dict.fromkeys(drawn[start:end]))
            if not inside:
                continue
            label = "-".join(inside) if len(inside) < 4 else f"{inside[0]} à {inside[-1]}"
            again = (f"{label} {n}" for n in itertools.count(2))
            label = next(name for name in itertools.chain((label,), again) if name not in labels)
            labels.add(label)
            self.classes.append(InventedClass(label, inside))
            self.places += [(level, label) for level in drawn[start:end]]

    def fill_classes(self) -> None:
        """Invent families until every place is taken."""
        self.rng.shuffle(self.places)
        while self.places:
            wanted = self.rng.choices((1, 2, 3, 4), (78, 18, 3, 1))[0]
            places = [self.places.pop()]
            for _ in range(wanted - 1):
                sibling = self._sibling_place(places)
                if sibling is None:
                    break
                self.places.remove(sibling)
                places.append(sibling)
            self.add_family(places)

    def _sibling_place(self, places: list[tuple[str, str]]) -> tuple[str, str] | None:
        """Place of a brother or sister, at least two years apart from each other one."""
        ages = [AGE_OF[level] for level, _ in places]
        return next(
            (
                place
                for place in reversed(self.places)
                if all(abs(AGE_OF[place[0]] - age) > 1 for age in ages)
            ),
            None,
        )

    def add_family(self, places: list[tuple[str, str]]) -> None:
        """Invent the children of these places and their guardians."""
        rng = self.rng
        shape = rng.choices(("together", "apart", "single", "extended"), (70, 24, 3, 3))[0]
        adults = [("Mme", self._unique("g", "F")), ("M.", self._unique("g", "M"))]
        married = shape == "together" and rng.random() < 0.5
        mother, father = adults[0][1][0], adults[1][1][0]
        family_name = rng.choices((father, mother, f"{mother} {father}"), (75, 15, 10))[0]
        children = tuple(self._add_pupil(place, family_name, usual=f"{father} {mother}") for place in places)
        first_home, second_home = self.home(), self.home()
        guardians = [
            self._guardian(*adults[0], first_home, children, usual_name=father if married else ""),
            self._guardian(*adults[1], first_home if shape == "together" else second_home, children),
        ]
        if shape == "single":
            guardians = [rng.choice(guardians)]
        if shape == "extended":
            elders = self.home()
            for civility, sex in (("Mme", "F"), ("M.", "M")):
                guardians.append(self._guardian(civility, self._unique("g", sex), elders, children))
        self.guardians += guardians

    def home(self) -> Address:
        """Invent an address of the commune."""
        return Address(street(self.rng), self.school.postcode, self.school.city)

    def _unique(self, kind: str, sex: str, last_name: str = "") -> tuple[str, str]:
        """Draw (last name, first name) not yet given to this kind of person."""
        while True:
            first = child_first_name(self.rng, sex) if kind == "p" else adult_first_name(self.rng, sex)
            name = last_name or surname(self.rng), first
            if (kind, *name) not in self._taken:
                self._taken.add((kind, *name))
                return name
            if (
                self.rng.random() < 0.02
            ):  # a very common surname: a compound first name always ends the search
                compound = name[0], f"{first}-{child_first_name(self.rng, sex)}"
                if (kind, *compound) not in self._taken:
                    self._taken.add((kind, *compound))
                    return compound

    def _add_pupil(self, place: tuple[str, str], last_name: str, *, usual: str) -> str:
        rng, (level, label) = self.rng, place
        sex = rng.choice("FM")
        first_name = self._unique("p", sex, last_name)[1]
        key = self.pupil_key()
        late = 1 if level not in {"TPS", "PS", "MS", "GS"} and rng.random() < 0.03 else 0
        born = date(self.school.first_year - AGE_OF[level] - late, 1, 1) + timedelta(days=rng.randrange(365))
        self.pupils.append(
            InventedPupil(
                key=key,
                last_name=last_name,
                first_name=first_name,
                birth_date=born,
                sex=sex,
                ine=self.national_number(key),
                level=level,
                class_label=label,
                usual_name=usual if rng.random() < 0.03 else "",
                image_consent=rng.random() < 0.5,
                association_consent=rng.random() < 0.6,
                insurance=rng.random() < 0.95,
            )
        )
        return key

    def _guardian(
        self,
        civility: str,
        name: tuple[str, str],
        home: Address,
        children: tuple[str, ...],
        usual_name: str = "",
    ) -> InventedGuardian:
        rng = self.rng
        return InventedGuardian(
            key=self.guardian_key(),
            civility=civility,
            last_name=name[0],
            first_name=name[1],
            address=home,
            children=children,
            usual_name=usual_name if usual_name != name[0] else "",
            email=mailbox(name[1], name[0], rng) if rng.random() < 0.7 else "",
            # Ranges that the regulator keeps for fiction: nobody can be rung by mistake.
            home_phone=f"026191{rng.randrange(10**4):04}" if rng.random() < 0.3 else "",
            mobile=f"063998{rng.randrange(10**4):04}" if rng.random() < 0.8 else "",
        )

    def hire_teachers(self) -> None:
        """One teacher a class, two for one in four; the director teaches; one may be a parent here."""
        for group in self.classes:
            for _ in range(2 if self.rng.random() < 0.25 else 1):
                self.hire(group.label)
        self.teachers[0] = replace(self.teachers[0], is_director=True)
        mothers = [g for g in self.guardians if g.civility == "Mme"]
        if len(self.teachers) > 2 and mothers:
            parent = self.rng.choice(mothers)
            self.teachers[-1] = replace(
                self.teachers[-1],
                civility="Mme",
                last_name=parent.last_name,
                first_name=parent.first_name,
                usual_name=parent.usual_name,
                email=mailbox(parent.first_name, parent.last_name, self.rng),
                guardian=parent.key,
            )

    def hire(self, label: str) -> InventedTeacher:
        """Invent one teacher for a class."""
        sex = "F" if self.rng.random() < 0.8 else "M"
        last_name, first_name = self._unique("t", sex)
        teacher = InventedTeacher(
            key=self.teacher_key(),
            civility="Mme" if sex == "F" else "M.",
            last_name=last_name,
            first_name=first_name,
            email=mailbox(first_name, last_name, self.rng),
            classes=(label,),
        )
        self.teachers.append(teacher)
        return teacher

    def add_namesakes(self) -> None:
        """Give two fathers of two families one name, and two pupils of two classes another one."""
        fathers = [i for i, guardian in enumerate(self.guardians) if guardian.civility == "M."]
        if len(fathers) > 8:
            one, other = self.guardians[fathers[0]], self.guardians[fathers[-1]]
            if not set(one.children) & set(other.children) and one.address != other.address:
                self.guardians[fathers[-1]] = replace(
                    other, last_name=one.last_name, first_name=one.first_name, email=""
                )
        first = self.pupils[0]
        for i, pupil in enumerate(self.pupils):
            if pupil.class_label != first.class_label and pupil.sex == first.sex and i > 8:
                self.pupils[i] = replace(
                    pupil, last_name=first.last_name, first_name=first.first_name, usual_name=""
                )
                self.pupils[0] = replace(first, usual_name="")
                return


def mailbox(first_name: str, last_name: str, rng: Random) -> str:
    """Invent an address under a domain that cannot exist."""
    decomposed = unicodedata.normalize("NFKD", f"{first_name}.{last_name}".lower())
    bare = "".join(c for c in decomposed if c.isascii() and (c.isalnum() or c == "."))
    return f"{bare}{rng.randrange(100)}@{DOMAIN}"
