"""A day that is shut and what people read of it, with what they correct, call and sign: axe at every width, light,
dark, in high contrast and in Arabic, with long names and a full class; as a family of two schools, a teacher of two
classes, a child of five, a substitute, and who directs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from eprimo.console.closing.actions import Shutting, school_close
from eprimo.console.closing.enums import Why
from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_readdress
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.events.service import EVENTS
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.accessible import BIG_TEXT, CONTRAST, NARROW, TABLET, faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.said import said
from tests.e2e.test_homes import _class_of_25, _full_home
from tests.e2e.visitor import DESK, PHONE, Visitor
from tests.services.events.test_events import event
from tests.services.homework.giving import give
from tests.services.liaison import notes

# All widths, themes and languages: asked by the drill.
pytestmark = [pytest.mark.browser, pytest.mark.drill, pytest.mark.whole]

WIDE = {"width": 1440, "height": 900}
SIZES = (PHONE, NARROW, TABLET, DESK, WIDE, BIG_TEXT)
STATES = (
    *((size, theme) for size in (NARROW, TABLET, WIDE) for theme in ("light", "dark")), (PHONE, CONTRAST)
)  # fmt: skip
TODAY = NOW.date()
THURSDAY = TODAY + timedelta(days=2)
ANIMALS = 23


class _Look:
    """What is wrong with the pages that are opened, each named."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.faults = visitor, list[str]()

    def at(self, *addresses: str) -> None:
        for address in addresses:
            self.visitor.page.goto(self.visitor.base + address)
            self.now(address)

    def now(self, name: str) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults_of(self.visitor, STATES, SIZES)]


@pytest.fixture
def looking(visit: Visit, chapter: Chapter) -> Callable[..., Any]:
    """`with looking("title", person, …) as look`: a chapter of one person, which fails with all that is wrong in it."""

    @contextmanager
    def begin(title: str, person: Any, **options: Any) -> Iterator[_Look]:
        visitor = visit(person, **options)
        with chapter(title):
            look = _Look(visitor)
            yield look
            assert not look.faults, said(look.faults)
        visitor.context.close()

    return begin


@dataclass(frozen=True)
class Struck:
    """What told the closure, and the note that 25 families are asked to sign."""

    closure: Resource
    followed: Note


@pytest.fixture
def struck(cast: Cast, work: Callable[[], None]) -> Struck:
    """The CE1 of 25 is shut on Thursday, which held a pool, a show of two classes and work; Samira has children in two
    schools, and the teacher two classes."""
    make.guardianship(cast.samira, cast.lea_verne)
    make.attach(cast.teacher, cast.cm2)
    followed = _class_of_25(cast)
    _full_home(cast)
    event(cast, title="Piscine", event_on=THURSDAY, bring=["un maillot"])
    show = event(cast, title="Le grand spectacle de la chorale des deux classes", event_on=THURSDAY)
    thing_readdress(
        actor=cast.actor("director"), kind=EVENTS, resource=show, readers=EVERYBODY,
        targets=[(To.CLASS, cast.ce1.pk), (To.CLASS, cast.cm2.pk)],
    )  # fmt: skip
    give(cast, "la page 12", THURSDAY)
    closure = school_close(
        actor=cast.actor("director"),
        shutting=Shutting(
            key=uuid7(), why=Why.ABSENCE, whole=False, classes=(cast.ce1.pk,), labels=("CE1",), first=THURSDAY,
            last=THURSDAY,
        ),
    )  # fmt: skip
    work()
    return Struck(closure, followed)


def test_what_a_shut_day_touches_is_clean_for_everybody(
    cast: Cast, struck: Struck, looking: Callable[..., Any]
) -> None:
    for language in ("fr", "ar"):
        account: Any = cast.samira.account
        account.language = language
        account.save(update_fields=["language"])
        with looking(f"a family of two schools, {language}", cast.samira, locale=language) as look:
            _family(look)
    with looking("a teacher of two classes", cast.teacher) as look:
        _teacher(look, cast, struck.followed)
    with looking("who directs", cast.director) as look:
        _head(look, cast, struck.closure)
    with looking("a substitute", cast.people["substitute"]) as look:
        look.at("/", reverse("school:class", args=[cast.ce1.public_id]))


def _family(look: _Look) -> None:
    look.at(
        "/", reverse("attendance:tell"), reverse("attendance:own"), reverse("messages:to_school"),
        reverse("agenda:home"), reverse("agenda:paper"), reverse("homework:family"), reverse("liaison:family"),
        reverse("pwa:devices"), reverse("pwa:readings"),
    )  # fmt: skip
    # What was refused: two children, of whom one class is shut.
    page = look.visitor.page
    page.goto(look.visitor.base + reverse("attendance:tell"))
    for box in page.locator('input[name="children"]').all():
        box.check()
    page.locator("form.dit-absence button.btn").last.click()
    look.now("an absence that says no reason")


def _teacher(look: _Look, cast: Cast, followed: Note) -> None:
    one = [followed.resource.public_id]
    look.at(
        "/", reverse("attendance:calls"), reverse("attendance:sheets"),
        reverse("attendance:call", args=[cast.ce1.public_id]),
        reverse("liaison:follow_up", args=one), reverse("liaison:list"), reverse("liaison:note", args=one),
        reverse("liaison:week", args=[cast.ce1.public_id]), reverse("school:class", args=[cast.ce1.public_id]),
        f"{reverse('homework:week', args=[cast.ce1.public_id])}?semaine={THURSDAY}", reverse("messages:choose"),
        reverse("pwa:devices"),
    )  # fmt: skip
    visitor = look.visitor
    visitor.open(reverse("liaison:correct", args=one))
    visitor.write("Titre", "Sortie au château de Valmarais et à ses jardins")
    visitor.page.locator("form button.btn").last.click()
    look.now("a correction that is looked over")


def _head(look: _Look, cast: Cast, closure: Resource) -> None:
    month = f"{TODAY:%Y-%m}"
    look.at(
        "/", reverse("closing:close"), reverse("closing:one", args=[closure.public_id]), reverse("attendance:day"),
        reverse("attendance:registers"), reverse("attendance:register", args=[cast.ce1.public_id, month]),
        reverse("school:days"),
    )  # fmt: skip
    visitor, page = look.visitor, look.visitor.page
    visitor.open(reverse("closing:close"))
    page.get_by_label("Toute l’école").check()
    page.get_by_label("Grève").check()
    page.get_by_label("Premier jour").fill((THURSDAY + timedelta(days=1)).isoformat())
    visitor.press("Relire avant de fermer")
    look.now("a closure that is looked over")


def test_a_child_of_five_and_the_wall_of_23_animals(
    cast: Cast, looking: Callable[..., Any], work: Callable[[], None]
) -> None:
    group = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    for number in range(ANIMALS):
        child = make.pupil(cast.tilleuls, group, f"Maximilien-{number}", "PETIT")
    make.account(child, login="lou.petit")
    make.attach(cast.teacher, group)
    notes.sent(cast, title="Les doudous", classes=(group,), to_pupils=True, text="Chacun montre son doudou.")
    work()
    with looking("the home of a child of five", child) as look:
        look.at("/", "/petits/", "/agenda/")
    _, key = device_pair(actor=cast.actor("teacher"), class_group=group, label="Tablette")
    with looking("the wall of a class, on its tablet", None, viewport=TABLET) as look:
        visitor = look.visitor
        visitor.context.add_cookies([{"name": settings.CLASS_COOKIE_NAME, "value": key, "url": visitor.base}])
        look.at(reverse("classroom:wall"))
        page = visitor.page
        page.set_viewport_size(TABLET)
        visitor.open(reverse("classroom:wall"))
        seen = page.locator("main button:visible, main a:visible").evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().bottom <= innerHeight).length"
        )
        more = page.locator("[data-ep-more]")
        assert seen >= ANIMALS or more.count(), seen
