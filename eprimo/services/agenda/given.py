"""What a calendar file gives: the shape of what its reader answers. Nothing of Django, nor of the reader, here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Of one file: more than a school has in a year.
MOST_DATES = 100


class Wrong(StrEnum):
    """Why an event is not taken."""

    BROKEN = "broken"
    CANCELLED = "cancelled"
    UNTITLED = "untitled"
    LONG = "long"
    FAR = "far"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class GivenDate:
    """One date. `key`: the same in each edition of the file. Hours « 08:30 », or empty; `cut`: its title or place was
    longer than ours may be."""

    key: str
    title: str
    first: date
    last: date
    starts: str
    ends: str
    place: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Given:
    """`past`: events that have no day to come; `untold`: the first of those that are not taken, with why (`Wrong`), and
    how many these are."""

    dates: tuple[GivenDate, ...]
    past: int
    untold: tuple[tuple[str, str], ...]
    refused: int
