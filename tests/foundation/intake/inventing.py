"""Invented schools for the imports."""

from eprimo.devtools.generators.onde_writer import (
    Variant,
)
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import InventedSchool

NEW = Variant(encoding="utf-8", headers="new")


def invented(seed: int = 1, pupils: int = 52) -> InventedSchool:
    return invent_school(seed, pupils, first_year=2026)
