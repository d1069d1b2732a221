"""Drilling down: which places a territory is shown by, the way down and the way back up."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from eprimo.steering.statistics.queries import Asked, SchoolRow, Total, totals_by

NOWHERE = "Sans circonscription"


@dataclass(frozen=True, slots=True)
class Step:
    """A place of the address, and the address without what is below it."""

    words: str
    query: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the next level, its figures, and the way into it (empty: it leads nowhere)."""

    total: Total
    query: str


@dataclass(frozen=True, slots=True)
class Below:
    """The next level down."""

    title: str
    column: str
    places: Sequence[Place]


def below(rows: Sequence[SchoolRow], asked: Asked) -> Below | None:
    """Departments, circonscriptions where they are known, communes; None in a commune: its schools are listed."""
    if asked.commune:
        return None
    if not asked.department and len({row.department for row in rows}) > 1:
        return _level(rows, asked, _DEPARTMENTS)
    if not (asked.circonscription or asked.epci) and len({row.circonscription for row in rows}) > 1:
        return _level(rows, asked, _DISTRICTS)
    return _level(rows, asked, _COMMUNES)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A level: its title, the word of its column, the fields of a school's row, and its name in the address."""

    title: str
    column: str
    key: str
    name: str
    param: str


_DEPARTMENTS = _Kind("Par département", "Département", "department", "department_name", "departement")
_DISTRICTS = _Kind(
    "Par circonscription", "Circonscription", "circonscription", "circonscription", "circonscription"
)
_COMMUNES = _Kind("Par commune", "Commune", "commune", "commune_name", "commune")


def _level(rows: Sequence[SchoolRow], asked: Asked, kind: _Kind) -> Below:
    places = []
    for total in totals_by(rows, kind.key, kind.name):
        total.name = total.name or NOWHERE
        places.append(Place(total, query_of(asked, {kind.param: total.key}) if total.key else ""))
    return Below(kind.title, kind.column, places)


def trail(rows: Sequence[SchoolRow], asked: Asked) -> list[Step]:
    """The places that the address names, from the widest."""
    if not rows:
        return []
    one, steps, known = rows[0], [], Asked()
    named = (
        ("departement", asked.department, one.department_name),
        ("epci", asked.epci, one.epci_name),
        ("circonscription", asked.circonscription, one.circonscription),
        ("commune", asked.commune, one.commune_name),
    )
    query: dict[str, str] = {}
    for param, value, words in named:
        if value:
            query[param] = value
            steps.append(Step(words or value, query_of(known, query)))
    return steps


def query_of(asked: Asked, more: dict[str, str] | None = None) -> str:
    """The address's question, with some values replaced; what is empty is left out."""
    values = {
        "departement": asked.department, "circonscription": asked.circonscription, "epci": asked.epci,
        "commune": asked.commune, "souci": asked.concern, "q": asked.words,
    } | (more or {})  # fmt: skip
    return urlencode({name: value for name, value in values.items() if value})
