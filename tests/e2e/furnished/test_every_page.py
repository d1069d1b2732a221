"""Every page that each kind of person finds from the menu: axe, narrow screens, big text.

All are asked for and read as they are sent: that they answer, names that stand twice, labels of nothing. In
`make test` those of `walk.cover` are drawn: each kind of element on one page, looked at by axe on a desk in the dark
and on a phone in the light, where no journey showed it already; and one page of each other address, measured on the
phone, a third of them a day. `make drill` draws every one, with all themes and widths. Left to it is what depends on
the words of one page among those of an address, or on what a known kind of element stands in.
"""

import pytest

from tests.cast import Cast
from tests.e2e.accessible import BIG_TEXT, FULL, WIDTHS, faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.furnished.conftest import Standing
from tests.e2e.furnished.reader import Reader
from tests.e2e.furnished.walk import Cover, Found, Walker, cover
from tests.e2e.said import said
from tests.e2e.visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.drill, pytest.mark.django_db(transaction=True)]

# The fewest pages a walk must find: a menu that lost its links must not pass for a clean one.
LEAST_PAGES = {
    "": 8, "director": 150, "teacher": 70, "samira": 35, "lea": 25, "petit": 5, "delegate": 40, "agent": 30,
    "academy": 35, "contractor": 13, "member_rep": 15, "teacher_parent": 60, "partner": 14,
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(standing: Standing, reader: Reader) -> list[Found]:
    people, walker = standing.cast.people, Walker(standing.url, reader)
    return [
        page
        for name in LEAST_PAGES
        for page in walker.pages(
            name, people[name] if name else None, "/" if name else "/compte/entrer",
            shared=name in {"", "director", "lea"},
        )
    ]  # fmt: skip


@pytest.fixture(scope="module")
def drawn(pages: list[Found]) -> Cover:
    return Cover(pages, []) if FULL else cover(pages)


@pytest.mark.parametrize("name", LEAST_PAGES)
def test_every_page_from_the_menu(
    cast: Cast, visit: Visit, pages: list[Found], drawn: Cover, name: str
) -> None:
    own = [page for page in pages if page.who == name]
    assert len(own) >= LEAST_PAGES[name], f"{name}: {len(own)}"
    faults = [f"{page.path}: {fault}" for page in own for fault in page.read.faults]
    visitor = visit(cast.people[name] if name else None, viewport=PHONE)
    for some, states, sizes in (
        (drawn.kinds, None, WIDTHS),
        (drawn.routes, (), (PHONE, BIG_TEXT)),
    ):
        for page in some:
            if page.who == name:
                visitor.open(page.path)
                faults += [f"{page.path}: {fault}" for fault in faults_of(visitor, states, sizes)]
    assert not faults, said(faults)


def test_homes_are_accessible_opened_too(cast: Cast, visit: Visit, chapter: Chapter) -> None:
    for name in ("samira", "petit", "lea", "teacher_parent", "director", "inspector"):
        with chapter(f"what {name} unfolds"):
            visitor = visit(cast.people[name])
            visitor.open("/")
            for summary in visitor.page.locator("details.depli > summary").all():
                summary.click()
            assert faults_of(visitor) == []
    with chapter("open menus"):
        director = visit(cast.director, viewport=PHONE)
        director.open("/")
        director.page.locator("summary").filter(has_text="Mon compte").click()
        assert not (faults := faults_of(director)), said(faults)
        director.open("/")
        director.follow("École", exact=True)
        assert director.link("Fiches").is_visible()
