"""A page reads as many rows in a great academy as in a small one, and of a great many notes as of few: counted by the
server, not timed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from bench import academy, notes, things
from bench.filling import FEW, MANY, fill
from bench.pages import cookies, open_sessions
from bench.rows import execute, fetch
from eprimo.foundation.kernel import clock

SMALL, GREAT = 6, 90
# Whose pages are read, by their places in a school.
WHO = {
    "teacher": academy.TEACHER, "head": academy.DIRECTOR, "staff": academy.AESH, "agent": academy.AGENT,
    "guardian": academy.GUARDIAN, "pupil": 1,
}  # fmt: skip
# What is looked for goes by POST.
SEARCH = "/carnet/ mots=chateau"
NOTES = ("/carnet/", "/carnet/?voir=brouillons", "/carnet/?voir=ranges", SEARCH)
THINGS = tuple(
    f"/{kind}/{which}"
    for kind in ("nouvelles", "liens")
    for which in ("", "?voir=passe", "?voir=corbeille", "?voir=brouillons")
)
PAGES = {
    "teacher": ("/", "/agenda/", *NOTES, *THINGS),
    "head": ("/", "/ecole/personnes/", "/ecole/historique/", *NOTES, *THINGS),
    "staff": ("/", *NOTES, *THINGS), "agent": ("/", *NOTES),
    "guardian": ("/", "/agenda/", "/carnet/famille/", "/carnet/famille/?voir=a-faire", *THINGS[::4]),
    "pupil": ("/", *THINGS[::4]),
}  # fmt: skip
# What is put away is found behind what is not.
OF_NOTES = ("/", "/carnet/", "/carnet/?voir=brouillons", SEARCH, "/agenda/")
PAGES_OF_NOTES: dict[str, tuple[str, ...]] = {
    "teacher": OF_NOTES, "head": OF_NOTES, "staff": OF_NOTES, "agent": OF_NOTES,
    "guardian": ("/", "/carnet/famille/", "/carnet/famille/?voir=signes", "/agenda/"),
    "pupil": ("/", "/carnet/", "/agenda/"),
}  # fmt: skip
# A generic plan is one for everybody; a custom one knows who asks.
PLANS = ("force_custom_plan", "force_generic_plan")
_READ = """
SELECT coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) FROM pg_stat_xact_all_tables
WHERE schemaname = 'public'
"""
# The planner takes some ways or others, as it estimates: what grows with the academy grows by fifteen.
TIMES, SLACK = 1.5, 300
# Of notes, nothing grows but by what a test’s own few rows differ in.
TIMES_OF_NOTES, SLACK_OF_NOTES = 1.1, 60


@contextmanager
def _academy(schools: int, kept: int = FEW) -> Iterator[None]:
    """An academy of so many schools, in the transaction of the test, and undone after."""
    with transaction.atomic():
        execute("RESET ROLE")
        fill(schools, clock.now(), kept=kept, homework=False)
        execute("ANALYZE")
        # Of a small table the planner reads all, whatever index it has: where there is one, it takes it then.
        execute(f"SET ROLE {settings.APPLICATION_ROLE}; SET LOCAL enable_seqscan = off")
        yield
        execute("RESET ROLE")
        transaction.set_rollback(True)
    execute(f"SET ROLE {settings.APPLICATION_ROLE}")


def _read(path: str, person: int) -> dict[str, int]:
    """How many rows the statements of a page read, by each plan, of an actor who was read before."""
    client = Client()
    for name, value in cookies(person).items():
        client.cookies[name] = value
    url, _, body = path.partition(" ")
    ask = partial(client.post, url, dict([body.split("=")])) if body else partial(client.get, url)
    assert ask().status_code == 200, path
    found: dict[str, int] = {}
    for plan in PLANS:
        execute(f"SET LOCAL plan_cache_mode = '{plan}'")
        before = fetch(_READ)[0][0]
        ask()
        found[plan] = int(fetch(_READ)[0][0] - before)
    return found


def _all_read(
    schools: int, pages: Mapping[str, Sequence[str]] = PAGES, kept: int = FEW
) -> dict[tuple[str, str, str], int]:
    with _academy(schools, kept):
        people = {who: academy.BLOCK * 3 + place for who, place in WHO.items()}
        execute(
            "UPDATE accounts_account SET state = 'active', activated_at = %s, charter_at = %s",
            [clock.now()] * 2,
        )
        open_sessions(list(people.values()))
        return {
            (who, path, plan): read
            for who, paths in pages.items()
            for path in paths
            for plan, read in _read(path, people[who]).items()
        }


@pytest.mark.django_db
def test_no_page_reads_more_rows_in_an_academy_of_fifteen_times_the_schools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (notes, "NOTES", 6), (things, "THINGS", 12),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    small, great = _all_read(SMALL), _all_read(GREAT)
    # Pages without rows would prove nothing.
    assert small["head", "/", PLANS[0]] > 50
    grown = {page: (small[page], read) for page, read in great.items() if read > small[page] * TIMES + SLACK}
    assert not grown, "\n".join(map(str, grown.items()))


@pytest.mark.django_db
def test_no_page_reads_more_rows_of_more_notes_of_a_school(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of each class, a full page of what a guardian signed, and 1,800 notes of a school in all.
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (academy, "MEASURED", 4), (things, "THINGS", 12),
        (notes, "NOTES", 64), (notes, "OLDER", 236),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    few, many = _all_read(4, PAGES_OF_NOTES), _all_read(4, PAGES_OF_NOTES, MANY)
    grown = {
        page: (few[page], read)
        for page, read in many.items()
        if read > few[page] * TIMES_OF_NOTES + SLACK_OF_NOTES
    }
    assert not grown, "\n".join(map(str, grown.items()))


@pytest.mark.django_db
def test_the_schools_under_measure_keep_the_notes_of_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one beside them; what is older is settled, so that no page shows more for it."""
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (academy, "MEASURED", 2), (academy, "NEIGHBOURS", 1),
        (notes, "NOTES", 6), (notes, "OLDER", 9),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)
    with _academy(5, MANY):
        kept = fetch("SELECT school_id, count(*) FROM liaison_note GROUP BY 1 ORDER BY 1")
        waiting = fetch(
            "SELECT school_id, count(*) FROM notifications_notice WHERE state = 'open' GROUP BY 1"
        )
    assert academy.full(5) == [0, 2, 1]
    assert kept == [(1, 90), (2, 90), (3, 90), (4, 36), (5, 36)]
    counts = dict(waiting)
    assert counts[1] < counts[5] * 1.2
