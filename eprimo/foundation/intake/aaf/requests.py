"""What one request of a file says of one object."""

from dataclasses import dataclass, field

from eprimo.foundation.intake.aaf.files import Kind

# A longer value is none of ours: left out, and told.
LONGEST = 2000
_KINDS = {kind.value.lower(): kind for kind in Kind}

type Values = dict[str, list[str]]


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
    # Attributes of a modification that does not replace them, which the format does not know: left out.
    odd: list[str] = field(default_factory=list)
    # Of a pupil whose own side says no guardian: those who name the pupil on theirs.
    heard: list[str] | None = None
    # Of a modification: what was said before of what is read together (`known.KEPT`); none when that is not known.
    known: Values | None = None


def kind_of(said: str) -> Kind | None:
    return _KINDS.get(said.strip().lower())
