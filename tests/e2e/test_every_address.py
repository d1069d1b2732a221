"""Every address of the product, found from a menu or not: its page, its forms refused and their second steps.

The walk (`furnished/test_every_page.py`) goes where links lead, among much; here the lines of the access matrix name
every address, an object of each kind and who may: nobody forgets a page. All of them in `make drill`, a few in
`make test`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import Browser

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import read_again
from eprimo.foundation.directory.models import ClassGroup
from tests.e2e.accessible import FULL, SMALL, WHOLE, faults_of
from tests.e2e.inside import Inside, is_page
from tests.e2e.said import said
from tests.e2e.shapes import is_new
from tests.matrix import who
from tests.matrix.asking import ask, methods_of, scene_of, undone
from tests.matrix.line import EVERYBODY, Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene

pytestmark = [
    pytest.mark.browser,
    pytest.mark.drill,
    pytest.mark.django_db,
    # The scene outlives the connections that some answers open beside its own.
    pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Of each of these groups one person looks: their menus and what a page offers them differ.
GROUPS = (
    who.HEADS, who.TEACHERS, who.STAFF, who.AGENTS, who.GUARDIANS, who.PARTNERS, who.VERNE_ALL, "inspector",
    "academy", "coordinator_manager", "member_rep", "managing_body", "commission", "contractor", "platform",
    "anonymous",
)  # fmt: skip
LET_IN = {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.FOUND}


@dataclass(frozen=True)
class State:
    """What was answered to somebody."""

    answer: HttpResponse
    who: str
    path: str


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with scene_of(django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def inside(browser: Browser, scene: Scene) -> Iterator[Inside]:
    opened = Inside(browser, scene)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def skin(request: pytest.FixtureRequest, scene: Scene) -> Iterator[str]:
    """Every class has this skin: a pupil's pages are drawn in both."""
    with transaction.atomic():
        ClassGroup.objects.update(skin=request.param)
        read_again(list(Session.objects.values_list("account__person", flat=True)))
        yield request.param
        transaction.set_rollback(True)


def lookers(variant: Variant, skin: str) -> list[str]:
    """One person of each group among those who may; pupils alone have another skin."""
    groups = (who.PUPILS,) if skin == "petits" else (*GROUPS, who.PUPILS)
    allowed = variant.ok.split()
    firsts = [
        [one for one in group.split() if variant.ok == EVERYBODY or one in allowed][:1] for group in groups
    ]
    return list(dict.fromkeys(chain(*firsts)))


def states(scene: Scene, line: Line, variant: Variant, skin: str) -> Iterator[State]:
    """The page as each of them has it, of its other objects as one has it; what is answered to a form with nothing in
    it, and to one that is right."""
    address, people = reverse(line.route, args=variant.args(scene)), lookers(variant, skin)
    first = variant is line.variants[0]
    for person in people if first else people[:1]:
        tries = [("GET", False)] if "GET" in methods_of(line, variant) else []
        if "POST" in methods_of(line, variant) and person == people[0]:
            tries += [("POST", False), ("POST", True)]
        for method, filled in tries:
            path = address + (variant.query if method == "GET" else "")
            with undone(variant, scene):
                # Some of what is posted is made by `before`.
                data = variant.data(scene, person) if filled else {}
                answer = ask(scene, person, method, path, data).response
                if answer.status_code in LET_IN:
                    yield State(answer, person, path)


# Pages that no menu leads to, and two of those that large letters fill; the first in every state of the drill.
FEW = {
    "standard": {"liaison:preview", "liaison:correct", "consortium:needs_return", "orders:price_correct"},
    "petits": {"information:privacy", "pwa:guide"},
}
IN_EVERY_STATE = "liaison:preview"
CASES = [
    pytest.param(skin, line, id=f"{skin} {line.route}")
    for skin, few in FEW.items()
    for line in LINES.values()
    if FULL or line.route in few
]


@pytest.mark.parametrize(("skin", "line"), CASES, indirect=["skin"])
def test_every_address(scene: Scene, inside: Inside, skin: str, line: Line) -> None:
    inside.visitor.faults.clear()
    faults, seen, others = [], 0, 0
    for variant in line.variants:
        for state in states(scene, line, variant, skin):
            if not is_page(state.answer):
                # A file, what a script asks for, or the way to another page.
                others += 1
                continue
            visitor = inside.show(state.answer, state.who, state.path)
            seen += 1
            # The first of an address at every width and by night; of the others those that have something new.
            if is_new(visitor) or seen == 1:
                looked = WHOLE if seen == 1 and (FULL or line.route == IN_EVERY_STATE) else SMALL
                faults += [f"{state.who} {variant.name}: {fault}" for fault in faults_of(visitor, looked)]
    assert not faults, said(faults)
    assert inside.visitor.faults == []
    if skin == "standard" and "GET" in line.methods:
        assert seen or others, f"{line.route}: nobody was let in"
