"""The core path with JavaScript switched off."""

from collections.abc import Callable
from typing import Any

import pytest

from eprimo.services.liaison.questions import Question
from tests.cast import Cast
from tests.e2e import journey
from tests.e2e.conftest import Visit
from tests.e2e.journey import PASSWORD, name_of
from tests.e2e.papers import letter_for
from tests.e2e.visitor import PHONE, Visitor
from tests.services.liaison import notes

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(visit: Visit) -> Callable[..., Visitor]:
    """Someone whose browser runs no script."""

    def arrive(*args: Any, **options: Any) -> Visitor:
        return visit(*args, java_script_enabled=False, **options)

    return arrive


@pytest.mark.whole
def test_the_core_path_without_script(plain: Callable[..., Visitor], work: Callable[[], None]) -> None:
    """Sign-in, import, print, write, send, read, sign, follow up."""
    story = journey.begun()
    director = plain()
    journey.activates(director, story.director_letter)
    journey.imports(director, story, work, scripts=False)
    journey.prints(director, story)
    teacher = plain()
    journey.activates(teacher, letter_for(story.staff_letters, name_of(story.teacher)))
    journey.writes(teacher, story)
    journey.sends(teacher)
    work()
    guardian = plain(viewport=PHONE)
    born = story.child.birth_date.isoformat()
    journey.activates(guardian, journey.parent_letter(story, story.guardian), born=born)
    journey.signs(guardian)
    teacher.follow("Qui a lu et signé")
    teacher.reads("1 sur")


def test_reminding_answering_and_reading_without_script(
    cast: Cast, plain: Callable[..., Visitor], with_password: Callable[[str], str], work: Callable[[], None]
) -> None:
    notes.to_answer(cast, title="Qui vient à la piscine ?", questions=(Question("Vient-elle ?"),))
    notes.sent(cast, title="La photo de classe")
    login = with_password("samira")
    work()
    teacher = plain(cast.teacher)
    teacher.open("/")
    teacher.follow("Qui vient")
    teacher.press("Relancer les")
    teacher.reads("relancées.")
    samira = plain(viewport=PHONE)
    enters(samira, login)
    samira.unfold("Lire et répondre")
    samira.tick("Oui")
    samira.press("Envoyer ma réponse")
    samira.reads("Votre réponse est gardée, merci\u00a0!")
    samira.open("/")
    samira.follow("La photo de classe")
    samira.press("J’ai lu")
    samira.reads("C’est noté, merci\u00a0!")


def enters(visitor: Visitor, login: str) -> None:
    """By the door of adults."""
    visitor.open("/")
    visitor.write("Identifiant", login)
    visitor.write("Mot de passe", PASSWORD, exact=True)
    visitor.press("Entrer", exact=True)
