"""What screens.py runs. Not a test file by its name: pytest finds it only when asked."""

import re
from collections.abc import Callable

import pytest

from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.e2e.crawl import pages_of
from tests.e2e.screens import shoot, shoot_all
from tests.e2e.test_journey import tell
from tests.e2e.world import furnish

pytestmark = pytest.mark.browser

CLASSMATES = (
    "Adèle", "Amadou", "Anouk", "Basile", "Camille", "Chloé", "Djibril", "Elio", "Eva", "Gabin", "Hugo", "Ilyes",
    "Jeanne", "Kenza", "Lina", "Lucien", "Maëlle", "Maximilien-Alexandre", "Nour", "Oumou-Khaïry", "Paul", "Rose",
)  # fmt: skip
HOMES = (
    "samira", "paul", "petit", "lea", "teacher", "teacher_parent", "delegate", "director", "agent", "inspector",
    "academy",
)  # fmt: skip
WHO = ("director", "teacher", "samira", "lea", "petit", "delegate", "agent", "academy")


def test_journey(visit: Visit, work: Callable[[], None]) -> None:
    count = iter(range(1, 1000))
    tell(visit, work, lambda visitor, name: shoot(visitor, f"journey-{next(count):02}-{name}"))


@pytest.mark.parametrize("name", WHO)
def test_menus(cast: Cast, visit: Visit, name: str) -> None:
    furnish(cast)
    visitor = visit(cast.people[name])
    for number, path in enumerate(pages_of(visitor), start=1):
        words = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", path).split("after=")[0]
        shoot(visitor, f"{name}-{number:02}-{re.sub(r'[^a-z0-9]+', '-', words).strip('-') or 'accueil'}")


@pytest.mark.parametrize("name", HOMES)
def test_homes(cast: Cast, visit: Visit, name: str) -> None:
    """The home of each person, then what opens from it."""
    furnish(cast)
    for number, first in enumerate(CLASSMATES):
        make.pupil(cast.tilleuls, cast.ce1, first, f"NOM{number}")
    visitor = visit(cast.people[name])
    visitor.open("/")
    shoot_all(visitor, f"accueil-{name}")
    opened = visitor.page.locator("details.depli > summary")
    if opened.count():
        opened.first.click()
        shoot_all(visitor, f"accueil-{name}-ouvert")


def test_homes_with_nothing(cast: Cast, visit: Visit) -> None:
    for name in ("samira", "lea", "teacher", "partner"):
        visitor = visit(cast.people[name])
        visitor.open("/")
        shoot_all(visitor, f"accueil-vide-{name}")
