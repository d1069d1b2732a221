"""« Viser le registre de novembre » under « À traiter », when a month is over, and what a change of year says of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.presence.actions.registers import register_sign
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.models import Register, SchoolHours
from eprimo.foundation.presence.queries.registers import months_unsigned
from tests.cast import Cast
from tests.foundation.directory.school_year import summer
from tests.services.attendance.test_register import IN_DECEMBER, IN_NOVEMBER, NOVEMBER, THE_12TH, call, sign

pytestmark = pytest.mark.django_db

HOME = reverse("home:home")
OCTOBER = date(2026, 10, 1)
LAST_DAY = date(2027, 7, 2)
# The zone B of the cast has holidays from 3 July 2027 on.
EVENING = datetime(2027, 7, 2, 14, 31, tzinfo=UTC)


def home(cast: Cast, sign_in: Any, at: datetime, who: str = "director") -> str:
    with clock.frozen(at):
        return str(sign_in(cast.people[who]).get(HOME).text).replace("\u00a0", " ")


def test_once_the_month_is_over_its_visa_waits_for_who_signs_until_it_is_signed(
    cast: Cast, sign_in: Any
) -> None:
    call(cast, THE_12TH)
    assert "Viser le registre" not in home(cast, sign_in, IN_NOVEMBER)
    assert "Viser le registre de novembre 2026" in home(cast, sign_in, IN_DECEMBER)
    assert "Viser le registre" in home(cast, sign_in, IN_DECEMBER, "deputy")
    for who in ("teacher", "director_verne"):
        assert "Viser le registre" not in home(cast, sign_in, IN_DECEMBER, who)
    sign(cast)
    assert "Viser le registre" not in home(cast, sign_in, IN_DECEMBER)


def test_it_is_one_line_the_oldest_with_the_number_of_others(cast: Cast, sign_in: Any) -> None:
    for day, group in ((OCTOBER, cast.ce1), (THE_12TH, cast.ce1), (THE_12TH, cast.cm2)):
        call(cast, day, of=group)
        call(cast, day, Half.AFTERNOON, of=group)
    shown = home(cast, sign_in, IN_DECEMBER)
    assert shown.count("Viser le registre") == 1
    assert "Viser le registre d’octobre 2026" in shown
    assert "CE1-A. 2 autres attendent aussi votre visa." in shown
    assert reverse("attendance:register", args=[cast.ce1.public_id, "2026-10"]) in shown
    sign(cast, IN_DECEMBER, OCTOBER)
    assert "CE1-A. 1 autre attend aussi votre visa." in home(cast, sign_in, IN_DECEMBER)


def test_statements_of_the_home_do_not_grow_with_the_months(cast: Cast, sign_in: Any) -> None:
    def asked() -> int:
        with clock.frozen(IN_DECEMBER):
            client = sign_in(cast.director)
            client.get(HOME)
            with CaptureQueriesContext(connection) as caught:
                client.get(HOME)
        return len(caught)

    call(cast, THE_12TH)
    few = asked()
    for day in (date(2026, 9, 3) + timedelta(days=number) for number in range(40)):
        if day.weekday() in {0, 1, 3, 4}:
            call(cast, day, of=cast.cm2 if day.day % 2 else cast.ce1)
    assert asked() == few


def test_july_is_signed_from_the_last_day_of_class_on(cast: Cast, sign_in: Any) -> None:
    july = LAST_DAY.replace(day=1)
    call(cast, date(2027, 7, 1))
    call(cast, LAST_DAY)
    with clock.frozen(EVENING - timedelta(minutes=5)), pytest.raises(DomainError, match="pas fini"):
        register_sign(actor=cast.actor("director"), class_group=cast.ce1, month=july)
    assert "Viser le registre" not in home(cast, sign_in, EVENING - timedelta(minutes=5))
    assert "Viser le registre de juillet 2027" in home(cast, sign_in, EVENING)
    with clock.frozen(EVENING):
        shown = sign_in(cast.director).get(reverse("attendance:registers")).text
        assert "à viser" in shown
    assert sign(cast, EVENING, july).version == 1


def test_a_school_whose_own_days_end_the_month_signs_it_earlier(cast: Cast, sign_in: Any) -> None:
    call(cast, THE_12TH)
    assert "Viser le registre" not in home(cast, sign_in, IN_NOVEMBER)
    SchoolDayOff.objects.create(
        school=cast.tilleuls, first=date(2026, 11, 24), last=date(2026, 11, 30), label="Travaux"
    )
    assert "Viser le registre de novembre" in home(cast, sign_in, IN_NOVEMBER)
    # A school that has class on the last Wednesday signs it after that morning.
    SchoolDayOff.objects.all().delete()
    SchoolHours.objects.create(school=cast.tilleuls, half_days=[4])
    assert "Viser le registre" not in home(cast, sign_in, IN_NOVEMBER)
    assert "Viser le registre" in home(cast, sign_in, datetime(2026, 11, 25, 12, tzinfo=UTC))


def test_a_month_to_come_is_not_over(cast: Cast) -> None:
    with clock.frozen(IN_NOVEMBER), pytest.raises(DomainError, match="pas fini"):
        register_sign(actor=cast.actor("director"), class_group=cast.ce1, month=date(2026, 12, 1))


def test_the_change_of_year_names_the_months_that_are_not_signed(cast: Cast, sign_in: Any) -> None:
    for day, group in ((OCTOBER, cast.ce1), (THE_12TH, cast.ce1), (THE_12TH, cast.cm2)):
        call(cast, day, of=group)
    sign(cast)
    assert months_unsigned(cast.tilleuls) == [(OCTOBER, ["CE1-A"]), (NOVEMBER, ["CM2"])]
    with summer(cast):
        client = sign_in(cast.director)
        client.post(reverse("years:prepare"))
        shown = client.get(reverse("years:switch")).text.replace("\u00a0", " ")
        assert "2 mois du registre d’appel ne sont pas visés" in shown
        assert "octobre 2026 (CE1-A), novembre 2026 (CM2)" in shown
        Register.objects.all().delete()
        # It does not stand in the way.
        assert client.post(reverse("years:switch"), {"quand": "ici"}).status_code == 302
