"""What one request of a file says of one object."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eprimo.foundation.intake.aaf.files import Kind

# A longer value is none of ours: left out, and told.
LONGEST = 2000
_KINDS = {kind.value.lower(): kind for kind in Kind}

type Values = dict[str, list[str]]
# What a change does with an attribute: replace, add or delete; its name; the values.
type Change = tuple[str, str, list[str]]


def changed(before: Mapping[str, list[str]], changes: Iterable[Change]) -> Values:
    """The attributes that these changes touch, as they then are: nothing left is said, and empty."""
    made: Values = {}
    for operation, name, values in changes:
        held = made.get(name, before.get(name, []))
        if operation == "add":
            made[name] = [*held, *(value for value in values if value not in held)]
        elif operation == "delete":
            made[name] = [value for value in held if value not in values] if any(values) else []
        else:
            made[name] = list(values)
    return made


@dataclass(slots=True)
class AafObject:
    """What one request says of one object. An attribute that is not there was not said."""

    # Added, modified or deleted: a, m, d.
    op: str
    kind: Kind | None
    key: str
    file: str
    values: Values = field(default_factory=dict)
    # One of its values is longer than any of ours.
    has_long: bool = False
    # Of a modification, in order; its values are what they make of what is known.
    changes: list[Change] = field(default_factory=list)
    # Of a pupil whose own side says no guardian: those who name the pupil on theirs.
    heard: list[str] | None = None
    # Of a modification: what was said before of what is read together (`known.KEPT`); none when that is not known.
    known: Values | None = None


def kind_of(said: str) -> Kind | None:
    return _KINDS.get(said.strip().lower())
