"""Many departures: raised on the homes, undone by the head or by the academy."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import Affiliation, Person, School
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.notifications.models import Notice
from tests import factories as make
from tests.console.imports.desk import applied, emptied, fewer, later, truth, work

pytestmark = pytest.mark.django_db


def test_many_departures_are_raised_on_both_homes_and_undone(
    desk: Any, school: School, sign_in: Any, director: Person
) -> None:
    page = emptied(desk)
    home = desk.get(reverse("home:home")).content.decode()
    assert "22\u00a0élèves sur 52 ont quitté l’école par un import" in home.partition('id="a-traiter"')[2]
    assert page in home
    # Whoever directs the school: by hand, and as the file says.
    assert Notice.objects.filter(card="imports.many_left").count() == 2
    notice = Notice.objects.get(recipient=director, card="imports.many_left")
    assert notice.state == "open"
    academy = make.person("Paule", "RECTORAT")
    make.account(academy)
    make.mandate(academy, "academy", academy=school.academy)
    office = sign_in(academy)
    for address in (reverse("home:home"), reverse("territory:home")):
        assert "22\u00a0élèves sur 52 ont quitté l’école" in office.get(address).content.decode()
    desk = sign_in(director)
    told = desk.get(page).content.decode()
    assert "C’est voulu" in told
    assert f"{page}annuler/" in told
    assert "redevient comme avant" in desk.get(f"{page}annuler/").content.decode()
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=None).count() == 30
    with later(10):
        assert desk.post(f"{page}annuler/").status_code == 302
        work()
    assert "Import annulé" in desk.get(page).content.decode()
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=None).count() == 52
    assert "ont quitté l’école" not in desk.get(reverse("home:home")).content.decode()
    notice.refresh_from_db()
    assert notice.state == "done"
    # Twice: said, and nothing more.
    assert "déjà annulé" in desk.post(f"{page}annuler/", follow=True).content.decode()


def test_departures_that_were_meant_are_told_no_more(desk: Any, director: Person) -> None:
    page = emptied(desk)
    assert desk.post(f"{page}voulu/").status_code == 302
    work()
    assert "ont quitté l’école" not in desk.get(reverse("home:home")).content.decode()
    assert set(Notice.objects.filter(card="imports.many_left").values_list("state", flat=True)) == {"done"}
    assert "Annuler cet import" in desk.get(page).content.decode()
    assert "Personne ne demande" in desk.post(f"{page}voulu/", follow=True).content.decode()


def test_the_academy_undoes_what_many_left_by(desk: Any, school: School, sign_in: Any) -> None:
    emptied(desk)
    academy = make.person("Paule", "RECTORAT")
    make.account(academy)
    make.mandate(academy, "academy", academy=school.academy)
    office = sign_in(academy)
    row = OndeDelivery.objects.get(alarm="raised")
    address = reverse("territory:import_undo", args=[school.uai, row.public_id])
    assert address in office.get(reverse("territory:school", args=[school.uai])).content.decode()
    assert "redevient comme avant" in office.get(address).content.decode()
    with later(10):
        assert office.post(address).status_code == 302
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=None).count() == 52
    assert office.get(address).status_code == 404


def test_an_import_under_a_later_one_says_why_it_is_not_undone(desk: Any) -> None:
    first = applied(desk, truth())
    with later(5):
        page = applied(desk, fewer(truth(), 51))
        assert "c’est lui qu’il faut annuler d’abord" in desk.get(first).content.decode()
        assert "Annuler cet import" in desk.get(page).content.decode()
