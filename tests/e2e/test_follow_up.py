"""The follow-up of a note with two questions: read at every width, with the longest names and answers of a school."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.services.liaison.actions.families import note_answer, note_open
from eprimo.services.liaison.enums import QuestionKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.views.follow_up import IN_VIEW
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_on
from tests.e2e.conftest import Visit
from tests.services.liaison.notes import to_answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEIGHT = 900
WIDTHS = (320, 360, 768, 1024, 1280, 1440, 1920)
ASKED = (
    Question("Votre enfant peut-il partir au château ?"),
    Question(
        "Pouvez-vous nous accompagner ?",
        ("Oui, toute la journée, et j’ai un minibus de neuf places", "Oui, le matin", "Non, je travaille"),
        QuestionKind.OFFER,
    ),
)
NAMES = (
    ("Maximilien-Alexandre", "DE LA ROCHEBRUNE-MONTFAUCON"), ("Léa", "NGUYEN"), ("Oumou-Khaïry", "DIARRASSOUBA"),
    ("Marie-Charlotte", "VAN DEN BROUCKE-LE GUILLOUZIC"), ("Joseph-Marie", "FERNANDES DA COSTA"), ("Can", "ROY"),
)  # fmt: skip
# With letters twice as large a name has most of its row, whatever stands beside it.
LARGE = {"width": 180, "height": 390}
LEAST_OF_NAME = 60
_NAMES = """() => [...document.querySelectorAll('#suivi tbody th b')].filter(e => e.checkVisibility())
  .map(e => e.getBoundingClientRect().width)"""
# Two boxes of states on one another, or one on words that are not its own.
_BOXES = """() => {
  const faults = [], badges = [...document.querySelectorAll('main .badge')];
  const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  for (const badge of badges) {
    const box = badge.getBoundingClientRect(), cell = badge.closest('td, th, li, p')?.getBoundingClientRect();
    if (!box.width) continue;
    if (cell && (box.left < cell.left - 1 || box.right > cell.right + 1)) faults.push(`out: ${badge.innerText}`);
    for (const other of badge.closest('td, th, li, p')?.querySelectorAll('*') ?? []) {
      if (other === badge || badge.contains(other) || other.contains(badge)) continue;
      if (other.childElementCount || !other.innerText?.trim() || other.closest('.vh')) continue;
      // Line by line: a name that goes on in the next one is no box around both.
      if ([...other.getClientRects()].some(line => meets(box, line)))
        faults.push(`${badge.innerText} on ${other.innerText}`);
    }
  }
  return faults;
}"""


def asked_of_all(cast: Cast, questions: tuple[Question, ...] = ASKED) -> Note:
    """A class of long names; some families answered, one of them twice and not the same."""
    families = []
    for first, last in NAMES:
        child = make.pupil(cast.tilleuls, cast.ce1, first, last)
        both = [make.guardian(child, first_name=name, last_name=last) for name in ("Anne-Sophie", "Jean")]
        for one in both:
            make.account(one)
        families.append((child, both))
    note = to_answer(cast, title="Sortie au château de Valmarais", questions=questions)
    said = ((0, 0, "Oui", 0), (0, 1, "Non", 2), (1, 0, "Oui", 1), (2, 1, "Non", 2), (3, 0, "Oui", 0))
    for family, who, goes, helps in said:
        child, both = families[family]
        given = [goes, *(one.choices[min(helps, len(one.choices) - 1)] for one in questions[1:])]
        actor = for_person(both[who].pk)
        note_answer(
            actor=actor, note=note, child=child, answers=given, comment="Il sera là" if family == 3 else ""
        )
    child, both = families[4]
    note_open(actor=for_person(both[0].pk), note=note, child=child)
    return note


def _read(visit: Visit, cast: Cast, note: Note, name: str) -> list[str]:
    visitor = visit(cast.teacher)
    visitor.open(reverse("liaison:follow_up", args=[note.resource.public_id]))
    faults = []
    for width in WIDTHS:
        faults += faults_on(visitor, {"width": width, "height": HEIGHT}, axe=False, fits=True)
        faults += [f"{width} {fault}" for fault in visitor.asks(_BOXES)]
    faults += faults_on(visitor, LARGE, axe=False, fits=True)
    names = visitor.asks(_NAMES)
    assert len(names) >= IN_VIEW
    return faults + [f"a name has {width} px" for width in names if width < LEAST_OF_NAME]


@pytest.mark.whole
def test_two_questions_are_read_at_every_width(visit: Visit, cast: Cast, work: Callable[[], None]) -> None:
    note = asked_of_all(cast)
    work()
    assert _read(visit, cast, note, "deux") == []


def test_four_questions_are_read_at_every_width(visit: Visit, cast: Cast, work: Callable[[], None]) -> None:
    more = (
        Question("Mange-t-il avec nous ?", kind=QuestionKind.ANSWER),
        Question("Combien de places dans votre voiture ?", ("Aucune", "Une", "Quatre"), QuestionKind.OFFER),
    )
    note = asked_of_all(cast, (*ASKED, *more))
    work()
    assert _read(visit, cast, note, "quatre") == []
