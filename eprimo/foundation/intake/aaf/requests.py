"""What one request of a file says of one object."""

from dataclasses import dataclass, field

from eprimo.foundation.intake.aaf.files import Kind

# A longer value is none of ours: left out, and told.
LONGEST = 2000
_KINDS = {kind.value.lower(): kind for kind in Kind}


@dataclass(slots=True)
class AafObject:
    """What one request says of one object. An attribute that is not there was not said."""

    # Added, modified or deleted: a, m, d.
    op: str
    kind: Kind | None
    key: str
    file: str
    values: dict[str, list[str]] = field(default_factory=dict)
    # One of its values is longer than any of ours.
    has_long: bool = False


def kind_of(said: str) -> Kind | None:
    return _KINDS.get(said.strip().lower())
