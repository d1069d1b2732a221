"""What the coordinator reminds others of: each app of the group declares its matters, and the page, the letters and the
list of what is left to do know them from there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from eprimo.steering.consortium.models import Market, Member

type Words = Callable[[Market, Member | None], str]
type Path = Callable[[Member | None], str]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing of which many may be reminded at once. `label` names it in a list; `words` are the paragraphs of the
    letter, to any member when none is given; `path` is where it is done.

    `members`: those of whom it is left to do now, by name. Without it the matter is the contractor's, and `count` says
    how many things are left to do."""

    key: str
    label: str
    subject: str
    words: Words
    path: Path
    members: Callable[[Market], list[Member]] | None = None
    count: Callable[[Market], int] | None = None

    @property
    def is_contractors(self) -> bool:
        return self.members is None


_matters: dict[str, Matter] = {}


def register_matter(*matters: Matter) -> None:
    """Raises ImproperlyConfigured for a key that another one has, and for a matter of nobody."""
    for one in matters:
        if one.key in _matters or (one.members is None) == (one.count is None):
            raise ImproperlyConfigured(f"The matter « {one.key} » is there already, or of nobody.")
        _matters[one.key] = one


def matters() -> list[Matter]:
    """In the order in which they were declared: a file, then what is bought with it."""
    return list(_matters.values())


def matter_of(key: str) -> Matter | None:
    return _matters.get(key)
