"""What each table says of itself where it is unlike most: whose data it holds.

A table that says nothing holds data of people, of one school: it has a retention, a place in a copy of one's own data,
and a school that is never empty. `tests/test_consistency.py` holds each to it.
"""

from enum import StrEnum


class DataOf(StrEnum):
    """`data_of` of a model."""

    # Nobody's data: nothing to keep or erase, and no need of a school.
    NOBODY = "nobody"
    # Facts about people that hold across schools, or of bodies whose schools may be many: no column `school`.
    ACROSS_SCHOOLS = "across_schools"
    # Of one school; or of a territory, and then of no school and about no child: the database holds them to it.
    TERRITORY_TOO = "territory_too"
