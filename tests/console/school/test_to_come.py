"""A link to come is seen by who manages it, its sheet prints, and nothing of it opens before its day."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.models import SignInCode
from eprimo.foundation.directory.enums import AttachmentKind, Profile, StaffFunction
from eprimo.foundation.directory.models import Affiliation, Attachment, Person
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.console.sheets.printing import INDEX, page_of, print_, text_of
from tests.foundation.directory.acting import sees

# Monday 30 November, at midnight in Paris; until Friday 18 December.
MONDAY = NOW.replace(day=29, hour=23)
FROM = "à partir du lundi 30 novembre"


def substitute(cast: Cast, *, ends: Any = NOW + timedelta(days=25)) -> Person:
    """Tanguy Lebreton teaches CE1 from Monday on."""
    person = make.person("Tanguy", "LEBRETON")
    make.affiliation(
        person, cast.tilleuls, Profile.TEACHER, starts=MONDAY, ends=ends, function=StaffFunction.SUBSTITUTE
    )
    Attachment.objects.create(
        person=person, school=cast.tilleuls, class_group=cast.ce1, kind=AttachmentKind.TEACHES,
        starts=MONDAY, ends=ends,
    )  # fmt: skip
    return person


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_lists_and_search_of_who_directs_show_who_arrives(cast: Cast, get: Any, client: Any) -> None:
    person = substitute(cast)
    for page in (
        get("director", "adults"),
        get("director", "people", profil="adult"),
        get("director", "person", person.public_id),
        get("director", "class", cast.ce1.public_id),
        client.post(reverse("people:search"), {"nom": "lebreton"}),
        client.get(f"{INDEX}equipe/"),
    ):
        assert "LEBRETON" in said(page)
        assert FROM in said(page)


def test_who_does_not_manage_the_link_sees_nobody(cast: Cast, get: Any) -> None:
    person = substitute(cast)
    assert sees(cast.director, person)
    for who in ("teacher", "lea", "samira", "staff", "inspector", "academy", "director_verne"):
        assert not sees(cast.people[who], person), who
    assert "LEBRETON" not in said(get("teacher", "class", cast.ce1.public_id))


def test_the_sheet_prints_ahead(cast: Cast, sign_in: Any) -> None:
    person = substitute(cast)
    text = " ".join(text_of(print_(sign_in(cast.director), person, what="letters")).split())
    assert f"remplaçant·e, {FROM}" in text
    assert SignInCode.objects.filter(account__person=person, cancelled_at=None).exists()


def test_it_opens_nothing_before_its_day_and_says_from_when(cast: Cast, sign_in: Any) -> None:
    person = substitute(cast)
    make.account(person)
    client = sign_in(person)
    home = said(client.get("/"))
    assert "Votre accès n’est pas encore ouvert" in home
    assert "À partir du lundi 30 novembre" in home
    assert "Remplaçant·e · École Les Tilleuls" in home
    assert for_person(person.pk).audience_ids == frozenset()
    assert client.get(page_of(cast.ce1)).status_code == 404
    with clock.frozen(MONDAY):
        assert for_person(person.pk).class_ids == {cast.ce1.pk}


def test_a_link_taken_back_before_its_day_is_not_to_come(cast: Cast, get: Any) -> None:
    person = substitute(cast, ends=MONDAY)
    assert not sees(cast.director, person)
    assert "LEBRETON" not in said(get("director", "adults"))


def test_a_child_who_arrives_later_is_said_to_the_guardian(cast: Cast, sign_in: Any) -> None:
    parent, child = make.person("Awa", "DIOP"), make.person("Issa", "DIOP")
    make.guardianship(parent, child)
    make.affiliation(child, cast.tilleuls, Profile.PUPIL, starts=MONDAY)
    make.account(parent)
    home = said(sign_in(parent).get("/"))
    assert "Issa · École Les Tilleuls" in home
    Affiliation.objects.filter(person=child).delete()
    assert "Issa" not in said(sign_in(parent).get("/"))


@pytest.mark.parametrize(("starts", "words"), [
    ("2026-11-24", "L’accès est ouvert"),
    ("2026-11-30", "L’accès s’ouvrira le lundi 30 novembre"),
])  # fmt: skip
def test_nothing_is_said_open_before_its_day(
    cast: Cast, post: Any, client: Any, starts: str, words: str
) -> None:
    done = post(
        "director", "adult_add", "secretaire", civility="", first_name="Claire", last_name="Le Gall",
        birth_date="", email="", starts=starts, ends="2026-12-18", reason="Secrétariat",
        same=str(cast.teacher.public_id),
    )  # fmt: skip
    assert words in said(client.get(done["Location"]))
