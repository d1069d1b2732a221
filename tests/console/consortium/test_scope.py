"""What the market asks for, and who helps: R050 and R080 of the convention, as people meet them.

Whom it serves (R051) and what inspection bodies read (R079) are lines of the access matrix.
"""

import io
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from tests.cast import Cast
from tests.steering.consortium.group import group_of

pytestmark = pytest.mark.django_db


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


def test_r080_help_leads_to_the_first_two_levels_and_never_to_the_contractor(
    cast: Cast, sign_in: Any
) -> None:
    page = sign_in(cast.people["director"]).get(reverse("information:help")).content.decode()
    assert "la plateforme d’appels de l’académie" in page
    assert "puis les services du rectorat" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Eux seuls saisissent le titulaire du marché" in page
