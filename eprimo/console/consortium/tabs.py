"""The pages of the purchasing group that stand as tabs on one another. Each app declares its own in its `service.py`: a
new list is a tab of a part, and is found from every other page of the group without a link anywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import current_market
from eprimo.ui.addresses import reverse

type Shown = Callable[[Actor, Market | None], bool]

# The first line of tabs, in order. A part that shows its reader no page is none.
PARTS = {
    "members": "Membres",
    "calendar": "Calendrier",
    "market": "Marché",
    "orders": "Commandes",
    "invoices": "Factures",
    "meetings": "Réunions",
}


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A tab. `shown`: whether the page exists for this reader, in this state of the market (None: none was opened); it
    says the same as the page itself. `also`: routes of pages that belong to it, and show the tabs too."""

    part: str
    name: str
    route: str
    shown: Shown
    order: int = 50
    also: tuple[str, ...] = field(default=())

    @property
    def routes(self) -> frozenset[str]:
        return frozenset({self.route, *self.also})


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    url: str
    current: bool


_pages: list[GroupPage] = []


def register_page(*pages: GroupPage) -> None:
    """Raises KeyError for a part that is none."""
    for page in pages:
        if page.part not in PARTS:
            raise KeyError(page.part)
        _pages.append(page)


def lines_of(actor: Actor, here: str) -> list[list[Tab]]:
    """The parts, then the pages of the one that is open where it has several; `here` is the route of the page. Nothing
    of a line of one: it would lead nowhere else."""
    market = current_market()
    pages = [one for one in sorted(_pages, key=lambda one: one.order) if one.shown(actor, market)]
    by_part = {part: [one for one in pages if one.part == part] for part in PARTS}
    parts = [
        Tab(PARTS[part], reverse(inside[0].route), any(here in one.routes for one in inside))
        for part, inside in by_part.items()
        if inside
    ]
    opened = next((one.part for one in pages if here in one.routes), "")
    below = [Tab(one.name, reverse(one.route), here in one.routes) for one in by_part.get(opened, ())]
    return [line for line in (parts, below) if _is_of_several(line)]


def _is_of_several(line: Sequence[Tab]) -> bool:
    return len(line) > 1
