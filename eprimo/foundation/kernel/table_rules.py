"""What each table says of itself where it is unlike most: whose data it holds, and who reaches its rows.

A table that says nothing holds data of people, of one school: it has a retention, a place in a copy of one's own data,
and a school that is never empty. `tests/test_consistency.py` holds each to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DataOf(StrEnum):
    """`data_of` of a model."""

    # Nobody's data: nothing to keep or erase, and no need of a school.
    NOBODY = "nobody"
    # Facts about people that hold across schools, or of bodies whose schools may be many: no column `school`.
    ACROSS_SCHOOLS = "across_schools"
    # Of one school; or of a territory, and then of no school and about no child: the database holds them to it.
    TERRITORY_TOO = "territory_too"


class Tier(StrEnum):
    """The people who reach a row of a table: `wall` of a model. A model that says nothing and has a column `school` is
    SCHOOL, one of nobody's data is OPEN."""

    # Of the schools of the session (own, of own children, served, assisted, archives), `school_id` says which.
    SCHOOL = "school"
    # A human being: of the schools where one is or was (`directory.Person.place_ids`). Who stands for a territory
    # reaches the adults of its schools.
    PERSON = "person"
    # Where people live, what the State and the files call them: of the person (`person`), and of who works where the
    # person is.
    OWN_OR_STAFF = "own_or_staff"
    # An event to carry on: read by the sessions that reach all that it does, written by pages and changed by none.
    EVENT = "event"
    # Rows that the model names, to read and to write (`reached`, SQL of a row). The worker and the door reach all.
    NAMED = "named"
    # Nobody's data, or of the group: schools, communes, calendar, markets. Its `writes` says who reads and writes; a
    # model without one is closed to pages.
    OPEN = "open"


def unweighed(condition: str) -> str:
    """Return a condition that gives the same rows, and of which the planner takes all for granted.

    It knows no array ahead, and guesses ten schools of all: of a page's thirty notes it expected none where an academy
    has 1,530 schools, and joined by loops what it would have hashed. What a statement asks says enough.
    """
    return f"NULLIF({condition}, false) IS NOT NULL"


def joined(*columns: str) -> str:
    """The row is of one of the two whom this transaction makes one, or parts."""
    return " OR ".join(f"{column} = ANY ((SELECT wall.joined())::bigint[])" for column in columns)


# Of who directs the school, or its academy; of two people who are made one, where they were.
DIRECTED = (
    "school_id = ANY ((SELECT wall.directed())::bigint[])"
    " OR (SELECT wall.joined()) IS NOT NULL AND school_id = ANY ((SELECT wall.schools())::bigint[])"
)


def moves(*columns: str) -> dict[str, str]:
    """Between these two alone, for `Writes.columns`."""
    return {
        column: f"OLD.{column} = ANY(wall.joined()) AND NEW.{column} = ANY(wall.joined())"
        for column in columns
    }


@dataclass(frozen=True, slots=True)
class Writes:
    """The rows of a table that pages write, where its tier says more than that: `writes` of a model. The worker writes
    as ever. The door, which opens sessions, writes what pages do, and all of the table where `door` says so. `read`:
    which rows pages read, of a table in no tier, or among those of its schools.

    Conditions are SQL of a row, or may call what the second wall answers of a session (`access/wall.sql`). Empty: no
    page does. `columns`: what pages may change in a row that they reach, names by spaces, and the condition that `OLD`
    and `NEW` hold then (empty: none); all other columns stay as they are, unless `EVERY_COLUMN` stands there. `why`:
    the reason where every page reads all rows.
    """

    read: str = "true"
    door: bool = False
    insert: str = ""
    update: str = ""
    delete: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


# In `Writes.columns`: all columns that it does not name, under one condition (empty: they change with the row).
EVERY_COLUMN = "*"

# Why links of people are read wherever they are: a right that is computed without them would be another one.
READ_LINKS = (
    "what computes a right reads links in whatever school they are: without the names, which are of people"
)
TAKES_AWAY = "it takes a right away, or says that none is given: hidden, it would open what it closes"

# What a table that declares nothing is to pages: neither read nor written. The worker, the commands and the owner's
# functions still are not held to it.
CLOSED = Writes(read="false")


def read_by_all(
    why: str, *, insert: str = "", update: str = "", columns: Mapping[str, str] | None = None
) -> Writes:
    """Pages read every row, for the reason `why`, and write none but those that the conditions name."""
    return Writes(insert=insert, update=update, columns=columns or {}, why=why)


def kept_where(
    condition: str, *, read: str, why: str = "", removed: bool = True, door: bool = False,
    columns: Mapping[str, str] | None = None,
) -> Writes:  # fmt: skip
    """Pages insert, change and (`removed`) delete the rows that `condition` names, whole rows unless `columns` says
    which of their columns."""
    return Writes(
        read=read, door=door, insert=condition, update=condition, delete=condition if removed else "",
        columns={EVERY_COLUMN: ""} if columns is None else columns, why=why,
    )  # fmt: skip
