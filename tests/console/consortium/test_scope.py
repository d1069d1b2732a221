"""Whom the market serves, with what, and who helps: R050, R051, R079, R080 of the convention, as people meet them."""

import io
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from tests.cast import Cast
from tests.steering.consortium.group import group_of

pytestmark = pytest.mark.django_db

# « élèves, enseignants, parents, agents territoriaux, partenaires ».
SERVED = ("lea", "teacher", "samira", "agent", "partner")
# « et, en partie, aux représentants des adhérents et des services de l’Éducation nationale ».
IN_PART = ("member_rep", "inspector", "academy")


def test_r050_the_convention_that_a_member_signs_asks_a_free_solution_as_a_service(
    cast: Cast, sign_in: Any
) -> None:
    group = group_of(cast)
    address = reverse("consortium:paper", args=[group["valmarais"].public_id, "convention", "docx"])
    answer = sign_in(cast.people["member_rep"]).post(address)
    assert answer.status_code == 200
    words = " ".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    words = words.replace("\N{NO-BREAK SPACE}", " ")
    assert "une solution libre, Open ENT-NG" in words
    assert "en mode locatif, dit SaaS (Software as a Service)" in words


@pytest.mark.parametrize("who", SERVED)
def test_r051_who_is_served_has_a_home(cast: Cast, sign_in: Any, who: str) -> None:
    assert sign_in(cast.people[who]).get("/").status_code == 200


@pytest.mark.parametrize("who", IN_PART)
def test_r051_who_is_served_in_part_reads_figures_and_no_pupil(cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(cast.people[who])
    pages = [client.get("/"), client.get(reverse("territory:home")), client.get(reverse("group_news:page"))]
    assert [page.status_code for page in pages] == [200, 200, 200]
    for page in pages:
        assert cast.people["yanis"].last_name not in page.content.decode()
    assert client.get(reverse("school:people")).status_code in {403, 404}


def test_r079_inspection_bodies_read_the_figures_that_an_evaluation_rests_on(
    cast: Cast, sign_in: Any
) -> None:
    group_of(cast)
    client = sign_in(cast.people["inspector"])
    for route in ("orders:coverage", "territory:home"):
        assert client.get(reverse(route)).status_code == 200


def test_r080_help_leads_to_the_first_two_levels_and_never_to_the_contractor(
    cast: Cast, sign_in: Any
) -> None:
    page = sign_in(cast.people["director"]).get(reverse("information:help")).content.decode()
    assert "la plateforme d’appels de l’académie" in page
    assert "puis les services du rectorat" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Eux seuls saisissent le titulaire du marché" in page
