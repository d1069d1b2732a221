"""Quiet hours: the next opening in the school's own zone, whatever legal time does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.notifications.quiet import QuietHours

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


INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@given(INSTANTS, st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"]))
def test_the_opening_is_never_quiet_never_before_and_never_far(moment: datetime, zone: str) -> None:
    hours = QuietHours(zone)
    opening = hours.opening(moment)
    assert opening >= moment
    assert not hours.is_quiet(opening)
    assert opening - moment <= timedelta(hours=60)
    assert hours.opening(opening) == opening
