"""The director prepares, adjusts, switches and undoes on the screens of the school."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.actions.year_sources import ToldPupil, year_plan_told
from eprimo.foundation.directory.models import PlannedPupil, School, YearChange
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.school_year import AUGUST, JULY, Summer, class_of, outcome, place, summer

HOME = "/ecole/annee/"


@pytest.fixture
def school(cast: Cast) -> Iterator[Summer]:
    with summer(cast) as found:
        yield found


@pytest.fixture
def desk(school: Summer, sign_in: Any) -> Any:
    return sign_in(school.cast.director)


def words(client: Any, address: str = HOME) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_before_the_spring_the_page_says_when(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert "à partir du 31 mars 2027" in words(client)
    client.post(f"{HOME}preparer/")
    assert not YearChange.objects.exists()
    assert "à partir du 31 mars 2027" in words(client)


def test_prepared_adjusted_switched_and_undone(school: Summer, desk: Any) -> None:
    assert "Préparer l’année prochaine" in words(desk)
    assert desk.post(f"{HOME}preparer/").status_code == 302
    change = YearChange.objects.get()
    assert "Classes de 2027‑2028" in words(desk)
    planned = change.classes.get(label="CE2-A")
    page = f"{HOME}classes/{planned.public_id}/"
    assert "Léa MARTIN" in words(desk, page)
    lea = str(school.cast.lea.public_id)
    assert desk.post(page, {"eleves": [lea], "vers": "college"}).status_code == 302
    assert outcome(change, school.cast.lea) == ("college", "")
    assert "Léa MARTIN" in words(desk, f"{HOME}eleves/college/")
    desk.post(f"{HOME}eleves/college/", {"eleves": [lea], "vers": str(planned.public_id), "maintien": "on"})
    assert outcome(change, school.cast.lea) == ("class", "CE2-A")
    assert "Même niveau" in words(desk, page)
    desk.post(f"{page}partager/", {"label": "CE2-B"})
    desk.post(f"{page}modifier/", {"label": "CE2 rouge", "levels": ["CE2"]})
    desk.post(f"{page}adultes/", {"adults": [str(school.cast.teacher_cm2.public_id)]})
    assert "Marc ROUX" in words(desk)
    assert "Ce qui va se passer" in words(desk, f"{HOME}passer/")
    assert desk.post(f"{HOME}passer/", {"quand": "ici"}).status_code == 302
    assert School.objects.get(pk=school.cast.tilleuls.pk).running_year_id == 2027
    page = words(desk)
    assert "encore 15 jours" in page
    assert "Remettre l’école en 2026‑2027" in words(desk, f"{HOME}annuler/")
    assert desk.post(f"{HOME}annuler/").status_code == 302
    assert class_of(school.cast.lea) == [("CE1-A", 2026)]
    page = words(desk)
    assert "Annulé" in page
    assert "CE2 rouge" in page


def test_a_day_is_chosen_and_given_up(school: Summer, desk: Any) -> None:
    desk.post(f"{HOME}preparer/")
    wrong = desk.post(f"{HOME}passer/", {"quand": "jour", "on": "2027-05-01"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["on"])
    assert list(desk.post(f"{HOME}passer/", {"quand": "jour"}).context["form"].errors) == ["on"]
    desk.post(f"{HOME}passer/", {"quand": "jour", "on": AUGUST.date().isoformat()})
    assert "passe en 2027‑2028 le 30 août 2027" in words(desk)
    desk.post(f"{HOME}attendre/")
    assert YearChange.objects.get().switch_on is None


def test_pupils_to_place_are_agreed_or_placed(school: Summer, desk: Any) -> None:
    make.affiliation(make.person("Sans", "CLASSE"), school.cast.tilleuls, "pupil")
    desk.post(f"{HOME}preparer/")
    assert "1 élève est à placer" in words(desk)
    refused = desk.post(f"{HOME}passer/", {"quand": "ici"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["agreed"])
    assert desk.post(f"{HOME}passer/", {"quand": "ici", "agreed": "on"}).status_code == 302


def test_nobody_ticked_is_said_and_the_choice_stays(school: Summer, desk: Any) -> None:
    desk.post(f"{HOME}preparer/")
    answer = desk.post(f"{HOME}eleves/college/", {"vers": "a-placer"})
    assert answer.status_code == 422
    assert "Cochez au moins un élève." in answer.content.decode()
    stranger = str(school.cast.lea_verne.public_id)
    assert desk.post(f"{HOME}eleves/college/", {"eleves": [stranger], "vers": "a-placer"}).status_code == 422


def test_after_fifteen_days_the_undoing_is_gone(school: Summer, desk: Any, sign_in: Any) -> None:
    desk.post(f"{HOME}preparer/")
    desk.post(f"{HOME}passer/", {"quand": "ici"})
    with clock.frozen(JULY + timedelta(days=15)):
        client = sign_in(school.cast.director)
        assert "Annuler le changement" not in words(client)
        assert client.get(f"{HOME}annuler/").status_code == 404


def test_given_up_and_proposed_again(school: Summer, desk: Any) -> None:
    desk.post(f"{HOME}preparer/")
    planned = YearChange.objects.get().classes.get(label="CE2-A")
    assert "seront à placer" in words(desk, f"{HOME}classes/{planned.public_id}/retirer/")
    desk.post(f"{HOME}classes/{planned.public_id}/retirer/")
    assert PlannedPupil.objects.filter(outcome="unplaced").count() == 2
    assert "est effacé" in words(desk, f"{HOME}recommencer/")
    desk.post(f"{HOME}recommencer/")
    assert not PlannedPupil.objects.filter(outcome="unplaced").exists()
    assert "n’est pas touchée" in words(desk, f"{HOME}abandonner/")
    desk.post(f"{HOME}abandonner/")
    assert not YearChange.objects.exists()


def test_what_the_academy_tells_is_shown_beside_what_a_hand_placed(school: Summer, desk: Any) -> None:
    desk.post(f"{HOME}preparer/")
    change, lea = YearChange.objects.get(), school.cast.lea
    place(school.cast, change, lea, to="CE1-A")
    told = [ToldPupil(one.pk, "CE2 bleu", "CE2") for one in (lea, school.cast.yanis)]
    year_plan_told(school_id=change.school_id, pupils=told, whole=False)
    page = words(desk)
    assert (
        "par l’annuaire de l’académie le 7 juillet 2027 : 1 élève y a la sienne, 1 est placé autrement"
        in page
    )
    own = words(desk, f"{HOME}classes/{change.classes.get(label='CE1-A').public_id}/")
    assert "Annuaire : CE2 bleu" in own
    theirs = words(desk, f"{HOME}classes/{change.classes.get(label='CE2 bleu').public_id}/")
    assert "Yanis BELKACEM" in theirs
    assert "Annuaire :" not in theirs


def test_sql_does_not_grow_with_the_school(school: Summer, desk: Any) -> None:
    desk.post(f"{HOME}preparer/")

    def counted() -> list[int]:
        found = []
        planned = YearChange.objects.get().classes.get(label="CE2-A")
        desk.get(HOME)
        for page in (HOME, f"{HOME}classes/{planned.public_id}/", f"{HOME}passer/"):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(page).status_code == 200
            found.append(len(captured))
        return found

    few = counted()
    for number in range(30):
        make.pupil(school.cast.tilleuls, school.cast.ce1, f"Élève{number}")
        make.class_group(school.cast.tilleuls, f"Classe {number}")
    desk.post(f"{HOME}recommencer/")
    assert counted() == few
    assert max(few) <= 8
