"""The page of the points that the convention leaves open, and the calendar that says what it no longer holds."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.steering.consortium.gaps import GAPS
from eprimo.steering.consortium.models import Market
from tests.cast import Cast
from tests.console.consortium.test_pages import post, text
from tests.steering.consortium.group import Made

pytestmark = pytest.mark.django_db


def test_a_member_reads_the_ten_points_and_what_each_comes_to(group: Made, sign_in: Any) -> None:
    client = sign_in(group.cast.people["member_rep"])
    page = text(client, "consortium:gaps")
    assert all(gap.title in page for gap in GAPS)
    assert page.count("Pas encore") == 10
    assert "Dernier jour pour poster" in page
    assert reverse("consortium:gap_decide", args=["dernier-jour"]) not in page


def test_the_coordinator_decides_and_the_history_says_by_whom(group: Made, sign_in: Any) -> None:
    client = sign_in(group.cast.people["coordinator"])
    said = {"end_reading": "named", "decided_by": "Comité de pilotage", "decided_on": "2026-11-20"}
    assert post(client, "consortium:gap_decide", "dernier-jour", **said).status_code == 302
    with CaptureQueriesContext(connection) as once:
        page = text(client, "consortium:gaps")
    assert "Comité de pilotage" in page
    assert "Le jour écrit lui-même" in page
    assert "avant" in page
    assert page.count("Pas encore") == 9
    said = {"letter_decides": "received", "letter_registered": "True", "decided_by": "Rectrice"}
    for day in ("2026-11-21", "2026-11-22"):
        post(client, "consortium:gap_decide", "lettre-de-retrait", decided_on=day, **said)
    with CaptureQueriesContext(connection) as more:
        text(client, "consortium:gaps")
    assert len(more) == len(once)
    wrong = post(
        client,
        "consortium:gap_decide",
        "plancher",
        second_floor="120",
        decided_by="",
        decided_on="2027-01-01",
    )
    assert wrong.status_code == 422
    assert Market.objects.get().second_floor == 0


def test_before_the_calendar_there_is_no_point(cast: Cast, sign_in: Any) -> None:
    assert "une fois le calendrier ouvert" in text(sign_in(cast.coordinator), "consortium:gaps")


def test_r063_the_calendar_says_which_printed_days_no_longer_hold(group: Made, sign_in: Any) -> None:
    client = sign_in(group.cast.people["commission"])
    assert "n’est pas celui de la convention" not in text(client, "consortium:calendar")
    Market.objects.update(starts_on=date(2026, 9, 1))
    page = text(client, "consortium:calendar")
    assert "n’est pas celui de la convention" in page
    assert "L’article 8 écrit" in page


def test_r062_an_early_end_takes_the_place_of_what_would_have_followed(group: Made, sign_in: Any) -> None:
    Market.objects.update(ended_early_on=date(2027, 3, 1), ended_early_why="Résilié")
    page = text(sign_in(group.cast.people["commission"]), "consortium:calendar")
    assert "Fin anticipée du marché" in page
    assert "Deuxième période" not in page
