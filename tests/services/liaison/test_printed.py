"""A note on paper says all that its page says: the day, the place, what to bring, the last day."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Guardianship
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries import papers
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.foundation.files.ready import joined
from tests.services.liaison.notes import sent, to_answer, to_sign
from tests.services.liaison.test_journey import address

TOLD = {
    "event_on": date(2026, 12, 3), "starts_at": time(8, 45), "ends_at": time(16, 15), "place": "Château de Talcy",
    "bring": ("Un pique-nique", "Des bottes"),
}  # fmt: skip


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def slips(client: Any, note: Note, each: str = "4") -> str:
    answer = client.post(address("slips", note), {"which": papers.ALL, "each": each})
    assert answer.status_code == 200
    return words(answer.content)


def print_of(client: Any, note: Note) -> str:
    return words(client.get(address("print", note)).content)


@pytest.mark.parametrize("who", ["teacher", "samira"])
def test_the_printed_note_says_what_it_announces(cast: Cast, sign_in: Any, who: str) -> None:
    said = print_of(sign_in(cast.people[who]), to_sign(cast, **TOLD))
    for one in (
        "Jeudi 3 décembre, de 8 h 45 à 16 h 15",
        "Lieu : Château de Talcy",
        "Un pique-nique, Des bottes",
    ):
        assert one in said
    assert "À rendre avant le vendredi 27 novembre 2026" in said


@pytest.mark.parametrize("each", ["2", "4"])
def test_slips_say_it_too(cast: Cast, sign_in: Any, each: str) -> None:
    note = to_sign(cast, **TOLD, text="Un long texte. " * 200)
    joined(note.resource)
    said = slips(sign_in(cast.teacher), note, each)
    for one in (
        "1 page jointe",
        "Jeudi 3 décembre, de 8 h 45 à 16 h 15",
        "Château de Talcy",
        "À apporter : Un pique-nique, Des bottes",
    ):
        assert said.count(one) == 2


def test_in_the_language_of_the_family(cast: Cast, sign_in: Any) -> None:
    Account.objects.filter(person__in=[cast.samira, cast.paul]).update(language="en")
    said = slips(sign_in(cast.teacher), to_sign(cast, **TOLD))
    assert "Thursday" in said
    assert "To bring: Un pique-nique" in said
    assert "Jeudi 3 décembre" in said


def test_the_phrasebook_is_read_on_paper_as_on_the_page(cast: Cast, sign_in: Any) -> None:
    """A slip, and the whole note that a guardian prints: what is known under the French, the rest at its place."""
    note = to_answer(
        cast, title="Sortie scolaire", text="La sortie est annulée. Nous irons jeudi.", event_on=date(2026, 12, 3),
        place="À l’école", bring=("Un goûter", "Un tambour"), questions=(Question("Viendrez-vous\u00a0?"),),
    )  # fmt: skip
    french = slips(sign_in(cast.teacher), note, "2")
    assert french.count("Nous irons jeudi.") == 2
    Account.objects.filter(person__in=[cast.samira, cast.paul]).update(language="en")
    for paper in (slips(sign_in(cast.teacher), note, "2"), print_of(sign_in(cast.samira), note)):
        for words in (
            "School outing The outing is cancelled. Nous irons jeudi.", "Viendrez-vous ? Will you come?",
            "Oui Yes", "To bring: Un goûter (An afternoon snack), Un tambour", "À l’école (At school",
        ):  # fmt: skip
            assert paper.count(words) == 1, words
    own = print_of(sign_in(cast.samira), note)
    assert "Thursday 3 December" in own
    assert "À rendre" not in own
    # One language chosen by one of them alone is not the family's.
    Account.objects.filter(person=cast.paul).update(language="ar")
    again = slips(sign_in(cast.teacher), note, "2")
    assert "Will you come" not in again
    assert again.count("À rendre avant") == french.count("À rendre avant") == 2


def test_who_prints_is_told_when_slips_are_larger(cast: Cast, sign_in: Any) -> None:
    told = "son coupon prend une demi-page ou une page"
    client = sign_in(cast.teacher)
    assert told in client.get(address("slips", to_sign(cast, text="La sortie est annulée."))).text
    assert told not in client.get(address("slips", to_sign(cast, text="Nous irons jeudi."))).text


def test_more_questions_than_a_page_holds_are_refused_with_a_sentence(cast: Cast, sign_in: Any) -> None:
    asked = tuple(
        Question(f"Question {n}\u00a0?", tuple(f"{m} " + "mot " * 14 for m in range(8))) for n in range(6)
    )
    client = sign_in(cast.teacher)
    answer = client.post(
        address("slips", to_answer(cast, questions=asked)), {"which": papers.ALL, "each": "4"}
    )
    assert answer.status_code == 422
    assert "trop de questions pour un coupon" in answer.text


def test_paper_tells_no_place_where_a_decision_stands(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, **TOLD)
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 1)
    said = slips(sign_in(cast.teacher), note)
    assert said.count("Château de Talcy") == 1
    assert said.count("8 h 45") == 1
    assert said.count("Jeudi 3 décembre") == 2
    own = print_of(sign_in(cast.samira), note)
    assert "Talcy" not in own
    assert "8 h 45" not in own
    assert "Jeudi 3 décembre" in own


def test_a_list_too_long_for_a_slip_is_cut_after_a_thing(cast: Cast, sign_in: Any) -> None:
    things = tuple(f"Une chose numéro {number} pour la sortie" for number in range(20))
    note = sent(cast, kind=NoteKind.TO_BRING, event_on=date(2026, 12, 3), bring=things)
    client = sign_in(cast.teacher)
    said = slips(client, note)
    assert "[…]" in said
    assert "numéro 19" not in said
    assert "numéro 19" in print_of(client, note)
