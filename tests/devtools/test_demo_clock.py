"""The demo's time: it starts at an hour when notes leave at once, and never goes back behind what was done."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from eprimo.devtools.demo.academy.cast import PARTNER_STAYS
from eprimo.devtools.demo.clock import (
    VARIABLE,
    ZONE,
    ShiftedClock,
    is_school_day,
    last_school_tuesday,
    next_opening,
    start_instant,
)
from eprimo.devtools.demo.scenes import SCENES
from eprimo.devtools.demo.tour import instant_of, of_the_day
from eprimo.foundation.kernel import clock


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 09:59", "2026-11-17 10:00"),
        ("2026-11-29 23:30", "2026-11-24 10:00"),
        # All Saints' and summer: back to the last Tuesday of school for sure.
        ("2026-11-03 12:00", "2026-10-13 10:00"),
        ("2026-08-18 12:00", "2026-06-30 10:00"),
    ],
)
def test_it_starts_on_the_last_school_tuesday(now: str, expected: str) -> None:
    assert last_school_tuesday(paris(now)) == paris(expected)


@pytest.mark.parametrize(
    "day", ["2026-11-21", "2026-11-22", "2026-11-11", "2026-12-25", "2027-07-14", "2027-02-15"]
)
def test_no_school_at_weekends_nor_in_holidays(day: str) -> None:
    assert not is_school_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-24 15:00", "2026-11-24 15:00"),
        ("2026-11-24 21:00", "2026-11-25 07:05"),
        ("2026-11-25 05:00", "2026-11-25 07:05"),
        ("2026-11-27 20:00", "2026-11-30 07:05"),
    ],
)
def test_the_next_opening(after: str, expected: str) -> None:
    assert next_opening(paris(after)) == paris(expected)


def test_a_second_start_does_not_go_back_behind_what_was_done() -> None:
    now = paris("2026-11-26 18:00")
    assert start_instant(now, None) == paris("2026-11-24 10:00")
    assert start_instant(now, paris("2026-11-24 09:00")) == paris("2026-11-24 10:00")
    assert start_instant(now, paris("2026-11-24 16:30")) == paris("2026-11-24 16:30")
    assert start_instant(now, paris("2026-11-24 22:00")) == paris("2026-11-25 07:05")


def test_another_date_starts_on_its_day_wherever_school_stands() -> None:
    for scene in SCENES.values():
        if scene.at is not None:
            assert start_instant(paris("2026-11-26 18:00"), None, scene.at) == scene.at
            later = scene.at + timedelta(days=3, hours=11)
            assert start_instant(paris("2026-11-26 18:00"), later, scene.at) == later


def test_at_each_date_the_partner_of_the_demo_still_comes_in_a_week() -> None:
    """In July 2030 it had left, and the demo did not load."""
    for scene in SCENES.values():
        if scene.at is not None:
            year = scene.at.year - (scene.at.month < 9)
            assert scene.at + timedelta(days=8) < paris(f"{year}-09-01 08:00") + PARTNER_STAYS, scene.key


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-24 06:00", "2026-11-24 07:30"),
        # It has just been, and a step looked at again is not moved.
        ("2026-11-24 07:50", "2026-11-24 07:50"),
        # Past; the day after is a Wednesday, when many schools are closed.
        ("2026-11-24 10:00", "2026-11-26 07:30"),
        ("2026-11-27 20:00", "2026-11-30 07:30"),
        ("2026-12-18 10:00", "2027-01-07 07:30"),
    ],
)
def test_a_step_of_the_day_is_at_its_hour_on_a_school_day(now: str, then: str) -> None:
    assert instant_of(time(7, 30), paris(now)) == paris(then)


def test_the_day_is_told_in_its_order_and_each_hour_has_its_other_end() -> None:
    stops = list(of_the_day().values())
    assert [one.at for one in stops] == sorted(one.at for one in stops if one.at is not None)
    assert len(stops) >= 3
    assert all(one.beside is not None and one.beside.face != one.face for one in stops)


def test_every_process_reads_the_offset_that_one_of_them_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "wall", lambda: datetime(2026, 11, 26, 12, tzinfo=UTC))
    monkeypatch.setenv(VARIABLE, "-3600")
    one, other = ShiftedClock(tmp_path / "demo" / "clock"), ShiftedClock(tmp_path / "demo" / "clock")
    assert one() == datetime(2026, 11, 26, 11, tzinfo=UTC)
    one.set(timedelta(days=-2))
    assert one() == other() == datetime(2026, 11, 24, 12, tzinfo=UTC)
