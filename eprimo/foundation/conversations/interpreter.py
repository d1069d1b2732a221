"""« Demander un interprète »: what a family asks of the school beside words that nothing translates."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from eprimo.foundation.conversations.queries import Page
from eprimo.ui.languages import NAMES, SOURCE, spoken

_ASKED = "Je demande un interprète\u00a0: je lis mieux en {language}. Merci de me dire quand et comment."
# How the school calls the languages in which families read.
_IN_FRENCH = {"en": "anglais", "ar": "arabe"}
assert {SOURCE, *_IN_FRENCH} == set(NAMES)  # noqa: S101 - a language more has its name here


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A form that writes to the school, by the right and in the thread of any other words of the family. `body` is
    French: its readers work in a school."""

    url: str
    body: str
    key: UUID
    asked: bool


def interpreter_for(url: str, thread: Page, *, writes: bool) -> Interpreter | None:
    """Return what helps to write in French; None to who reads French, and to who does not write there."""
    language = spoken()
    if language == SOURCE or not writes:
        return None
    body = _ASKED.format(language=_IN_FRENCH[language])
    asked = any(one.mine and one.body == body and not one.recalled for one in thread.said)
    return Interpreter(url, body, uuid4(), asked)
