"""What an invented school is made of. The keys are the truth that no file carries."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

type SchoolKind = Literal["maternelle", "elementaire", "primaire"]

LEVELS_OF: dict[SchoolKind, tuple[str, ...]] = {
    "maternelle": ("PS", "MS", "GS"),
    "elementaire": ("CP", "CE1", "CE2", "CM1", "CM2"),
    "primaire": ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"),
}
AGE_OF = {"TPS": 2, "PS": 3, "MS": 4, "GS": 5, "CP": 6, "CE1": 7, "CE2": 8, "CM1": 9, "CM2": 10}
"""Age reached in the civil year in which the school year starts."""
CYCLE_OF = {level: 1 if age < 6 else 2 if age < 9 else 3 for level, age in AGE_OF.items()}


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address."""

    line: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class InventedPupil:
    """One pupil; ``key`` is the truth that no file carries."""

    key: str
    last_name: str
    first_name: str
    birth_date: date
    sex: str
    ine: str
    level: str
    class_label: str
    usual_name: str = ""
    image_consent: bool = False
    association_consent: bool = False
    insurance: bool = True

    @property
    def cycle(self) -> int:
        """Cycle of the pupil's level."""
        return CYCLE_OF[self.level]


@dataclass(frozen=True, slots=True)
class InventedGuardian:
    """One guardian and the keys of the children."""

    key: str
    civility: str
    last_name: str
    first_name: str
    address: Address
    children: tuple[str, ...]
    usual_name: str = ""
    email: str = ""
    home_phone: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class InventedTeacher:
    """One teacher; ``guardian`` is the key of the same person among the parents, if any."""

    key: str
    civility: str
    last_name: str
    first_name: str
    email: str
    classes: tuple[str, ...]
    usual_name: str = ""
    is_director: bool = False
    guardian: str = ""

    @property
    def function(self) -> str:
        """Function as the newer file writes it."""
        return "Directeur" if self.is_director else "Enseignant"


@dataclass(frozen=True, slots=True)
class InventedClass:
    """One class and its levels in school order."""

    label: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InventedSchool:
    """All the people of a school in one school year."""

    seed: int
    kind: SchoolKind
    first_year: int
    """Civil year in which the school year starts."""
    city: str
    postcode: str
    classes: tuple[InventedClass, ...] = ()
    pupils: tuple[InventedPupil, ...] = ()
    guardians: tuple[InventedGuardian, ...] = ()
    teachers: tuple[InventedTeacher, ...] = ()

    def pupil(self, key: str) -> InventedPupil:
        """Find a pupil by key."""
        return next(pupil for pupil in self.pupils if pupil.key == key)

    def guardians_of(self, key: str) -> list[InventedGuardian]:
        """Guardians of a pupil, in the order of the school."""
        return [guardian for guardian in self.guardians if key in guardian.children]
