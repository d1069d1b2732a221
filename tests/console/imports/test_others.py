"""Who has the pages of imports, whose files they take, and what stays text."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.devtools.generators.onde_writer import PUPILS_FILE, write_onde
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person, School
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.console.imports.desk import INDEX, agree, send, truth, uploads, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "who", ["teacher", "samira", "lea", "staff", "partner", "agent", "inspector", "academy", "platform"]
)
def test_others_do_not_know_that_imports_exist(cast: Any, sign_in: Any, who: str) -> None:
    row = OndeDelivery.objects.create(school=cast.tilleuls, state=DeliveryState.CHECKED)
    client = sign_in(cast.people[who])
    for path in (INDEX, f"{INDEX}{row.public_id}/"):
        assert client.get(path).status_code == 404
    for act in ("appliquer", "abandonner"):
        assert client.post(f"{INDEX}{row.public_id}/{act}/").status_code == 404
    assert client.post(INDEX, {"extracts": uploads(truth())}).status_code == 404


def test_the_delivery_of_another_school_does_not_exist(cast: Any, sign_in: Any) -> None:
    row = OndeDelivery.objects.create(school=cast.verne, state=DeliveryState.CHECKED)
    client = sign_in(cast.director)
    assert client.get(f"{INDEX}{row.public_id}/").status_code == 404
    assert client.post(f"{INDEX}{row.public_id}/appliquer/", {"yes": "on"}).status_code == 404


def test_a_deputy_may_and_a_closed_school_may_not(cast: Any, sign_in: Any) -> None:
    assert sign_in(cast.deputy).get(INDEX).status_code == 200
    assert sign_in(cast.director_ferme).get(INDEX).status_code == 403


@pytest.mark.attack
def test_attack_d01_names_and_labels_of_a_file_are_text_on_every_page(desk: Any) -> None:
    school = truth()
    bad = "<script>alert(1)</script>"
    label = "<img src=x onerror=alert(2)>"
    pupils = (replace(school.pupils[0], first_name=bad, class_label=label), *school.pupils[1:])
    files = write_onde(replace(school, pupils=pupils))
    named = [
        SimpleUploadedFile("<svg onload=alert(3)>.csv" if name == PUPILS_FILE else name, content, "text/csv")
        for name, content in files.items()
    ]
    page = desk.post(INDEX, {"extracts": named})["Location"]
    work()
    seen = desk.get(page).content.decode()
    agree(desk, page, yes="on")
    work()
    seen += desk.get(page).content.decode() + desk.get(INDEX).content.decode()
    assert "&lt;script&gt;alert(1)" in seen
    for piece in ("<script>alert", "<img src=x", "<svg onload"):
        assert piece not in seen


@pytest.mark.attack
def test_attack_e18_a_deputy_does_not_make_himself_head_by_a_file(school: School, sign_in: Any) -> None:
    head, deputy = make.person("Anne", "DIRIGE"), make.person("Denis", "INTERIM")
    for one in (head, deputy):
        make.account(one)
    make.affiliation(head, school, Profile.DIRECTOR)
    make.affiliation(deputy, school, Profile.DEPUTY, ends=clock.now() + timedelta(days=90))
    told = truth()
    own = replace(
        told.teachers[0],
        last_name="INTERIM",
        first_name="Denis",
        usual_name="",
        is_director=True,
        guardian="",
    )
    client = sign_in(deputy)
    page = send(client, replace(told, teachers=(own, *told.teachers[1:])))
    work()
    assert "Denis" in client.get(page).content.decode()
    assert "ne se donne la direction" in client.get(page).content.decode()
    agree(client, page, yes="on")
    work()
    assert Affiliation.objects.filter(person=deputy, profile=Profile.TEACHER).exists()
    assert not Affiliation.objects.filter(person=deputy, profile=Profile.DIRECTOR).exists()


def test_files_of_another_school_are_refused_until_the_academy_opens_them(
    desk: Any, school: School, sign_in: Any, director: Person
) -> None:
    """Nobody known, everybody leaving: no tick applies it. The academy reads counts, and lets it be done once."""
    page = send(desk, truth())
    work()
    agree(desk, page, yes="on")
    work()
    page = send(desk, truth(2))
    work()
    told = desk.get(page).content.decode()
    assert "Import refusé" in told
    assert "Aucun des 52\u00a0élèves de l’école" in told
    assert "Elle peut vous permettre de l’appliquer une fois" in told
    assert agree(desk, page, yes="on").status_code == 409
    work()
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=None).count() == 52
    academy = make.person("Paule", "RECTORAT")
    make.account(academy)
    make.mandate(academy, "academy", academy=school.academy)
    office = sign_in(academy)
    for address in (
        reverse("home:home"),
        reverse("territory:home"),
        reverse("territory:school", args=[school.uai]),
    ):
        assert (
            "Aucun des 52\u00a0élèves de l’école n’est dans le fichier"
            in office.get(address).content.decode()
        ), address
    address = reverse("territory:import_open", args=[school.uai])
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "Deux écoles ont fusionné."}).status_code == 302
    assert (
        "Deux écoles ont fusionné."
        in office.get(reverse("territory:school", args=[school.uai])).content.decode()
    )
    desk = sign_in(director)
    assert "Deux écoles ont fusionné." in desk.get(INDEX).content.decode()
    page = send(desk, truth(2))
    work()
    told = desk.get(page).content.decode()
    assert "L’académie vous a permis de l’appliquer cette fois." in told
    assert agree(desk, page).status_code == 422
    agree(desk, page, yes="on")
    work()
    assert "Import appliqué" in desk.get(page).content.decode()
    assert "Deux écoles ont fusionné." not in desk.get(INDEX).content.decode()
