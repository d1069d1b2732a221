"""A school and its people, invented: classes, teachers, pupils, families of every shape."""

from random import Random

from eprimo.devtools.generators.school_maker import CLASS_SIZE, SchoolMaker
from eprimo.devtools.generators.shapes import (
    Address,
    InventedClass,
    InventedGuardian,
    InventedPupil,
    InventedSchool,
    InventedTeacher,
    SchoolKind,
)

__all__ = [
    "Address",
    "InventedClass",
    "InventedGuardian",
    "InventedPupil",
    "InventedSchool",
    "InventedTeacher",
    "SchoolKind",
    "invent_school",
]


def invent_school(
    seed: int,
    pupils: int = 130,
    kind: SchoolKind = "primaire",
    *,
    first_year: int = 2025,
    city: str = "Saint-Aubin-des-Essais",
    postcode: str = "44990",
    namesakes: bool = True,
    class_size: int = CLASS_SIZE,
) -> InventedSchool:
    """Invent a school; the same arguments give the same school.

    ``namesakes`` adds, when there is room, two guardians of the same name in two families and two
    pupils of the same name in two classes. Otherwise names are unique inside each profile.
    """
    maker = SchoolMaker(InventedSchool(seed, kind, first_year, city, postcode), Random(f"school {seed}"))
    maker.open_classes(pupils, class_size)
    maker.fill_classes()
    maker.hire_teachers()
    if namesakes:
        maker.add_namesakes()
    return maker.finished()
