"""The holidays that come with the program: their shape, zone by zone and year by year."""

import itertools
from datetime import date, timedelta

import pytest

from eprimo.foundation.directory.french_territory import PLACES
from eprimo.foundation.directory.holidays import ZONES, shipped

_USUAL = (
    "Vacances de la Toussaint",
    "Vacances de Noël",
    "Vacances d’hiver",
    "Vacances de printemps",
    "Vacances d’été",
)
# Published without the day of return.
_NOT_KNOWN = {(2027, "Vacances d’été")}


def test_every_zone_is_known_and_its_dates_follow_each_other() -> None:
    assert set(shipped()) <= set(ZONES)
    for rows in shipped().values():
        for one in rows:
            assert one.first < one.resumes
            # A year of school: nothing of 2026-2027 begins before August 2026 nor after July 2027.
            assert date(one.year, 7, 1) < one.first < date(one.year + 1, 8, 1), one
        for before, after in itertools.pairwise(rows):
            assert before.resumes <= after.first, (before, after)


@pytest.mark.parametrize("zone", ["A", "B", "C"])
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_mainland_zones_have_the_five_holidays(zone: str, year: int) -> None:
    names = [one.name for one in shipped()[zone] if one.year == year]
    assert [name for name in names if name in _USUAL] == [
        name for name in _USUAL if (year, name) not in _NOT_KNOWN
    ]
    for one in shipped()[zone]:
        if one.name in _USUAL[:4]:
            assert timedelta(days=16) <= one.resumes - one.first <= timedelta(days=17)


def test_the_three_zones_share_all_but_winter_and_spring() -> None:
    for year in (2025, 2026, 2027):
        by_name: dict[str, set[date]] = {}
        for zone in "ABC":
            for one in shipped()[zone]:
                if one.year == year:
                    by_name.setdefault(one.name, set()).add(one.first)
        moving = {name for name, firsts in by_name.items() if len(firsts) == 3}
        assert moving == {"Vacances d’hiver", "Vacances de printemps"}
        assert all(len(firsts) == 1 for name, firsts in by_name.items() if name not in moving)


def test_every_department_has_a_calendar() -> None:
    assert {place.holiday_zone for place in PLACES.values()} <= set(ZONES)
