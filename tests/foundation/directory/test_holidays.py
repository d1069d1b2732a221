"""The holidays that come with the program: their shape, zone by zone and year by year; where each department stands."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from eprimo.foundation.directory.actions.school_setup import schools_keep
from eprimo.foundation.directory.french_territory import PLACES, place_of
from eprimo.foundation.directory.holidays import ZONES, shipped
from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.queries.calendar import days_off, known_until
from eprimo.foundation.directory.school_files import read_schools
from eprimo.foundation.notifications.quiet_hours import delivery_plan

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
            assert not ZONES[one.zone].southern
            assert date(one.year, 7, 31) < one.first < date(one.year + 1, 8, 1), one
            assert timedelta(1) <= one.resumes - one.first <= timedelta(days=65), one
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


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        # Each was read in the ministry's export; the day before is a day of class, the day of return too.
        ("guadeloupe", ["2026-02-09", "2026-03-12", "2026-04-03", "2026-05-15", "2026-05-26", "2026-05-27"]),
        ("saint-martin", ["2026-02-09", "2026-03-12", "2026-05-28", "2026-05-29"]),
        ("saint-barth", ["2025-10-09", "2026-02-09", "2026-05-26", "2026-05-27"]),
        ("martinique", ["2025-10-20", "2026-03-30", "2026-05-15"]),
        ("guyane", ["2026-02-20", "2026-04-02", "2026-04-15"]),
        ("mayotte", ["2025-10-13", "2026-01-09", "2026-05-01", "2026-08-21"]),
        ("polynesie", ["2025-09-15", "2025-11-07", "2026-02-16"]),
        ("reunion", ["2026-08-17", "2026-10-12", "2027-01-29", "2027-03-17", "2027-05-18"]),
        ("corse", ["2025-10-20", "2026-02-20", "2026-05-15"]),
    ],
)
def test_calendars_of_their_own(zone: str, days: list[str]) -> None:
    for day in map(date.fromisoformat, days):
        assert any(one.first <= day < one.resumes for one in shipped()[zone]), day


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("saint-barth", "2026-03-12"),
        ("saint-martin", "2026-05-27"),
        ("guadeloupe", "2026-05-28"),
        ("guyane", "2026-04-16"),
        ("reunion", "2027-03-16"),
        ("reunion", "2027-02-01"),
        ("mayotte", "2026-04-30"),
    ],
)
def test_days_of_class_beside_them(zone: str, day: str) -> None:
    assert not any(one.first <= date.fromisoformat(day) < one.resumes for one in shipped()[zone])


def test_what_could_not_be_checked_is_not_there() -> None:
    assert set(ZONES) - set(shipped()) == {"caledonie", "wallis", "miquelon"}
    last = {zone: max(one.year for one in rows) for zone, rows in shipped().items()}
    assert {zone for zone, year in last.items() if year >= 2026} == {"A", "B", "C", "reunion"}


# --- departments ---------------------------------------------------------------------------------------


def test_every_department_has_a_calendar_and_a_clock() -> None:
    mainland = {f"{number:02}" for number in range(1, 96) if number != 20} | {"2A", "2B"}
    assert set(PLACES) == mainland | {
        "971",
        "972",
        "973",
        "974",
        "975",
        "976",
        "977",
        "978",
        "986",
        "987",
        "988",
    }
    assert {place.holiday_zone for place in PLACES.values()} == set(ZONES)
    for place in PLACES.values():
        assert place.time_zone == ZONES[place.holiday_zone].clock
        assert place.time_zone in available_timezones()
        assert (place.time_zone == "Europe/Paris") == (len(place.department) == 2)
    names: dict[str, set[str]] = {}
    for place in PLACES.values():
        names.setdefault(place.academy, set()).add(place.academy_name)
    assert all(len(one) == 1 for one in names.values())


OVERSEAS = {
    # A commune of each: what its schools are given, and their hours behind or ahead of Greenwich in November.
    "97105": ("guadeloupe", "America/Guadeloupe", -4),
    "97209": ("martinique", "America/Martinique", -4),
    "97302": ("guyane", "America/Cayenne", -3),
    "97411": ("reunion", "Indian/Reunion", 4),
    "97502": ("miquelon", "America/Miquelon", -3),
    "97611": ("mayotte", "Indian/Mayotte", 3),
    "97701": ("saint-barth", "America/St_Barthelemy", -4),
    "97801": ("saint-martin", "America/Marigot", -4),
    "98613": ("wallis", "Pacific/Wallis", 12),
    "98735": ("polynesie", "Pacific/Tahiti", -10),
    "98731": ("polynesie", "Pacific/Marquesas", -9.5),
    "98719": ("polynesie", "Pacific/Gambier", -9),
    "98818": ("caledonie", "Pacific/Noumea", 11),
    "2A004": ("corse", "Europe/Paris", 1),
}


@pytest.mark.parametrize("insee", OVERSEAS)
def test_a_school_has_the_hours_and_holidays_of_its_place(cast: Any, insee: str) -> None:
    head = "uai;nom;niveau;secteur;code_insee;ville;siren_epci\n"
    line = f"9990001X;École des Flamboyants;primaire;public;{insee};Ville;\n"
    schools_keep(facts=read_schools((head + line).encode()).schools)
    school = School.objects.get(uai="9990001X")
    zone, clock, hours = OVERSEAS[insee]
    assert (school.holiday_zone, school.time_zone) == (zone, clock)
    # 21:00 of a Tuesday there: the next day at 7:00 there, holidays known or not.
    written = datetime(2026, 12, 1, 21, tzinfo=ZoneInfo(clock))
    assert written.utcoffset() == timedelta(hours=hours)
    plan = delivery_plan(school, written.astimezone(UTC))
    assert (plan.why, plan.visible_from) == ("night", datetime(2026, 12, 2, 7, tzinfo=ZoneInfo(clock)))
    friday = datetime(2026, 12, 4, 20, tzinfo=ZoneInfo(clock))
    assert delivery_plan(school, friday).visible_from == datetime(2026, 12, 7, 7, tzinfo=ZoneInfo(clock))
    # And the shipped holidays of the place, when there are: the last day is quiet all day long.
    for one in shipped().get(zone, ()):
        day = one.resumes - timedelta(days=1)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        if day >= one.first:
            assert (
                delivery_plan(school, datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(clock))).why
                == "holiday"
            )
    known = known_until(days_off(school, date(2026, 11, 24)))
    assert (known is not None) == (zone == "reunion")


def test_no_such_department() -> None:
    for insee in ("97999", "98001", "00000", "96001"):
        assert place_of(insee) is None
