"""The director adds days of the school's own, and takes them away."""

from datetime import date
from typing import Any

from eprimo.foundation.directory.models import SchoolDayOff, ZoneHoliday
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.models import SchoolHours
from tests import factories as make
from tests.conftest import NOW

PAGE = "/ecole/reglages/jours/"


def test_days_are_added_listed_and_removed(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.director)
    page = client.get(PAGE).content.decode()
    assert "Vacances de Noël" in page
    assert "Zone B" in page
    assert client.post(PAGE, {"first": "2026-12-07", "last": "", "label": "Pont"}).status_code == 302
    row = SchoolDayOff.objects.get(school=cast.tilleuls)
    assert (row.first, row.last) == (row.last, row.first)
    assert "Pont" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}retirer/", {"first": "2026-12-07"})
    assert not SchoolDayOff.objects.exists()


def test_what_is_wrong_is_said_at_its_field(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.director)
    client.post(PAGE, {"first": "2026-12-07", "last": "2026-12-08", "label": "Pont"})
    for data, field in (
        ({"first": "2026-12-10", "last": "2026-12-09"}, "last"),
        ({"first": "2026-11-01", "last": "2026-11-02"}, "last"),
        ({"first": "2026-12-10", "last": "2027-03-09"}, "last"),
        ({"first": "2031-12-10", "last": "2031-12-10"}, "last"),
        ({"first": "2026-12-07", "last": "2026-12-07"}, "first"),
    ):
        page = client.post(PAGE, data | {"label": "Autre"})
        assert page.status_code == 422
        assert field in page.context["form"].errors
    assert SchoolDayOff.objects.count() == 1


def test_another_school_s_days_stay(cast: Any, sign_in: Any) -> None:
    SchoolDayOff.objects.create(school=cast.verne, first="2026-12-07", last="2026-12-07", label="Pont")
    client = sign_in(cast.director)
    client.post(f"{PAGE}retirer/", {"first": "2026-12-07"})
    assert SchoolDayOff.objects.count() == 1
    assert sign_in(cast.teacher).get(PAGE).status_code == 404


def test_the_director_is_told_that_the_holidays_are_not_known(cast: Any, sign_in: Any) -> None:
    words = "Les vacances de cette zone ne sont pas connues"
    client = sign_in(cast.director)
    page = client.get(PAGE).content.decode()
    assert words not in page
    assert "Zone B, connues jusqu’au" in page
    assert "ne sont pas connues" not in client.get("/ecole/").content.decode()
    cast.tilleuls.holiday_zone = "miquelon"
    cast.tilleuls.save()
    page = client.get(PAGE).content.decode()
    assert words in page
    assert "Saint-Pierre-et-Miquelon fixe ses dates elle-même" in page
    assert "charger le calendrier du ministère" in page
    home = client.get("/ecole/").content.decode()
    assert "Les vacances de l’école ne sont pas connues" in home
    assert PAGE in home
    # Days of the school's own do not make the zone known; a calendar that is loaded does.
    client.post(PAGE, {"first": "2026-12-07", "last": "", "label": "Pont"})
    page = client.get(PAGE).content.decode()
    assert words in page
    assert "Pont" in page
    ZoneHoliday.objects.create(
        zone="miquelon", year=2026, name="Noël", first=date(2026, 12, 19), resumes=date(2027, 1, 4)
    )
    assert words not in client.get(PAGE).content.decode()
    assert "ne sont pas connues" not in client.get("/ecole/").content.decode()


def test_addresses_that_refuse_are_a_figure_from_five_on(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.director)
    words = "refusent nos envois"
    for number in range(5):
        assert words not in client.get("/ecole/effectifs/").content.decode()
        parent = make.guardian(cast.lea, first_name="Parent", last_name=f"NUMERO{number}")
        account = make.account(parent, login=f"parent{number}")
        account.recovery_email_refused_at = NOW
        account.save()
    page = client.get("/ecole/effectifs/").content.decode()
    assert words in page
    assert "NUMERO1" not in page
    assert words not in sign_in(cast.agent).get("/ecole/effectifs/").content.decode()


HOURS = "/ecole/reglages/horaires/"
_WEDNESDAYS = {
    "half_days": ["0", "1", "2", "3", "4", "6", "7", "8", "9"], "morning_from": "09:00", "morning_until": "12:00",
    "afternoon_from": "13:30", "afternoon_until": "15:45",
}  # fmt: skip


def test_a_school_of_wednesday_mornings_says_so_and_the_roll_follows(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert client.get(HOURS).content.decode().count("checked") == 8
    assert client.post(HOURS, _WEDNESDAYS).status_code == 302
    hours = hours_of(cast.tilleuls, NOW.date())
    assert hours.is_open(HalfOf(date(2026, 11, 25), Half.MORNING))
    assert not hours.is_open(HalfOf(date(2026, 11, 25), Half.AFTERNOON))
    assert hours.starts(HalfOf(date(2026, 11, 25), Half.MORNING)).hour == 9
    assert client.get(HOURS).content.decode().count("checked") == 9


def test_hours_that_cannot_be_are_said_at_their_field(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.director)
    for data, field in (
        ({"half_days": []}, "half_days"),
        ({"morning_until": "08:00"}, "morning_until"),
        ({"afternoon_from": "11:00"}, "afternoon_from"),
        ({"afternoon_until": "13:00"}, "afternoon_until"),
        ({"morning_from": "neuf heures"}, "morning_from"),
    ):
        page = client.post(HOURS, _WEDNESDAYS | data)
        assert page.status_code == 422
        assert field in page.context["form"].errors
    assert not SchoolHours.objects.exists()
