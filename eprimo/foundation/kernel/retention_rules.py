"""How long personal data is kept, said once by each app and carried out as it is said.

A line names columns of one model. Its `ends` say which event starts the clock, how long it runs and what is done then;
its `persons` say what becomes of a row when a person that it names is erased. The job of `foundation/privacy` obeys
both, the retention page and the register of processing read them out, and a test refuses a model that says nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


class Basis(StrEnum):
    """The reason why the law lets it be kept (RGPD, article 6.1)."""

    MISSION = "Mission d’intérêt public (RGPD, article 6.1.e)"
    LAW = "Obligation légale (RGPD, article 6.1.c)"
    CONSENT = "Consentement (RGPD, article 6.1.a)"


class Whose(StrEnum):
    """The people whom data is about."""

    PUPILS = "Élèves"
    GUARDIANS = "Responsables"
    TEAM = "Enseignants, direction et personnel"
    AGENTS = "Agents des communes et partenaires"
    TERRITORY = "Inspection, académie et groupement"


EVERYBODY = tuple(Whose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """A heading of the register (RGPD, article 30): what several lines of an app are kept for, together."""

    key: str
    name: str
    purpose: str
    people: tuple[Whose, ...]
    recipients: tuple[str, ...]
    basis: Basis = Basis.MISSION
    measures: tuple[str, ...] = ()
    order: int = 50


class How(StrEnum):
    """The act that ends a time of keeping."""

    DELETE = "effacée en entier"
    BLANK = "vidée de ce qui nomme"


@dataclass(frozen=True, slots=True)
class After:
    """So long after the instant (or the day) of a column; rows where it is empty wait. `only`: those rows alone."""

    column: str
    lasts: timedelta = timedelta()
    how: How = How.DELETE
    only: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YearOver:
    """A term: the school year of a column is over, and `following` more. The column is an instant or a year's
    number."""

    column: str
    following: int = 0
    how: How = How.DELETE


@dataclass(frozen=True, slots=True)
class With:
    """Together with the row that this foreign key names."""

    relation: str


@dataclass(frozen=True, slots=True)
class LastRight:
    """A term: data goes with the person, at the latest three months after the last right ended (`persons` says through
    which column)."""


@dataclass(frozen=True, slots=True)
class ByAct:
    """A function of the app does it, named by its path; it returns how many rows went. `owner`: it logs in as the
    owner of the tables."""

    path: str
    owner: bool = False


type End = After | YearOver | With | LastRight | ByAct


@dataclass(frozen=True, slots=True)
class Fate:
    """The end of a row when the person that a column names is erased: it goes, or it stays without the name, and
    `blank` are its columns that are emptied."""

    goes: bool
    blank: tuple[str, ...] = ()


GOES = Fate(goes=True)


def nameless(*blank: str) -> Fate:
    """The row stays: it then points to « personne effacée »."""
    return Fate(goes=False, blank=blank)


@dataclass(frozen=True, slots=True)
class Retention:
    """A rule: how long personal columns of a model are kept, and why. `kept`, `why` and `what` are what people read."""

    model: str
    columns: tuple[str, ...]
    kept: str
    why: str
    of: Processing | None = None
    ends: tuple[End, ...] = ()
    persons: Mapping[str, Fate] = field(default_factory=dict)
    # Empty: those of the processing.
    people: tuple[Whose, ...] = ()
    recipients: tuple[str, ...] = ()
    basis: Basis | None = None
    # What the table holds, in words, where its own service says it.
    what: str = ""


@dataclass(frozen=True, slots=True)
class Erasing:
    """People who are being erased, their rows still there. `objecting`: those whose contributions go too, whether they
    are erased themselves or stay."""

    people: tuple[int, ...]
    objecting: tuple[int, ...] = ()


type Eraser = Callable[[Erasing], Mapping[str, int]]


def erasers() -> list[Eraser]:
    """Return what apps do beyond their lines when people are erased, in the same transaction: the function `erase` of
    their `erasing.py`. It returns counts by model, and bears being run twice."""
    return [
        import_module(f"{config.name}.erasing").erase
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "erasing")
    ]
