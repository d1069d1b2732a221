"""A page reads as many rows in a great academy as in a small one, and of a great many notes as of few: counted by the
server, not timed."""

import pytest

from bench import academy, notes, things
from bench.academy import PUPILS_OF_CLASS, class_audience
from bench.filling import FEW, MANY
from bench.rows import execute, fetch, insert
from eprimo.foundation.content.models import Share
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.models import HalfDay, RollCall
from tests.bench.reading import PLANS, all_read, an_academy, grown

SMALL, GREAT = 6, 90
# What is looked for goes by POST.
SEARCH, FOUND = "/carnet/ mots=chateau", "/personnes/ nom=chatea"
NOTES = ("/carnet/", "/carnet/?voir=brouillons", "/carnet/?voir=ranges", SEARCH)
THINGS = tuple(
    f"/{kind}/{which}"
    for kind in ("nouvelles", "liens")
    for which in ("", "?voir=passe", "?voir=corbeille", "?voir=brouillons")
)
OF_A_NOTE = ("/carnet/{note}/", "/carnet/{note}/suivi/")
# The roll of a class called anew, the months, and one of them.
OF_ROLLS = ("/appel/{class}/?encore=1", "/appel/registre/", "/appel/registre/{class}/{month}/")
PAGES = {
    "teacher": ("/", "/agenda/", FOUND, *NOTES, *THINGS, *OF_A_NOTE, *OF_ROLLS),
    "head": (
        "/", "/ecole/personnes/", "/ecole/personnes/departs/", "/ecole/historique/", "/ecole/adultes/",
        "/ecole/doubles/", FOUND, *NOTES, *THINGS, *OF_A_NOTE, *OF_ROLLS, "/appel/", "/appel/absents/",
        "/appel/assiduite/", "/ecole/import/",
    ),
    "staff": ("/", FOUND, *NOTES, *THINGS), "agent": ("/", FOUND, *NOTES),
    "guardian": ("/", "/agenda/", FOUND, "/carnet/famille/", "/carnet/famille/?voir=a-faire", *THINGS[::4]),
    "pupil": ("/", *THINGS[::4]),
}  # fmt: skip
OF_NOTES = ("/", "/carnet/", "/carnet/?voir=brouillons", "/carnet/?voir=ranges", SEARCH, FOUND, "/agenda/")
PAGES_OF_NOTES: dict[str, tuple[str, ...]] = {
    "teacher": (*OF_NOTES, *OF_A_NOTE), "head": (*OF_NOTES, *OF_A_NOTE), "staff": OF_NOTES, "agent": OF_NOTES,
    "guardian": ("/", "/carnet/famille/", "/carnet/famille/?voir=signes", FOUND, "/agenda/"),
    "pupil": ("/", "/carnet/", "/agenda/"),
}  # fmt: skip
# The planner takes some ways or others, as it estimates: what grows with the academy grows by fifteen.
TIMES, SLACK = 1.5, 300
# What grows with each pupil and each thing; of a table of some hundreds of rows all may be read.
LOOKED_UP = ("directory_guardianship", "directory_classmembership", "content_resource", "content_target")
# Where the planner takes one of these for small, once: a thousand rows. What this forbids read 2,700 more, and 35,000.
ONE_READING = 1_500
# Of notes, nothing grows but by what a test’s own few rows differ in.
TIMES_OF_NOTES, SLACK_OF_NOTES = 1.1, 60


@pytest.mark.django_db
def test_no_page_reads_more_rows_in_an_academy_of_fifteen_times_the_schools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (notes, "NOTES", 6), (things, "THINGS", 12),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    small, great = (all_read(schools, PAGES, more=_rolls) for schools in (SMALL, GREAT))
    # Pages without rows would prove nothing.
    assert min(small["head", page, PLANS[0]] for page in ("/", OF_ROLLS[-1], OF_A_NOTE[-1])) > 50
    if grown(small, great, TIMES, SLACK):
        # What PostgreSQL knows of tables is a sample: a plan that one sample misled is asked of another.
        great = all_read(GREAT, PAGES, more=_rolls)
    assert not (found := grown(small, great, TIMES, SLACK)), found


@pytest.mark.django_db
def test_a_home_looks_up_what_it_shows_where_to_read_the_academy_seems_cheaper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of an academy of some schools the planner takes one reading of all links, or of all homework, for less than the
    lookups of one school."""
    for module, name, number in (
        (academy, "PUPILS", 60), (academy, "FAMILIES", 48), (notes, "NOTES", 6), (things, "THINGS", 12),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    homes = {"teacher": ("/",), "head": ("/",)}
    few, many = (all_read(schools, homes, whole=True, tables=LOOKED_UP) for schools in (4, 16))
    assert not (found := grown(few, many, 1, ONE_READING)), found


@pytest.mark.django_db
def test_no_page_reads_more_rows_of_more_notes_of_a_school(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of each class, a full page of what a guardian signed, and 1,800 notes of a school in all.
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (academy, "MEASURED", 4), (things, "THINGS", 12),
        (notes, "NOTES", 64), (notes, "OLDER", 236),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    few, many = (all_read(4, PAGES_OF_NOTES, kept, _besides) for kept in (FEW, MANY))
    assert not (found := grown(few, many, TIMES_OF_NOTES, SLACK_OF_NOTES)), found


def _rolls() -> None:
    """Two weeks of calls of every class, one child in six of which was not there."""
    execute(
        "CREATE TEMP TABLE called ON COMMIT DROP AS SELECT pupil.*, (%s::date - d) AS day, half, "
        "CASE WHEN (id + d) %% 6 = 0 THEN 'absent' ELSE 'present' END AS state "
        "FROM pupil, generate_series(0, 13) d, unnest(ARRAY['am', 'pm']) half",
        [clock.today("Europe/Paris")],
    )
    year, said = str(academy.year_of(clock.now())), "day + time '09:00'"
    insert(
        HalfDay, "called", school_year=year, school_id="school", child_id="id", class_group_id="class", day="day",
        half="half", state="state", said_at=said, source="'call'",
    )  # fmt: skip
    insert(
        RollCall, "(SELECT school, class, day, half, count(*) AS n FROM called GROUP BY 1, 2, 3, 4) rolls",
        school_year=year, school_id="school", class_group_id="class", day="day", half="half", taken_at=said,
        touched_at=said, expected="n",
    )  # fmt: skip


def _besides() -> None:
    """Every note is for the pupils of its class, too; the eight oldest of each class are put away."""
    insert(
        Share, "note", resource_id="id", audience_id=class_audience(PUPILS_OF_CLASS), school_id="school", level="1",
        visible_from="at", service="'liaison'", updated_at="at",
    )  # fmt: skip
    execute(
        "CREATE TEMP TABLE old ON COMMIT DROP AS SELECT id FROM "
        "(SELECT id, row_number() OVER (PARTITION BY class ORDER BY at) AS place FROM note) aged WHERE place <= 8;"
        "UPDATE liaison_note n SET archived_at = now() FROM old WHERE n.resource_id = old.id;"
        "UPDATE content_resource r SET put_away = true FROM old WHERE r.id = old.id;"
        "UPDATE content_share h SET put_away = true FROM old WHERE h.resource_id = old.id"
    )


@pytest.mark.django_db
def test_the_schools_under_measure_keep_the_notes_of_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one beside them; what is older is settled, so that no page shows more for it."""
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (academy, "MEASURED", 2), (academy, "NEIGHBOURS", 1),
        (notes, "NOTES", 6), (notes, "OLDER", 9),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    with an_academy(5, MANY):
        kept = fetch("SELECT school_id, count(*) FROM liaison_note GROUP BY 1 ORDER BY 1")
        waiting = fetch(
            "SELECT school_id, count(*) FROM notifications_notice WHERE state = 'open' GROUP BY 1"
        )
    assert academy.full(5) == [0, 2, 1]
    assert kept == [(1, 90), (2, 90), (3, 90), (4, 36), (5, 36)]
    counts = dict(waiting)
    assert counts[1] < counts[5] * 1.2
