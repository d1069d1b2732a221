"""« Fiches en double »: what is proposed and what never is, both rows side by side, one, two again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.console.school.doubles import proposals
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    ContactDetails,
    Guardianship,
    NotTheSame,
    Person,
    PersonMerge,
)
from eprimo.foundation.kernel.actor import Role
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import key_of
from tests.wall import session

MAIL = "samira@exemple.fr"


@pytest.fixture(autouse=True)
def _nobody_shares_anything(cast: Cast) -> None:
    ContactDetails.objects.update(phone_mobile="")


@pytest.fixture
def twin(cast: Cast) -> Person:
    """Samira again, by the same address."""
    made = make.guardian(cast.noe, first_name="Samirah", last_name="MARTIN-DIALLO")
    _reach(cast.samira, email=MAIL)
    _reach(made, email=MAIL.upper())
    return made


@pytest.fixture
def desk(cast: Cast, sign_in: Any) -> Any:
    return sign_in(cast.director)


def _reach(person: Person, email: str = "", phone: str = "") -> None:
    ContactDetails.objects.filter(person=person).update(email=email, phone_mobile=phone)


def _pairs(cast: Cast) -> list[tuple[set[int], tuple[str, ...]]]:
    head = cast.actor("director", Role.DIRECTOR, cast.tilleuls)
    page = proposals(head, cast.tilleuls.pk)
    return [({one.first.person.pk, one.second.person.pk}, one.reasons) for one in page.items]


def _url(name: str, *people: Person) -> str:
    return reverse(f"school:{name}", args=[one.public_id for one in people])


def _text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


# --- what is proposed ---


def test_the_same_address_or_number_is_a_reason(cast: Cast, twin: Person) -> None:
    assert _pairs(cast) == [({cast.samira.pk, twin.pk}, ("Même adresse électronique",))]
    _reach(cast.samira, email="autre@exemple.fr", phone="0611111111")
    _reach(twin, phone="0611111111")
    assert _pairs(cast) == [({cast.samira.pk, twin.pk}, ("Même téléphone, prénoms proches",))]
    _reach(cast.samira, email=MAIL, phone="0611111111")
    _reach(twin, email=MAIL, phone="0611111111")
    assert _pairs(cast)[0][1] == ("Même adresse électronique", "Même téléphone, prénoms proches")


def test_a_number_alone_is_no_reason(cast: Cast) -> None:
    """A home, a grandmother, two families under one roof: one number, other people."""
    other = make.guardian(cast.zoe, first_name="Fatou", last_name="DIOP")
    for one in (cast.samira, other):
        _reach(one, phone="0611111111")
    assert _pairs(cast) == []
    Person.objects.filter(pk=other.pk).update(first_name="Samirah")
    assert _pairs(cast) == [({cast.samira.pk, other.pk}, ("Même téléphone, prénoms proches",))]


def test_a_name_alone_is_none_and_two_shared_children_make_it_one(cast: Cast) -> None:
    double = make.person("Samira", "MARTIN")
    make.guardianship(double, cast.lea)
    assert _pairs(cast) == []
    make.guardianship(double, cast.noe)
    assert _pairs(cast) == [({cast.samira.pk, double.pk}, ("Mêmes enfants, même nom",))]


def test_a_couple_is_two_people(cast: Cast) -> None:
    """One address for both, other first names, one child."""
    for name in ("samira", "paul"):
        _reach(cast.people[name], email="famille@exemple.fr")
    assert _pairs(cast) == []


def test_what_many_share_and_the_number_of_a_work_place_are_none(cast: Cast) -> None:
    """A made-up number stands for « unknown »; colleagues have that of their firm."""
    some = [make.guardian(cast.noe, first_name="Alix") for _ in range(5)]
    ContactDetails.objects.filter(person__in=some).update(phone_mobile="0600000000")
    assert _pairs(cast) == []
    one, other = (make.guardian(child, first_name="Alix") for child in (cast.noe, cast.yanis))
    ContactDetails.objects.filter(person__in=[one, other]).update(phone_mobile="", phone_work="0240000000")
    assert _pairs(cast) == []


def test_nobody_is_proposed_oneself_nor_people_of_elsewhere(cast: Cast, twin: Person) -> None:
    ContactDetails.objects.create(person=cast.director, email=MAIL)
    assert _pairs(cast) == [({cast.samira.pk, twin.pk}, ("Même adresse électronique",))]
    make.guardianship(twin, cast.lea_verne)
    assert _pairs(cast) == []
    make.affiliation(cast.director, cast.verne, Profile.DIRECTOR)
    assert len(_pairs(cast)) == 1
    # The academy reads names, where they are, and no child.
    actor = cast.actor("academy")
    with session(key_of(cast.academy)):
        page = proposals(actor, cast.tilleuls.pk)
    assert page.items
    assert not any(side.wards for one in page.items for side in (one.first, one.second))
    assert {job for one in page.items for job in (*one.first.jobs, *one.second.jobs)} >= {
        "Responsable, École Jules-Verne", "Responsable, École Les Tilleuls",
    }  # fmt: skip


def test_who_was_told_apart_is_not_proposed_again(cast: Cast, twin: Person, desk: Any) -> None:
    answer = desk.post(_url("different", cast.samira, twin))
    assert answer["Location"] == reverse("school:doubles")
    assert NotTheSame.objects.count() == 1
    assert _pairs(cast) == []


def test_pages_of_pairs_go_on_and_back(cast: Cast) -> None:
    for number in range(35):
        for _ in range(2):
            one = make.guardian(cast.noe, first_name="Alix", last_name=f"PAIRE{number:02d}")
            _reach(one, phone=f"06{number:08d}")
    head = cast.actor("director")
    first = proposals(head, cast.tilleuls.pk)
    second = proposals(head, cast.tilleuls.pk, after=first.after)
    again = proposals(head, cast.tilleuls.pk, before=second.before)
    assert (len(first.items), len(second.items), second.after) == (30, 5, "")
    assert again.items == first.items
    assert not {one.first.person.pk for one in first.items} & {one.first.person.pk for one in second.items}


def test_sql_does_not_grow_with_the_pairs(cast: Cast, desk: Any) -> None:
    desk.get(reverse("school:doubles"))
    counts = []
    for number in (3, 30):
        while len(_pairs(cast)) < number:
            phone = f"07{Person.objects.count():08d}"
            for _ in range(2):
                _reach(make.guardian(cast.noe, first_name="Alix"), phone=phone)
        with CaptureQueriesContext(connection) as statements:
            desk.get(reverse("school:doubles"))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


# --- the pages ---


def test_an_empty_list_says_so(desk: Any) -> None:
    assert "Aucune fiche en double" in _text(desk.get(reverse("school:doubles")))
    assert "Aucune fiche n’a été réunie" in _text(desk.get(reverse("school:merges")))


def test_from_the_list_to_one_and_back_to_two(cast: Cast, twin: Person, desk: Any) -> None:
    assert _url("double", *sorted((cast.samira, twin), key=lambda one: one.pk)) in _text(
        desk.get(reverse("school:doubles"))
    )
    text = _text(desk.get(_url("double", cast.samira, twin)))
    assert "Pour Noé MARTIN, les deux liens n’en font plus qu’un : exerce l’autorité parentale." in text
    # The row that somebody signs in with is the one that is kept unless one says otherwise.
    assert re.search(rf'value="{cast.samira.public_id}"[^>]* checked', text)
    assert not re.search(rf'value="{twin.public_id}"[^>]* checked', text)
    answer = desk.post(_url("double", cast.samira, twin), {"kept": str(cast.samira.public_id)})
    assert answer["Location"] == reverse("school:merges")
    merge = PersonMerge.objects.get()
    assert "MARTIN-DIALLO" in _text(desk.get(reverse("school:merges")))
    assert "Réunie avec la fiche de Samirah MARTIN-DIALLO" in _text(desk.get(_url("person", cast.samira)))
    assert desk.get(_url("person", twin)).status_code == 404
    history = _text(desk.get(reverse("school:history"), {"personne": str(cast.samira.public_id)}))
    assert "a réuni la fiche de Samirah MARTIN-DIALLO à celle de Samira MARTIN" in history
    parting = reverse("school:part", args=[merge.public_id])
    assert "Chaque fiche retrouve" in _text(desk.get(parting))
    assert desk.post(parting)["Location"] == reverse("school:merges")
    assert "Séparées le" in _text(desk.get(reverse("school:merges")))
    assert desk.get(_url("person", twin)).status_code == 200
    assert desk.post(parting).status_code == 422


def test_a_restriction_is_shown_and_ticked(cast: Cast, twin: Person, desk: Any) -> None:
    make.restrict(Guardianship.objects.get(adult=twin), cast.tilleuls, 2)
    text = _text(desk.get(_url("double", cast.samira, twin)))
    assert "Samirah MARTIN-DIALLO, pour Noé MARTIN : aucune information sur l’enfant." in text
    kept = {"kept": str(cast.samira.public_id)}
    refused = desk.post(_url("double", cast.samira, twin), kept)
    assert refused.status_code == 422
    assert "cochez que vous l’avez vue" in _text(refused)
    assert not PersonMerge.objects.exists()
    assert (
        desk.post(_url("double", cast.samira, twin), {**kept, "restrictions_seen": "on"}).status_code == 302
    )
    children = [child.person_id for child in cast.actor("samira").children]
    assert children == [cast.lea.pk]


def test_what_cannot_be_one_says_why_and_has_no_button(cast: Cast, desk: Any) -> None:
    text = _text(desk.get(_url("double", cast.samira, cast.yanis)))
    assert "ce sont deux personnes" in text
    assert "Réunir les deux fiches" not in text
    assert (
        desk.post(_url("double", cast.samira, cast.yanis), {"kept": str(cast.samira.public_id)}).status_code
        == 422
    )


def test_names_that_are_near_are_looked_at_from_the_page_of_a_person(cast: Cast, desk: Any) -> None:
    double = make.pupil(cast.tilleuls, cast.cm2, "Lea", "MARTIN")
    assert _url("alike", cast.lea) in _text(desk.get(_url("person", cast.lea)))
    text = _text(desk.get(_url("alike", cast.lea)))
    assert _url("double", cast.lea, double) in text
    assert str(cast.director.public_id) not in text
    assert "14 mars 2018" in _text(desk.get(_url("double", cast.lea, double)))


def test_names_that_are_near_say_nothing_of_another_school(cast: Cast, desk: Any) -> None:
    """Neither the children that somebody has there, nor what somebody does there: a director reads the own school."""
    double = make.guardian(cast.lea, first_name="Samira", last_name="MARTIN")
    make.guardianship(double, cast.lea_verne)
    make.affiliation(double, cast.verne, Profile.TEACHER)
    text = _text(desk.get(_url("alike", cast.samira)))
    assert f"Responsable de {cast.lea.full_name}" in text
    assert cast.lea_verne.full_name not in text
    assert cast.verne.name not in text


def test_a_pair_that_would_be_refused_for_a_link_to_come_is_not_proposed(
    cast: Cast, twin: Person, desk: Any
) -> None:
    assert _url("double", cast.samira, twin) in _text(desk.get(reverse("school:doubles")))
    make.affiliation(twin, cast.verne, Profile.TEACHER, starts=NOW + timedelta(days=3))
    assert _url("double", cast.samira, twin) not in _text(desk.get(reverse("school:doubles")))


def test_an_academy_sees_no_child_and_no_contact(cast: Cast, twin: Person, sign_in: Any) -> None:
    make.guardianship(twin, cast.lea_verne)
    desk = sign_in(cast.academy)
    where = reverse("territory:school", args=[cast.tilleuls.uai])
    assert reverse("school:doubles_of", args=[cast.tilleuls.uai]) in _text(desk.get(where))
    text = _text(desk.get(reverse("school:doubles_of", args=[cast.tilleuls.uai])))
    assert "MARTIN-DIALLO" in text
    compared = _text(desk.get(_url("double", cast.samira, twin)))
    for page in (text, compared):
        assert "Noé" not in page
        assert MAIL not in page.lower()
    assert desk.get(_url("double", cast.lea, cast.lea_verne)).status_code == 404
    assert desk.post(_url("double", cast.samira, twin), {"kept": str(twin.public_id)}).status_code == 302
    assert "Samira MARTIN" in _text(desk.get(reverse("school:merges")))
