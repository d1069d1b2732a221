"""The main journeys in Firefox as families have it; the machine's own, since no registry of packages ships it.

Of `make drill` alone; where there is no Firefox it says so, and is left out.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.classroom.actions.devices import device_pair
from tests.cast import Cast
from tests.e2e import journey
from tests.e2e.firefox import FirefoxVisitor
from tests.e2e.marionette import Marionette, find_firefox
from tests.e2e.papers import letter_for
from tests.foundation.classroom.conftest import knows
from tests.services.liaison import notes

FOUND = find_firefox()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.whole,
    pytest.mark.skipif(FOUND is None, reason="no Firefox on this machine"),
]
SECRET = ("kite", "drum", "key")


@pytest.fixture
def arrive(site: str, tmp_path: Path) -> Iterator[Callable[[], FirefoxVisitor]]:
    """`arrive()`: somebody at a Firefox that remembers nobody."""
    opened: list[Marionette] = []

    def one() -> FirefoxVisitor:
        opened.append(Marionette(FOUND or "", tmp_path / str(len(opened))))
        return FirefoxVisitor(opened[-1], site)

    yield one
    for browser in opened:
        browser.close()


def test_a_school_is_imported_and_a_note_is_signed(
    arrive: Callable[[], FirefoxVisitor], work: Callable[[], None]
) -> None:
    """Activation, import and sheets of a director; a teacher who writes; a guardian who signs; the follow-up."""
    story = journey.begun()
    director = arrive()
    journey.activates(director, story.director_letter)
    journey.imports(director, story, work)
    journey.prints(director, story)
    born = story.child.birth_date.isoformat()
    guardian, teacher = arrive(), arrive()
    journey.activates(guardian, journey.parent_letter(story, story.guardian), born=born, typed=False)
    journey.activates(teacher, letter_for(story.staff_letters, journey.name_of(story.teacher)))
    journey.writes(teacher, story)
    journey.sends(teacher)
    work()
    journey.signs(guardian)
    assert guardian.taps <= 3
    teacher.follow("Qui a lu et signé")
    assert "Signé" in teacher.row(journey.name_of(story.child))


def test_a_child_enters_by_its_pictures(cast: Cast, arrive: Callable[[], FirefoxVisitor]) -> None:
    _, key = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="Tablette")
    knows(cast.lea, SECRET)
    tablet = arrive()
    tablet.signs_in(settings.CLASS_COOKIE_NAME, key)
    tablet.open("/classe/")
    tablet.touch(f".mur button[value='{cast.lea.public_id}']")
    for picture in SECRET:
        tablet.touch(f".images button[value='{picture}']")
    tablet.touch(".ok-p")
    tablet.reads(f"Salut {cast.lea.first_name}")


def test_a_note_is_read_and_its_text_is_changed_by_the_language(
    cast: Cast, arrive: Callable[[], FirefoxVisitor], work: Callable[[], None]
) -> None:
    """A page of a family from right to left, and back."""
    notes.sent(cast, title="Sortie au château")
    work()
    parent = arrive()
    parent.signs_in(settings.SESSION_COOKIE_NAME, session_open(cast.samira.account)[1])
    parent.open("/")
    parent.reads("Sortie au château")
    parent.open("/compte/confort")
    parent.tick("العربية")
    parent.press("Garder")
    assert parent.run("return document.dir") == "rtl"
