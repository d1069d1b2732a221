"""Looking for things: of every kind, among what each sees and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.search import MOST, things_found, words_in
from eprimo.foundation.directory.models import ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from tests.cast import Cast
from tests.services.liaison import notes

pytestmark = pytest.mark.django_db


def titles(cast: Cast, who: str, text: str) -> list[str]:
    return [one.resource.title for one in things_found(cast.actor(who), text)]


def sent(cast: Cast, title: str, text: str = "À lire.") -> Any:
    return notes.to_sign(cast, title=title, text=text)


@pytest.mark.parametrize(
    "text", ["piscine", "pisc", "PÎSCINE", "piscines", "bonnet obl", "la piscine", "piscine%_'"]
)
def test_beginnings_plurals_accents_and_the_text_itself(cast: Cast, text: str) -> None:
    sent(cast, "La piscine du jeudi", "Un bonnet est **obligatoire**.")
    sent(cast, "Une sortie", "En forêt.")
    assert titles(cast, "samira", text) == ["La piscine du jeudi"]


@pytest.mark.parametrize("text", ["léa", "nous allés", "uneX"])
def test_a_stem_that_is_a_word_of_every_text_finds_nothing_by_it(cast: Cast, text: str) -> None:
    sent(cast, "Le spectacle", "Une affiche le dit, nous y allons.")
    assert titles(cast, "samira", text) == []


def test_every_word_is_there(cast: Cast) -> None:
    sent(cast, "La piscine du jeudi")
    assert titles(cast, "samira", "piscine vendredi") == []


@pytest.mark.parametrize("text", ["", "a", " % ", "'", "\0", "!!!! ???"])
def test_too_few_letters_find_nothing_and_ask_nothing(cast: Cast, text: str) -> None:
    actor = cast.actor("samira")
    with CaptureQueriesContext(connection) as asked:
        assert things_found(actor, text) == []
    assert not asked.captured_queries


def test_ten_thousand_letters_are_a_hundred() -> None:
    assert len(words_in("piscine " * 2_000)) == 10
    assert words_in("x" * 10_000) == ["x" * 100]


def test_who_does_not_see_finds_nothing(cast: Cast) -> None:
    sent(cast, "La piscine du jeudi")
    found = {who: titles(cast, who, "piscine") for who in cast.people}
    having = {who for who, one in found.items() if one}
    assert {"samira", "teacher"} <= having
    assert not having & {
        "restricted_2",
        "contact",
        "director_verne",
        "inspector",
        "academy",
        "platform",
        "former_pupil",
    }


def test_what_was_taken_back_is_not_found_and_what_was_corrected_is_by_its_new_words(cast: Cast) -> None:
    note = sent(cast, "La piscine du jeudi")
    note_correct(
        actor=cast.actor("teacher"),
        note=note,
        title="La patinoire",
        body=richtext.parse("Des gants."),
        confirmed="",
    )
    assert titles(cast, "samira", "piscine") == []
    assert titles(cast, "samira", "patin gant") == ["La patinoire"]
    note_withdraw(actor=cast.actor("teacher"), note=note)
    assert titles(cast, "samira", "patinoire") == []
    assert titles(cast, "teacher", "patinoire") == []


def test_a_draft_is_found_by_its_author_alone(cast: Cast) -> None:
    notes.draft(cast, title="Le carnaval")
    assert titles(cast, "teacher", "carna") == ["Le carnaval"]
    assert titles(cast, "director", "carna") == []
    assert titles(cast, "samira", "carna") == []


def test_a_family_whose_child_left_the_class_finds_it_no_more(cast: Cast) -> None:
    sent(cast, "La piscine du jeudi")
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())
    assert titles(cast, "samira", "piscine") == []


def test_one_statement_however_many(cast: Cast) -> None:
    for n in range(MOST + 2):
        sent(cast, f"Piscine, séance {n}")
    actor = cast.actor("samira")
    with CaptureQueriesContext(connection) as asked:
        found = things_found(actor, "piscine")
    assert len(asked) == 1
    assert len(found) == MOST
    assert found[0].resource.title == f"Piscine, séance {MOST + 1}"


def test_the_page_puts_things_first_for_families_and_people_first_for_a_name_at_school(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    sent(cast, "Martin-pêcheur : la sortie")
    for who, first, second in (("samira", "choses", "personnes"), ("teacher", "personnes", "choses")):
        sign_in(cast.people[who])
        page = client.post(reverse("people:search"), {"nom": "martin"}).content.decode()
        assert page.index(f'id="{first}"') < page.index(f'id="{second}"')
        assert "Martin-pêcheur" in page


def test_one_letter_asks_for_another(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.samira)
    page = client.post(reverse("people:search"), {"nom": "p"}).content.decode()
    assert "Encore une lettre" in page


def test_a_restriction_takes_things_and_counts(cast: Cast, client: Any, sign_in: Any) -> None:
    sent(cast, "La piscine de Léa")
    sign_in(cast.people["restricted_2"])
    assert client.get(reverse("people:search")).status_code == 404
