"""The pupil's home, case by case; those that need a finger are in `tests/e2e/test_eight_tasks.py`."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.classroom.queries import skin_of
from eprimo.foundation.content.things.marks import work_tick
from eprimo.foundation.directory.animals import animal_choose
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.liaison.enums import NoteKind
from tests import factories as make
from tests.cast import Cast
from tests.foundation.accounts.test_animal import drawn
from tests.foundation.directory.school_year import JULY, summer
from tests.ground import lent
from tests.services.homework.giving import FRIDAY, NEXT_MONDAY, THURSDAY, give
from tests.services.liaison.notes import sent

pytestmark = pytest.mark.django_db
HOME, WORK, TRAIL = reverse("home:home"), reverse("homework:list"), reverse("school:history")
_TILE = re.compile(r'<li class="tuile m-[a-z]+">.*?</li>', re.DOTALL)
_CARD = re.compile(r'<li class="dos-c.*?</li>', re.DOTALL)


@lent
def little(cast: Cast) -> Cast:
    """Noé, five, in the nursery class that Claire teaches."""
    group = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    cast.people["petit"] = make.pupil(cast.tilleuls, group, "Noé", "PETIT")
    make.account(cast.petit)
    make.attach(cast.teacher, group)
    return cast


def papillons() -> ClassGroup:
    return ClassGroup.objects.get(label="GS des papillons")


def pool(cast: Cast, **more: Any) -> Any:
    group = papillons()
    return sent(
        cast,
        title="Piscine",
        kind=NoteKind.EVENT,
        event_on=THURSDAY,
        classes=(group,),
        to_pupils=True,
        **more,
    )


def test_m1_twenty_three_children_have_twenty_three_animals(cast: Cast, client: Client) -> None:
    group = make.class_group(cast.tilleuls, "MS", ("MS",))
    for number in range(23):
        make.pupil(cast.tilleuls, group, f"Enfant {number}", "PETIT")
    make.attach(cast.teacher, group)
    _, key = device_pair(actor=cast.actor("teacher"), class_group=group, label="Tablette")
    client.cookies[settings.CLASS_COOKIE_NAME] = key
    wall = client.get(reverse("classroom:wall"))
    assert wall.text.count('name="child"') == 23
    assert len({animal for animal, _ in drawn(wall)}) == 23


def test_m3_the_school_shuts_and_the_pool_is_crossed_out(little: Cast, sign_in: Any) -> None:
    pool(little)
    ribbon = sign_in(little.petit).get(HOME).text.partition('class="ruban"')[2].partition("</ol>")[0]
    assert "person-swimming" in ribbon
    assert "annule" not in ribbon
    sent(
        little, by="director", title="Grève", kind=NoteKind.CLOSED, event_on=THURSDAY, classes=(papillons(),),
        to_pupils=True,
    )  # fmt: skip
    ribbon = sign_in(little.petit).get(HOME).text.partition('class="ruban"')[2].partition("</ol>")[0]
    day = next(one for one in ribbon.split("<li") if "person-swimming" in one)
    assert "annule" in day
    assert "c’est annulé" in day


def test_m5_a_tile_is_there_when_it_holds_something(little: Cast, sign_in: Any) -> None:
    page = sign_in(little.petit).get(HOME).text
    assert not _TILE.findall(page)
    assert "Rien de nouveau" in page
    give(little, "la comptine", place=papillons())
    sent(little, title="Les doudous", classes=(papillons(),), to_pupils=True)
    tiles = _TILE.findall(sign_in(little.petit).get(HOME).text)
    assert [re.findall(r"emoji/([a-z-]+)\.", tile) for tile in tiles] == [
        ["memo"], ["teddy-bear"], ["closed-mailbox-with-raised-flag"],
    ]  # fmt: skip
    # Nothing to read is beside them: no tabs of services, no count.
    page = sign_in(little.petit).get(WORK).text
    assert "tabs" not in page
    assert 'class="cpt' not in page


def test_m7_who_teaches_a_child_does_not_choose_its_animal(little: Cast, sign_in: Any) -> None:
    own = Person.objects.get(pk=little.petit.pk).animal
    for who in ("teacher", "director", "samira"):
        answer = sign_in(little.people[who]).post(
            reverse("accounts:animal"), {"animal": "unicorn", "enfant": str(little.petit.public_id)}
        )
        assert answer.status_code == 403
        assert sign_in(little.people[who]).get(reverse("accounts:animal")).status_code == 404
        with pytest.raises(Forbidden):
            animal_choose(actor=little.actor(who), animal="unicorn")
    assert Person.objects.get(pk=little.petit.pk).animal == own


def test_m8_a_class_of_cm2_keeps_the_look_of_the_older_ones(cast: Cast, sign_in: Any) -> None:
    director, page = sign_in(cast.director), reverse("school:class_edit", args=[cast.cm2.public_id])
    for levels in (["CM2"], ["CP", "CM1"]):
        answer = director.post(page, {"label": "CM2", "levels": levels, "skin": "petits"})
        assert answer.status_code == 422
        assert "garde la présentation des grands" in answer.text
    cast.cm2.refresh_from_db()
    assert cast.cm2.skin == ""
    assert director.post(page, {"label": "CM2", "levels": ["CE2"], "skin": "petits"}).status_code == 302
    # What an import or a new year makes of the levels takes the look away.
    ClassGroup.objects.filter(pk=cast.cm2.pk).update(levels=["CE2", "CM1"])
    cast.cm2.refresh_from_db()
    assert (cast.cm2.skin, skin_of(cast.cm2)) == ("petits", "standard")
    assert 'data-ep-habillage="standard"' in sign_in(cast.noe).get(HOME).text


def test_m10_what_i_did_says_tu_and_is_of_nobody_else(cast: Cast, sign_in: Any) -> None:
    line = give(cast, "la page 12")
    thing = line.resource.public_id
    work_tick(actor=cast.actor("lea"), thing=thing, n=line.n, child=cast.lea.pk, done=True)
    work_tick(actor=cast.actor("yanis"), thing=thing, n=line.n, child=cast.yanis.pk, done=True)
    work_tick(actor=cast.actor("yanis"), thing=thing, n=line.n, child=cast.yanis.pk, done=False)
    animal_choose(actor=cast.actor("lea"), colour=5)
    page = sign_in(cast.lea).get(TRAIL).text
    assert re.findall(r"Tu as [^<]+", page) == ["Tu as choisi ton animal.", "Tu as fait un travail."]
    assert "Yanis" not in page
    assert "a coché" not in page


def test_work_is_pictures_nights_and_a_voice(little: Cast, sign_in: Any) -> None:
    group = papillons()
    give(little, "la chanson", verb=Work.REVIEW, subject=Subject.ARTS, place=group)
    give(little, "avec quelqu’un " * 20, FRIDAY, verb=Work.READ, place=group)
    give(little, "les bottes.", NEXT_MONDAY, verb=Work.BRING, subject=Subject.SCIENCE, place=group)
    give(little, "compter jusqu’à 20", NEXT_MONDAY, subject=Subject.MATHS, place=group)
    page = sign_in(little.petit).get(WORK).text
    cards = _CARD.findall(page)
    seen = [
        (
            re.findall(r"emoji/([a-z-]+)\.", card),
            int(re.findall(r"Dans (\d+) dodos", card)[0]),
            card.count("#moon"),
        )
        for card in cards
    ]
    assert seen == [
        (["musical-notes", "eyes"], 2, 2), (["open-book"], 3, 3), (["abacus", "eyes"], 6, 6),
        (["hiking-boot", "backpack"], 6, 6),
    ]  # fmt: skip
    said = [
        re.findall(r'id="travail-\d" class="vh" lang="fr" dir="auto">([^<]+)<', card)[0] for card in cards
    ]
    assert said[0].replace("\xa0", " ") == "À revoir : la chanson. Pour jeudi 26 novembre."
    assert said[3].replace("\xa0", " ") == "À apporter : les bottes. Pour lundi 30 novembre."
    # All of it is heard, and its beginning stands under the picture.
    assert len(said[1]) > 300
    assert max(len(one) for one in re.findall(r'class="mot-c"[^>]*>([^<]*)<', page)) <= 32
    # Each has an ear that the page shows where the device speaks French, and a stamp.
    assert all(
        "data-ep-listen=" in card and " hidden>" in card and 'class="tampon"' in card for card in cards
    )
    # In another language the line is French all the same, and is told so.
    sign = sign_in(little.petit)
    sign.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    assert 'lang="fr" dir="auto">À revoir' in sign.get(WORK).text


def test_work_is_the_child_s_own_from_gs_on(little: Cast, sign_in: Any) -> None:
    """In a class of several levels by the own one; not known, it is shown."""
    group = papillons()
    ClassGroup.objects.filter(pk=group.pk).update(levels=["MS", "GS"])
    give(little, "la comptine", place=ClassGroup.objects.get(pk=group.pk))
    for level, shown in (("", True), ("MS", False), ("GS", True)):
        ClassMembership.objects.filter(person=little.petit).update(level=level)
        assert ("MON TRAVAIL" in sign_in(little.petit).get(HOME).text) == shown, level
        assert bool(_CARD.findall(sign_in(little.petit).get(WORK).text)) == shown, level


def test_a_child_ticks_its_own_and_comes_back_where_it_was(little: Cast, sign_in: Any) -> None:
    line = give(little, "la comptine", place=papillons())
    mate = make.pupil(little.tilleuls, papillons(), "Ana", "AUTRE")
    make.account(mate)
    client = sign_in(little.petit)
    tick = reverse("homework:tick", args=[line.public_id, little.petit.public_id])
    assert client.post(tick, {"fait": "oui"})["Location"] == f"{WORK}#d-{THURSDAY}"
    page = client.get(WORK).text
    assert f'id="d-{THURSDAY}"' in page
    assert 'aria-pressed="true"' in page
    other = reverse("homework:tick", args=[line.public_id, mate.public_id])
    assert client.post(other, {"fait": "oui"}).status_code in {403, 404}
    assert 'aria-pressed="false"' in sign_in(mate).get(WORK).text


def test_an_older_pupil_has_one_card_for_a_day_and_the_ways_on(cast: Cast, sign_in: Any) -> None:
    """« Pour jeudi »: what is done and what is brought, together; the week, what I did, my animal."""
    give(cast, "la page 12")
    sent(cast, title="Piscine", kind=NoteKind.TO_BRING, event_on=THURSDAY, bring=("maillot",), to_pupils=True)
    page = sign_in(cast.lea).get(HOME).text
    card = page.partition('id="sac"')[2].partition("</section>")[0]
    assert page.count("Pour jeudi 26\xa0novembre") == 1
    assert card.index("la page 12") < card.index("maillot")
    assert f'href="{WORK}"' in card
    for words in ("Toute la semaine", "Mes jours", "Ce que j’ai fait", "Mon animal", "Salut Léa"):
        assert words in page
    for word in (" vous ", "Votre ", "votre "):
        assert word not in re.sub(r"<[^>]+>", " ", page)


def test_the_year_turns_and_nothing_leaks_to_the_next_class(cast: Cast, sign_in: Any) -> None:
    """Work, notes and days of the class of before are on no home of the new one; the animal goes along."""
    at = JULY - timedelta(days=8)
    with clock.frozen(at):
        give(cast, "la fable de juin", at.date() + timedelta(days=2))
        sent(
            cast,
            title="Piscine de juin",
            kind=NoteKind.EVENT,
            event_on=at.date() + timedelta(days=10),
            to_pupils=True,
        )
        page = sign_in(cast.lea).get(HOME).text
        assert "Piscine de juin" in page
        assert "la fable de juin" in page
    own = Person.objects.get(pk=cast.lea.pk).animal
    with summer(cast) as school:
        school.switched(unplaced_agreed=True)
        page = sign_in(cast.lea).get(HOME).text
        assert "Piscine de juin" not in page
        assert "la fable de juin" not in page + sign_in(cast.lea).get(WORK).text
        assert Person.objects.get(pk=cast.lea.pk).animal == own
