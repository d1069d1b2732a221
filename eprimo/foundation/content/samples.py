"""What the folder of a service shows of it in the demo (`demo.py`): `SAMPLES`, from which the tests of all kinds take
too, `DEEDS`, what people did with it before, and `STOPS`, where the tour stops."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from eprimo.foundation.content.kinds import ADULTS, Kind, Readers, To
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.actor import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A thing that the head of each open school published, or for a territory who acts for it, so many days before the
    demo's own."""

    title: str
    # Light markup.
    text: str = ""
    to: To = To.SCHOOL
    readers: frozenset[Readers] = ADULTS
    # Of a territory: in which role.
    by: Role = Role.DIRECTOR
    days_ago: int = 1
    # Shown for so many days from then; None: no last day.
    shown_for: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    # Own columns that are a day: so many days after its publication.
    days: Mapping[str, int] = field(default_factory=dict)
    # What it says since it was corrected, an hour later; empty: nothing was corrected.
    corrected: str = ""
    # Taken back two hours later.
    withdrawn: bool = False

    def facts_on(self, day: date) -> dict[str, Any]:
        """Return its own columns, as published on that day."""
        return {**self.facts, **{name: day + timedelta(days=later) for name, later in self.days.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the demo as one of its faces. `about`: the title of the thing whose address `page` is; empty: `page`
    has an address of its own."""

    face: str
    page: str
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(View):
    """A stop of the tour: what there is to see or to do in a service. `at`: the hour, for those of the day that the
    tour tells; `beside`: what somebody else sees of it meanwhile."""

    title: str
    at: time | None = None
    beside: View | None = None


def samples_of(kind: Kind) -> tuple[Sample, ...]:
    """Return the samples that a `demo.py` gives under the key of the kind, the oldest first."""
    found = (one for given in _declared("SAMPLES") for one in given.get(kind.key, ()))
    return tuple(sorted(found, key=lambda one: -one.days_ago))


type Deed = Callable[[School, Mapping[str, Person], datetime], None]


def deeds() -> tuple[Deed, ...]:
    """Return what the faces of the demo, by name, did at the school of the Tilleuls since the year began, whatever
    service."""
    return tuple(one for given in _declared("DEEDS") for one in given)


def stops() -> tuple[Stop, ...]:
    """Return the stops of all services, in the order of their names."""
    return tuple(one for given in _declared("STOPS") for one in given)


def _declared(name: str) -> Iterator[Any]:
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "demo"):
            module = import_module(f"{config.name}.demo")
            if hasattr(module, name):
                yield getattr(module, name)
