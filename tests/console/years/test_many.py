"""The academy sees where its schools stand, and prepares and switches many at once."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.actions import year_work
from eprimo.foundation.directory.models import School, YearChange
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.school_year import JULY, summer

PAGE = "/territoire/annees/"


def test_prepared_and_switched_for_all(cast: Cast, sign_in: Any) -> None:
    with summer(cast):
        client = sign_in(cast.academy)
        page = client.get(PAGE).content.decode()
        assert "École Les Tilleuls" in page
        assert "École fermée" not in page
        client.post(f"{PAGE}preparer/")
        assert {one.word: one.count for one in client.get(PAGE).context["standings"]}["demande"] == 2
        year_work.years_work()
        assert {one.word: one.count for one in client.get(PAGE).context["standings"]}["prete"] == 2
        assert client.get(f"{PAGE}?etat=jour").content.decode().count("Aucune école") == 1
        wrong = client.post(f"{PAGE}passer/", {"on": "2027-05-01"})
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["on"])
        client.post(f"{PAGE}passer/", {"on": JULY.date().isoformat(), "agreed": "on"})
        assert year_work.years_work() == 2
        assert School.objects.filter(running_year=2027).count() == 2
        assert {one.word: one.count for one in client.get(PAGE).context["standings"]}["passee"] == 2


def test_pupils_of_a_school_are_numbers_here(cast: Cast, sign_in: Any) -> None:
    with summer(cast):
        client = sign_in(cast.academy)
        client.post(f"{PAGE}preparer/")
        year_work.years_work()
        page = client.get(PAGE).content.decode()
        assert "MARTIN" not in page
        assert YearChange.objects.count() == 2


def test_sql_does_not_grow(cast: Cast, sign_in: Any) -> None:
    with summer(cast):
        client = sign_in(cast.academy)

        def counted() -> int:
            client.get(PAGE)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(PAGE).status_code == 200
            return len(captured)

        few = counted()
        for number in range(28):
            make.school(f"04401{number:02d}A", f"École {number}")
        assert counted() == few <= 8
