"""Quiet hours: the next opening in the school's own zone, whatever legal time does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eprimo.foundation.directory.holidays import Holiday, shipped
from eprimo.foundation.directory.models import SchoolDayOff, ZoneHoliday
from eprimo.foundation.notifications.quiet_hours import Calendar, QuietHours, calendar_of, delivery_plan, plan

PARIS, REUNION = QuietHours("Europe/Paris"), QuietHours("Indian/Reunion")


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:00"),
        ("2026-11-24T07:00", "2026-11-24T07:00"),
        ("2026-11-24T19:59", "2026-11-24T19:59"),
        ("2026-11-24T20:00", "2026-11-25T07:00"),
        ("2026-11-24T23:30", "2026-11-25T07:00"),
        ("2026-11-25T00:10", "2026-11-25T07:00"),
        ("2026-11-24T06:59", "2026-11-24T07:00"),
        ("2026-11-27T19:59", "2026-11-27T19:59"),
        ("2026-11-27T20:00", "2026-11-30T07:00"),
        ("2026-11-28T12:00", "2026-11-30T07:00"),
        ("2026-11-29T23:59", "2026-11-30T07:00"),
        ("2026-11-30T06:00", "2026-11-30T07:00"),
        # The night legal time goes forward (29 March 2026) and back (25 October 2026): both are week-ends.
        ("2026-03-28T22:00", "2026-03-30T07:00"),
        ("2026-03-29T03:30", "2026-03-30T07:00"),
        ("2026-10-24T22:00", "2026-10-26T07:00"),
        ("2026-10-25T02:30", "2026-10-26T07:00"),
    ],
)
def test_paris(written: str, leaves: str) -> None:
    assert PARIS.opening(at(written)) == at(leaves)
    assert PARIS.is_quiet(at(written)) == (written != leaves)


def test_legal_time_moves_the_opening_with_it() -> None:
    assert PARIS.opening(at("2026-03-28T12:00")) == datetime(2026, 3, 30, 5, 0, tzinfo=UTC)
    assert PARIS.opening(at("2026-10-24T12:00")) == datetime(2026, 10, 26, 6, 0, tzinfo=UTC)


def test_reunion_has_its_own_night() -> None:
    paris_noon = at("2026-11-24T17:30")
    assert PARIS.opening(paris_noon) == paris_noon
    assert REUNION.opening(paris_noon) == at("2026-11-25T07:00", "Indian/Reunion")


def test_a_school_may_choose_its_hours() -> None:
    early = QuietHours("Europe/Paris", time(18, 30), time(8))
    assert early.opening(at("2026-11-24T18:30")) == at("2026-11-25T08:00")
    after_midnight = QuietHours("Europe/Paris", time(1), time(6))
    assert after_midnight.opening(at("2026-11-24T23:00")) == at("2026-11-24T23:00")
    assert after_midnight.opening(at("2026-11-24T02:00")) == at("2026-11-24T06:00")
    never = QuietHours("Europe/Paris", time(7), time(7))
    assert never.opening(at("2026-11-24T23:00")) == at("2026-11-24T23:00")


# How fast a busy machine draws instants says nothing of quiet hours.
BUSY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@BUSY
@given(INSTANTS, st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"]))
def test_the_opening_is_never_quiet_never_before_and_never_far(moment: datetime, zone: str) -> None:
    hours = QuietHours(zone)
    opening = hours.opening(moment)
    assert opening >= moment
    assert not hours.is_quiet(opening)
    assert opening - moment <= timedelta(hours=60)
    assert hours.opening(opening) == opening


# --- the plan of a delivery ----------------------------------------------------------------------------

TOUSSAINT = Holiday("B", 2026, "Vacances de la Toussaint", date(2026, 10, 17), date(2026, 11, 2))
ZONE_B = Calendar(PARIS, shipped()["B"])


@pytest.mark.parametrize(
    ("written", "seen", "rings", "why"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:00", "2026-11-24T10:00", "now"),
        ("2026-11-24T21:00", "2026-11-25T07:00", "2026-11-25T07:00", "night"),
        ("2026-11-27T21:00", "2026-11-30T07:00", "2026-11-30T07:00", "weekend"),
        ("2026-11-30T05:00", "2026-11-30T07:00", "2026-11-30T07:00", "weekend"),
        # The last hour of school before the holidays, their eve, their middle, their last evening, the return.
        ("2026-10-16T19:59", "2026-10-16T19:59", "2026-10-16T19:59", "now"),
        ("2026-10-16T20:30", "2026-10-16T20:30", None, "holiday"),
        ("2026-10-21T10:00", "2026-10-21T10:00", None, "holiday"),
        ("2026-10-25T02:30", "2026-10-25T02:30", None, "holiday"),
        ("2026-11-01T21:00", "2026-11-01T21:00", None, "holiday"),
        ("2026-11-02T00:30", "2026-11-02T07:00", "2026-11-02T07:00", "weekend"),
        ("2026-11-02T07:00", "2026-11-02T07:00", "2026-11-02T07:00", "now"),
        # The bridge of Ascension begins on its eve.
        ("2027-05-05T21:00", "2027-05-05T21:00", None, "holiday"),
    ],
)
def test_plan_in_paris(written: str, seen: str, rings: str | None, why: str) -> None:
    found = plan(ZONE_B, at(written))
    assert (found.visible_from, found.why) == (at(seen), why)
    assert found.ring_at == (at(rings) if rings else None)


@pytest.mark.parametrize("written", ["2026-10-16T20:30", "2026-10-17T09:00", "2026-11-01T21:00"])
def test_the_author_may_wait_for_the_return(written: str) -> None:
    found = plan(ZONE_B, at(written), after_holidays=True)
    assert (found.visible_from, found.ring_at) == (at("2026-11-02T07:00"), at("2026-11-02T07:00"))
    assert (found.why, found.spread) == ("holiday", True)


def test_waiting_for_the_return_changes_nothing_outside_holidays() -> None:
    assert plan(ZONE_B, at("2026-11-24T10:00"), after_holidays=True).why == "now"


def test_a_return_on_a_day_off_of_the_school_waits_for_the_next() -> None:
    own = Holiday("B", -1, "Journée de la solidarité", date(2026, 11, 2), date(2026, 11, 3))
    found = plan(Calendar(PARIS, [TOUSSAINT, own]), at("2026-10-20T10:00"), after_holidays=True)
    assert found.visible_from == at("2026-11-03T07:00")


def test_a_day_off_on_a_saturday_changes_nothing() -> None:
    own = Holiday("B", -1, "Fête", date(2026, 11, 28), date(2026, 11, 29))
    found = plan(Calendar(PARIS, [own]), at("2026-11-28T10:00"))
    assert (found.visible_from, found.why) == (at("2026-11-30T07:00"), "weekend")


def test_urgent_comes_and_rings_at_once_even_at_night_in_holidays() -> None:
    for written in ("2026-11-24T23:00", "2026-10-21T03:00"):
        found = plan(ZONE_B, at(written), urgent=True)
        assert (found.visible_from, found.ring_at, found.why) == (at(written), at(written), "urgent")
        assert not found.spread


def test_a_chosen_instant_is_kept_unless_it_is_quiet() -> None:
    chosen = plan(ZONE_B, at("2026-11-24T10:00"), send_at=at("2026-11-26T17:00"))
    assert (chosen.visible_from, chosen.ring_at, chosen.why) == (
        at("2026-11-26T17:00"), at("2026-11-26T17:00"), "chosen",
    )  # fmt: skip
    moved = plan(ZONE_B, at("2026-11-24T10:00"), send_at=at("2026-11-26T22:00"))
    assert (moved.visible_from, moved.why) == (at("2026-11-27T07:00"), "night")
    past = plan(ZONE_B, at("2026-11-24T10:00"), send_at=at("2026-11-20T10:00"))
    assert (past.visible_from, past.why) == (at("2026-11-24T10:00"), "now")


def test_an_unknown_zone_has_no_holidays() -> None:
    assert plan(Calendar(PARIS, shipped().get("ailleurs", ())), at("2026-10-21T10:00")).why == "now"


CALENDARS = st.builds(
    Calendar,
    st.builds(
        QuietHours,
        st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"]),
        st.sampled_from([time(20), time(18, 30), time(22)]),
        st.sampled_from([time(7), time(8), time(6, 30)]),
    ),
    st.lists(
        st.builds(
            lambda start, days: Holiday(
                "B", 0, "x", date(2026, 1, 1) + timedelta(start), date(2026, 1, 1) + timedelta(start + days)
            ),
            st.integers(0, 730),
            st.integers(1, 60),
        ),
        max_size=12,
    ),
)


@BUSY
@given(CALENDARS, INSTANTS, st.booleans())
def test_a_plan_never_rings_in_quiet_hours_and_is_stable(
    calendar: Calendar, moment: datetime, after_holidays: bool
) -> None:
    found = plan(calendar, moment, after_holidays=after_holidays)
    assert found.visible_from >= moment
    if found.ring_at is not None:
        assert found.ring_at == found.visible_from
        assert not calendar.hours.is_quiet(found.ring_at)
        assert calendar.holiday(found.ring_at) is None
    else:
        assert found.why == "holiday"
        assert found.visible_from == moment
    again = plan(calendar, found.visible_from, after_holidays=after_holidays)
    assert (again.visible_from, again.ring_at) == (found.visible_from, found.ring_at)


@BUSY
@given(CALENDARS, INSTANTS, st.integers(0, 60 * 24 * 10), st.booleans())
def test_what_is_written_first_is_seen_first(
    calendar: Calendar, moment: datetime, minutes: int, after_holidays: bool
) -> None:
    later = moment + timedelta(minutes=minutes)
    first, second = (plan(calendar, one, after_holidays=after_holidays) for one in (moment, later))
    assert first.visible_from <= second.visible_from


@BUSY
@given(CALENDARS, INSTANTS, st.integers(0, 60 * 24 * 40))
def test_urgent_waits_for_its_chosen_instant_only(calendar: Calendar, moment: datetime, minutes: int) -> None:
    chosen = moment + timedelta(minutes=minutes)
    assert plan(calendar, moment, urgent=True, send_at=chosen).ring_at == chosen


# --- a school's own days and loaded years --------------------------------------------------------------


def test_a_school_has_its_zone_its_days_and_its_hours(cast: Any, django_assert_num_queries: Any) -> None:
    SchoolDayOff.objects.create(
        school=cast.tilleuls, first=date(2026, 11, 26), last=date(2026, 11, 27), label="Pont de l’école"
    )
    with django_assert_num_queries(2):
        found = delivery_plan(cast.tilleuls, at("2026-11-26T10:00"))
    assert (found.ring_at, found.why) == (None, "holiday")
    back = delivery_plan(cast.tilleuls, at("2026-11-26T10:00"), after_holidays=True)
    assert back.visible_from == at("2026-11-30T07:00")
    assert delivery_plan(cast.verne, at("2026-11-26T10:00")).why == "now"
    assert delivery_plan(cast.verne, at("2026-10-21T10:00")).why == "holiday"


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-24T10:00", "2026-11-24T20:00"),
        ("2026-11-24T19:59", "2026-11-24T20:00"),
        ("2026-11-24T20:00", None),
        ("2026-11-28T10:00", None),
        ("2026-10-21T10:00", None),
        # The night of the change of legal time.
        ("2027-03-26T10:00", "2027-03-26T20:00"),
    ],
)
def test_a_telephone_may_ring_until_the_night(cast: Any, moment: str, until: str | None) -> None:
    calendar = calendar_of(cast.tilleuls, at(moment))
    assert calendar.loud_until(at(moment)) == (at(until) if until else None)


def test_loaded_holidays_replace_those_of_the_same_year(cast: Any) -> None:
    ZoneHoliday.objects.create(
        zone="B",
        year=2026,
        name="Vacances de la Toussaint",
        first=date(2026, 10, 24),
        resumes=date(2026, 11, 9),
    )
    assert delivery_plan(cast.verne, at("2026-10-21T10:00")).why == "now"
    assert delivery_plan(cast.verne, at("2026-11-05T10:00")).why == "holiday"
    # Another year, still as shipped.
    assert delivery_plan(cast.verne, at("2027-10-26T10:00")).why == "holiday"
