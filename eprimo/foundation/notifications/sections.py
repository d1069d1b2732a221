"""What a service puts on the home page beside notices: pulled when the page is read, by rule, never copied."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the home of some roles. `load` makes at most one statement; None: nothing to show."""

    key: str
    template: str
    roles: frozenset[Role]
    load: Callable[[Actor], dict[str, Any] | None]
    order: int = 50


_sections: dict[str, Section] = {}


def register_section(section: Section) -> Section:
    _sections[section.key] = section
    return section


def sections_of(actor: Actor) -> list[Section]:
    """The sections of the role in use, in order."""
    found = [section for section in _sections.values() if actor.role in section.roles]
    return sorted(found, key=lambda section: (section.order, section.key))
