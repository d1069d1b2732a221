"""« Writes to its families through the teacher »: proposed, taken over under both names, or refused with a word."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.services.partners.actions import MOST_WORDS, word_propose, word_refuse, word_take
from eprimo.services.partners.enums import WordState
from eprimo.services.partners.models import MOST_LETTERS, Word
from tests.cast import Cast
from tests.ground import lent
from tests.services.partners.coming import intervention, invited

pytestmark = pytest.mark.django_db

_TEXT = "Nous cherchons des bouteilles vides pour fabriquer des maracas."


@lent
def made(cast: Cast) -> Resource:
    found = intervention(cast)
    invited(cast, found)
    return found


def _proposed(cast: Cast, made: Resource, text: str = _TEXT) -> Word:
    return word_propose(actor=cast.actor("partner"), resource=made, text=text)


def test_a_teacher_makes_a_note_of_it_under_both_names(cast: Cast, made: Resource, sign_in: Any) -> None:
    page = reverse("partners:propose", args=[made.public_id])
    assert sign_in(cast.people["partner"]).post(page, {"text": _TEXT})["Location"] == page
    word = Word.objects.get()
    one = reverse("partners:word", args=[word.public_id])
    teacher = sign_in(cast.teacher)
    assert one in teacher.get("/").content.decode()
    assert _TEXT in teacher.get(one).content.decode()
    taken = teacher.post(one, {"do": "take"})
    assert taken["Location"] == f"{reverse('liaison:new')}?propose={word.public_id}"
    form = teacher.get(taken["Location"]).context["form"]
    assert form["to"].value() == [f"class:{cast.ce1.public_id}"]
    text = form["text"].value()
    assert _TEXT in text
    assert cast.people["partner"].formal_name in text
    assert cast.teacher.formal_name in text
    assert one not in teacher.get("/").content.decode()
    assert "Repris dans un mot de l’école" in sign_in(cast.people["partner"]).get(page).content.decode()
    # Nobody else takes it over by its address.
    for who in ("teacher_cm2", "director", "substitute"):
        assert sign_in(cast.people[who]).get(taken["Location"]).status_code == 404, who


def test_a_teacher_says_no_with_a_word_that_the_partner_reads(
    cast: Cast, made: Resource, sign_in: Any
) -> None:
    word, teacher = _proposed(cast, made), sign_in(cast.teacher)
    one = reverse("partners:word", args=[word.public_id])
    assert teacher.post(one, {"do": "refuse", "answer": "  "}).status_code == 422
    teacher.post(one, {"do": "refuse", "answer": "La classe en a déjà."})
    page = sign_in(cast.people["partner"]).get(reverse("partners:propose", args=[made.public_id]))
    assert "La classe en a déjà." in page.content.decode()
    with pytest.raises(Conflict):
        word_take(actor=cast.actor("teacher"), word=word)


@pytest.mark.parametrize("text", ["", "   \n", "x" * (MOST_LETTERS + 1)])
def test_what_says_nothing_or_too_much_is_refused_at_its_field(
    cast: Cast, made: Resource, sign_in: Any, text: str
) -> None:
    page = reverse("partners:propose", args=[made.public_id])
    answer = sign_in(cast.people["partner"]).post(page, {"text": text})
    assert answer.status_code == 422
    assert not Word.objects.exists()
    with pytest.raises(DomainError) as refused:
        _proposed(cast, made, text)
    assert refused.value.field == "text"


def test_one_word_waits_at_a_time_and_few_are_proposed(cast: Cast, made: Resource) -> None:
    first = _proposed(cast, made)
    assert _proposed(cast, made).pk == first.pk
    with pytest.raises(DomainError, match="pas encore répondu"):
        _proposed(cast, made, "Autre chose.")
    for number in range(MOST_WORDS - 1):
        word_refuse(actor=cast.actor("teacher"), word=Word.objects.get(state=WordState.WAITS), answer="Non.")
        _proposed(cast, made, f"Mot {number}")
    word_refuse(actor=cast.actor("teacher"), word=Word.objects.get(state=WordState.WAITS), answer="Non.")
    with pytest.raises(DomainError, match="au plus"):
        _proposed(cast, made, "Encore un.")


def test_whoever_is_no_partner_of_it_proposes_nothing_and_answers_nothing(
    cast: Cast, made: Resource, sign_in: Any
) -> None:
    for who in ("teacher", "samira", "director"):
        with pytest.raises(Forbidden):
            word_propose(actor=cast.actor(who), resource=made, text=_TEXT)
    other = intervention(cast, cast.cm2, by="teacher_cm2")
    with pytest.raises(NotVisible):
        _proposed(cast, other)
    word = _proposed(cast, made)
    one = reverse("partners:word", args=[word.public_id])
    for who in ("partner", "samira", "teacher_cm2", "staff", "lea"):
        assert sign_in(cast.people[who]).get(one).status_code == 404, who
