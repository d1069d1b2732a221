"""Newer years, from the CSV of the open data: read as the ministry writes it, line by line, and kept once."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from eprimo.foundation.directory.holiday_files import read_holidays
from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import ZoneHoliday
from eprimo.foundation.directory.queries.calendar import days_off, days_off_of

HEAD = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire\n"
LINES = (
    "Vacances de la Toussaint;-;2028-10-20T22:00:00+00:00;2028-11-05T23:00:00+00:00;Nantes;Zone B;2028-2029\n"
    "Vacances de la Toussaint;-;2028-10-20T22:00:00+00:00;2028-11-05T23:00:00+00:00;Rennes;Zone B;2028-2029\n"
    "Vacances d'Hiver;Élèves;2029-02-16T23:00:00+00:00;2029-03-04T23:00:00+00:00;Nantes;Zone B;2028-2029\n"
    "Vacances d'Hiver;Enseignants;2029-02-17T23:00:00+00:00;2029-03-03T23:00:00+00:00;Nantes;Zone B;2028-2029\n"
    "Vacances d'Été austral;-;2028-12-14T20:00:00+00:00;2029-01-21T20:00:00+00:00;Réunion;Réunion;2028-2029\n"
    "Début des Vacances d'Été;-;2029-07-06T22:00:00+00:00;2029-07-06T22:00:00+00:00;Nantes;Zone B;2028-2029\n"
)


def test_lines_are_days_of_the_zone_each_once() -> None:
    found = read_holidays((HEAD + LINES).encode())
    assert found.holidays == [
        Holiday("B", 2028, "Vacances de la Toussaint", date(2028, 10, 21), date(2028, 11, 6)),
        Holiday("B", 2028, "Vacances d’Hiver", date(2029, 2, 17), date(2029, 3, 5)),
        # A Friday: after class.
        Holiday("reunion", 2028, "Vacances d’Été austral", date(2028, 12, 16), date(2029, 1, 22)),
    ]
    assert (found.without_return, found.problems) == (1, [])


# As the ministry writes them: midnights in Paris overseas too, days without return, pupils of the second degree.
OVERSEAS = (
    ("Vacances de Carnaval", "-", "2029-02-02T23", "2029-02-18T23", "Guadeloupe", "2028-2029"),
    ("Mi-carême", "Guadeloupe & Saint-Martin", "2029-03-07T23", "2029-03-07T23", "Guadeloupe", "2028-2029"),
    (
        "Abolition de l’esclavage",
        "Guadeloupe sauf Saint-Martin",
        "2029-05-26T22",
        "2029-05-26T22",
        "Guadeloupe",
        "2028-2029",
    ),
    (
        "Abolition de l’esclavage",
        "Saint-Barthélémy",
        "2028-10-08T22",
        "2028-10-08T22",
        "Guadeloupe",
        "2028-2029",
    ),
    ("Semaine en mai", "Saint Martin", "2029-05-28T22", "2029-05-28T22", "Guadeloupe", "2028-2029"),
    ("Vacances de Pâques", "-", "2029-03-28T22", "2029-04-15T22", "Guyane", "2028-2029"),
    (
        "Grandes Vacances",
        "Élèves du second degré",
        "2029-06-29T22",
        "2029-08-12T22",
        "Polynésie",
        "2028-2029",
    ),
    ("Grandes Vacances", "Élèves des lycées", "2029-06-22T22", "2029-08-12T22", "Polynésie", "2028-2029"),
    (
        "Grandes Vacances",
        "Élèves du premier degré",
        "2029-06-28T22",
        "2029-08-13T22",
        "Polynésie",
        "2028-2029",
    ),
    (
        "Grandes Vacances",
        "Enseignants du premier degré",
        "2029-06-28T22",
        "2029-08-10T22",
        "Polynésie",
        "2028-2029",
    ),
    (
        "Vacances de Mai",
        "Premier degré et collèges",
        "2029-05-18T22",
        "2029-05-27T22",
        "Polynésie",
        "2028-2029",
    ),
    ("Vacances 4ème période", "-", "2028-10-06T22", "2028-10-21T22", "Nouvelle Calédonie", "2028"),
    ("Vacances d'Été", "Élèves", "2028-12-15T23", "2029-02-11T23", "Wallis et Futuna", "2028"),
    ("Pont de l'Ascension", "-", "2029-05-10T22", "2029-05-10T22", "Zone B", "2028-2029"),
    (
        "Début des Grandes Vacances",
        "Premier degré",
        "2029-06-28T22",
        "2029-06-28T22",
        "Polynésie",
        "2028-2029",
    ),
)


def overseas() -> str:
    return "".join(
        f"{name};{whose};{start}:00:00+00:00;{end}:00:00+00:00;{zone};{zone};{year}\n"
        for name, whose, start, end, zone, year in OVERSEAS
    )


def test_overseas_as_the_ministry_writes_it() -> None:
    found = read_holidays((HEAD + overseas()).encode())
    assert found.problems == []
    assert found.without_return == 1
    assert [(one.zone, one.year, one.name, str(one.first), str(one.resumes)) for one in found.holidays] == [
        ("B", 2028, "Pont de l’Ascension", "2029-05-11", "2029-05-12"),
        ("caledonie", 2028, "Vacances 4ème période", "2028-10-07", "2028-10-22"),
        ("guadeloupe", 2028, "Vacances de Carnaval", "2029-02-03", "2029-02-19"),
        ("guadeloupe", 2028, "Mi-carême", "2029-03-08", "2029-03-09"),
        ("guadeloupe", 2028, "Abolition de l’esclavage", "2029-05-27", "2029-05-28"),
        # Thursday, after class.
        ("guyane", 2028, "Vacances de Pâques", "2029-03-30", "2029-04-16"),
        ("polynesie", 2028, "Vacances de Mai", "2029-05-19", "2029-05-28"),
        ("polynesie", 2028, "Grandes Vacances", "2029-06-30", "2029-08-14"),
        ("saint-barth", 2028, "Abolition de l’esclavage", "2028-10-09", "2028-10-10"),
        ("saint-barth", 2028, "Vacances de Carnaval", "2029-02-03", "2029-02-19"),
        ("saint-barth", 2028, "Abolition de l’esclavage", "2029-05-27", "2029-05-28"),
        ("saint-martin", 2028, "Vacances de Carnaval", "2029-02-03", "2029-02-19"),
        ("saint-martin", 2028, "Mi-carême", "2029-03-08", "2029-03-09"),
        ("saint-martin", 2028, "Semaine en mai", "2029-05-29", "2029-05-30"),
        ("wallis", 2028, "Vacances d’Été", "2028-12-16", "2029-02-12"),
    ]


def test_names_of_columns_as_in_the_api() -> None:
    head = "description;population;start_date;end_date;location;zones;annee_scolaire\n"
    assert len(read_holidays((head + LINES).encode()).holidays) == 3


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Vacances;-;2028-10-21;2028-11-06;Ailleurs;Zone Z;2028-2029\n", "zones"),
        ("Vacances;-;samedi;2028-11-06;Nantes;Zone B;2028-2029\n", "date de début"),
        ("Autres;-;2028-10-28;2028-11-11;Nantes;Zone B;2028-2029\n", "date de début"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_count(line: str, column: str) -> None:
    found = read_holidays((HEAD + LINES + line).encode())
    assert len(found.holidays) == 3
    assert [(one.line, one.column) for one in found.problems] == [(8, column)]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a;b\n1;2\n"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    assert read_holidays(content).refused


def load(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("load_holidays", str(path), "--json", *options, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_loading_replaces_the_year_of_the_zone_and_twice_is_once(cast: Any, tmp_path: Path) -> None:
    path = tmp_path / "calendrier.csv"
    path.write_text(HEAD + LINES, encoding="utf-8")
    assert load(path)["moved"] == 3
    assert load(path)["moved"] == 0
    moved = LINES.replace("2028-11-05T23", "2028-11-06T23")
    path.write_text(HEAD + moved, encoding="utf-8")
    assert load(path)["moved"] == 2
    assert ZoneHoliday.objects.count() == 3
    known = days_off(cast.tilleuls, date(2028, 9, 1))
    assert [one.resumes for one in known if one.name == "Vacances de la Toussaint"] == [date(2028, 11, 7)]
    # The years that come with the program are still there, and both readings agree.
    assert [one.year for one in days_off(cast.tilleuls, date(2026, 9, 1))].count(2026) == 6
    both = days_off_of({cast.tilleuls.pk: "B"}, date(2026, 9, 1))[cast.tilleuls.pk]
    assert sorted(both, key=lambda one: one.first) == days_off(cast.tilleuls, date(2026, 9, 1))


def test_a_summer_without_return_does_not_take_away_the_one_that_is_known(cast: Any, tmp_path: Path) -> None:
    """The open data has 2026-2027 up to « Début des vacances d’été »; the return comes from the order of 2027-2028."""
    path = tmp_path / "calendrier.csv"
    path.write_text(
        HEAD
        + "Pont de l'Ascension;-;2027-05-06T22:00:00+00:00;2027-05-06T22:00:00+00:00;Nantes;Zone B;2026-2027\n"
        "Début des Vacances d'Été;-;2027-07-02T22:00:00+00:00;2027-07-02T22:00:00+00:00;Nantes;Zone B;2026-2027\n",
        encoding="utf-8",
    )
    assert load(path)["without_return"] == 1
    known = days_off(cast.tilleuls, date(2027, 5, 1))
    assert [(one.name, one.first) for one in known if one.year == 2026] == [
        ("Pont de l’Ascension", date(2027, 5, 7)),
        ("Vacances d’été", date(2027, 7, 3)),
    ]
    both = days_off_of({cast.tilleuls.pk: "B"}, date(2027, 5, 1))[cast.tilleuls.pk]
    assert sorted(both, key=lambda one: one.first) == known


def test_many_lines_that_cannot_be_taken_ask_for_a_yes(cast: Any, tmp_path: Path) -> None:
    path = tmp_path / "calendrier.csv"
    path.write_text(HEAD + LINES.replace("Nantes;Zone B", "Nantes;Zone D", 1), encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        load(path)
    assert (stop.value.code, ZoneHoliday.objects.exists()) == (1, False)
    assert load(path, "--yes")["moved"] == 3


def test_a_file_that_is_refused_changes_nothing(cast: Any, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        load(tmp_path / "absent.csv")
    assert not ZoneHoliday.objects.exists()
