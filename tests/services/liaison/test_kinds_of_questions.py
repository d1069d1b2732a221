"""What a question is: an authorisation that « non » refuses, an answer for the child, an adult's own offer."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel.errors import DomainError
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.enums import NoteKind, Outcome, QuestionKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question, from_stored, is_refusal, to_stored
from eprimo.services.liaison.starters import STARTERS
from tests.cast import Cast
from tests.services.liaison.notes import answer, draft, outcome, to_answer
from tests.services.liaison.test_journey import address

GOES = Question("Votre enfant peut-il partir ?")
EATS = Question("Mange-t-il avec nous ?", kind=QuestionKind.ANSWER)
HELPS = Question("Pouvez-vous accompagner ?", ("Oui", "Non"), QuestionKind.OFFER)


@pytest.mark.parametrize(("kind", "expected"), [
    (QuestionKind.AUTHORISATION, Outcome.REFUSED), (QuestionKind.ANSWER, Outcome.DONE),
    (QuestionKind.OFFER, Outcome.DONE),
])  # fmt: skip
def test_non_refuses_an_authorisation_alone(cast: Cast, kind: QuestionKind, expected: Outcome) -> None:
    note = to_answer(cast, questions=(Question("Vient-il ?", kind=kind),))
    answer(cast, note, "samira", cast.lea, "Non")
    assert outcome(note, cast) == expected


@pytest.mark.parametrize(("answers", "expected"), [
    (("Non", "Oui"), Outcome.DONE), (("Oui", "Non"), Outcome.REFUSED), (("Non", "Non"), Outcome.REFUSED),
])  # fmt: skip
def test_the_authorisation_decides_wherever_it_stands(
    cast: Cast, answers: tuple[str, str], expected: Outcome
) -> None:
    note = to_answer(cast, questions=(HELPS, GOES))
    answer(cast, note, "samira", cast.lea, *answers)
    assert outcome(note, cast) == expected


def test_a_refusal_wins_over_the_other_guardian(cast: Cast) -> None:
    note = to_answer(cast, questions=(HELPS, GOES))
    answer(cast, note, "samira", cast.lea, "Oui", "Oui")
    answer(cast, note, "paul", cast.lea, "Oui", "Non")
    assert outcome(note, cast) == Outcome.REFUSED


def test_what_was_asked_before_keeps_its_meaning() -> None:
    """Kept without its kind: « non » to the first question was a refusal."""
    asked = from_stored([
        {"text": "Part-il ?", "choices": ["Oui", "Non"]}, {"text": "Venez-vous ?", "choices": ["Oui", "Non"]},
    ])  # fmt: skip
    assert [one.kind for one in asked] == [QuestionKind.AUTHORISATION, QuestionKind.ANSWER]
    assert [is_refusal(asked, said) for said in (["Non", "Oui"], ["Oui", "Non"], ["Non"], [])] == [
        True, False, True, False,
    ]  # fmt: skip
    assert from_stored(to_stored([HELPS, EATS, Question("Et ?", kind="")]))[2].kind == ""


# --- its author says it --------------------------------------------------------------------------------------


def _typed(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "kind": "answer", "to": f"class:{cast.ce1.public_id}", "title": "Sortie", "text": "Au château",
        "question_count": "1", "question_1": "Vient-il ?", "choices_1": "Oui\nNon", "do": "preview",
    } | more  # fmt: skip


def test_nothing_is_chosen_in_the_place_of_the_author(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.teacher).get(reverse("liaison:new")).text
    assert page.count('name="sort_1"') == 3
    assert 'name="sort_1" value="allow" checked' not in page
    assert "checked" not in page[page.index('name="sort_1"') : page.rindex('name="sort_1"') + 90]


def test_a_question_whose_kind_is_not_said_does_not_leave(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    page = client.post(reverse("liaison:new"), _typed(cast), follow=True)
    assert "Dites ce qu’est chaque question" in page.text
    note = Note.objects.get()
    assert note.asked[0].kind == ""
    with pytest.raises(DomainError, match="Dites ce qu’est chaque question"):
        note_send(actor=cast.actor("teacher"), note=note)
    client.post(address("edit", note), _typed(cast, sort_1="offer", base=str(note.resource.revision)))
    note.refresh_from_db()
    assert note.asked[0] == Question("Vient-il ?", kind=QuestionKind.OFFER)
    assert note_send(actor=cast.actor("teacher"), note=note).resource.published_at is not None


def test_the_kind_goes_with_its_question_when_it_moves(cast: Cast, sign_in: Any) -> None:
    typed = _typed(cast, sort_1="offer") | {
        "question_count": "2", "question_2": "Part-il ?", "sort_2": "allow", "choices_2": "Oui\nNon", "do": "up-2",
    }  # fmt: skip
    page = sign_in(cast.teacher).post(reverse("liaison:new"), typed)
    fields = page.context["form"].initial
    assert [fields["sort_1"], fields["sort_2"]] == ["allow", "offer"]


def test_notes_to_start_from_say_it() -> None:
    asked = [one for starter in STARTERS.values() for one in starter.questions]
    assert asked
    assert all(one.kind for one in asked)


# --- and families read it ------------------------------------------------------------------------------------


def test_no_to_an_offer_is_no_refusal_for_anybody(cast: Cast, sign_in: Any) -> None:
    """On the page of the family, on the follow-up of the school, on its sheet."""
    note = to_answer(cast, questions=(HELPS,))
    answer(cast, note, "samira", cast.lea, "Non")
    family = sign_in(cast.samira).get(address("child", note, cast.lea.public_id)).text
    school = sign_in(cast.teacher).get(address("follow_up", note)).text
    for page in (family, school):
        assert "Refus" not in page
        assert "b-al" not in page
    assert "« non » n’est pas un refus".replace(" ", "\u00a0") in school.replace(" ", "\u00a0")


def test_a_family_is_told_that_no_is_welcome(cast: Cast, sign_in: Any) -> None:
    """Under an offer, and under nothing else."""
    note = to_answer(cast, questions=(GOES, HELPS))
    page = sign_in(cast.samira).get(address("child", note, cast.lea.public_id)).text
    assert page.count("Vous répondez pour vous-même") == 1


def test_a_slip_leaves_no_authorisation_without_a_tick(cast: Cast) -> None:
    note = to_answer(cast, questions=(GOES, EATS, HELPS))
    paper: dict[str, Any] = {"actor": cast.actor("teacher"), "note": note, "child": cast.lea}
    note_record_paper(**paper, guardian=cast.paul, answers=["Oui", "", ""])
    assert outcome(note, cast) == Outcome.DONE
    two = to_answer(cast, questions=(HELPS, GOES))
    with pytest.raises(DomainError, match="Choisissez une des réponses"):
        note_record_paper(**paper | {"note": two}, guardian=cast.paul, answers=["Oui", ""])


def test_a_draft_keeps_what_was_said(cast: Cast) -> None:
    made = draft(cast, kind=NoteKind.TO_ANSWER, questions=(EATS, HELPS))
    assert Note.objects.get(pk=made.pk).asked == (EATS, HELPS)
