"""Who is told of the change of year: the team of its day, its switch and its undoing; the heads of pupils to place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.actions import year_switch, year_work, years
from eprimo.foundation.directory.enums import PupilOutcome
from eprimo.foundation.directory.models import YearChange
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from tests.cast import Cast
from tests.foundation.directory.school_year import JULY, Summer, place, summer

HOME = reverse("home:home")
DAY = date(2027, 8, 30)


@pytest.fixture
def school(cast: Cast) -> Any:
    with summer(cast) as found:
        yield found


def told(school: Summer, card: str, state: str = "open") -> set[int]:
    while run_due():
        pass
    rows = Notice.objects.filter(school=school.cast.tilleuls, card=f"years.{card}", state=state)
    return set(rows.values_list("recipient", flat=True))


def announced(school: Summer) -> YearChange:
    change = school.prepared()
    years.year_schedule(actor=school.cast.actor("director"), change=change, on=DAY)
    return change


def team(school: Summer) -> set[int]:
    people = school.cast.people
    return {people[name].pk for name in ("director", "teacher", "teacher_cm2", "staff")}


def test_the_team_is_told_the_day_and_told_no_more_once_it_is_given_up(school: Summer, sign_in: Any) -> None:
    change = announced(school)
    people = told(school, "announced")
    assert team(school) <= people
    assert not people & {one.pk for name, one in school.cast.people.items() if "verne" in name}
    assert not people & {school.cast.people[name].pk for name in ("samira", "paul", "lea", "agent")}
    notice = Notice.objects.filter(card="years.announced").first()
    assert notice is not None
    assert (notice.lane, notice.due_on, notice.ring_at, notice.child_id) == ("life", DAY, None, None)
    assert "passe en 2027‑2028 le" in sign_in(school.cast.teacher).get(HOME).text
    years.year_schedule(actor=school.cast.actor("director"), change=change, on=None)
    assert told(school, "announced") == set()
    assert "passe en 2027‑2028 le" not in sign_in(school.cast.teacher).get(HOME).text


def test_who_has_children_too_has_it_as_a_card(school: Summer, sign_in: Any) -> None:
    """A home reads the notices of the children or the news of the school: four statements either way."""
    change = announced(school)
    parent = school.cast.people["teacher_parent"]
    assert parent.pk in told(school, "announced")
    page = sign_in(parent).get(HOME).text
    assert "L’école change d’année le" in page
    assert "30\N{NO-BREAK SPACE}août" in page
    assert 'id="annee"' not in page
    year_switch.year_switch(actor=school.cast.actor("director"), change=change, unplaced_agreed=True)
    assert parent.pk in told(school, "done")
    assert "L’école a changé d’année" in sign_in(parent).get(HOME).text


def test_given_up_altogether_nothing_is_told(school: Summer) -> None:
    change = announced(school)
    assert told(school, "announced")
    years.year_abandon(actor=school.cast.actor("director"), change=change)
    assert told(school, "announced") == set()


def test_done_then_undone(school: Summer, sign_in: Any) -> None:
    change = announced(school)
    year_switch.year_switch(actor=school.cast.actor("director"), change=change, unplaced_agreed=True)
    assert team(school) <= told(school, "done")
    assert told(school, "announced") == set()
    assert "L’école est en 2027‑2028" in sign_in(school.cast.teacher).get(HOME).text
    with clock.frozen(JULY + timedelta(days=1)):
        year_switch.year_undo(actor=school.cast.actor("director"), change=change)
        assert team(school) <= told(school, "undone")
        assert told(school, "done") == set()
    with clock.frozen(JULY + timedelta(days=9)):
        assert told(school, "undone") == set()


def test_what_was_done_is_told_until_it_can_be_undone_no_more(school: Summer) -> None:
    year_switch.year_switch(actor=None, change=announced(school), unplaced_agreed=True)
    assert told(school, "done")
    with clock.frozen(JULY + timedelta(days=15, minutes=1)):
        assert told(school, "done") == set()


def test_heads_are_told_a_week_before_that_pupils_wait(school: Summer, sign_in: Any) -> None:
    change = school.prepared()
    director = school.cast.actor("director")
    years.planned_pupils_place(
        actor=director, change=change, people=[school.cast.lea.pk], outcome=PupilOutcome.UNPLACED
    )
    years.year_schedule(actor=director, change=change, on=DAY)
    assert told(school, "to_place") == set()
    with clock.frozen(JULY.replace(month=8, day=24)):
        heads = told(school, "to_place")
        assert school.cast.director.pk in heads
        assert not heads & {school.cast.people[name].pk for name in ("teacher", "staff", "samira")}
        notice = Notice.objects.get(card="years.to_place", recipient=school.cast.director)
        assert (notice.lane, notice.due_on, notice.child_id) == ("todo", DAY, None)
        page = sign_in(school.cast.director).get(HOME).text
        assert "1\N{NO-BREAK SPACE}élève est à placer" in page
        assert (
            "Léa" not in page[page.index('id="annee"') : page.index("</section>", page.index('id="annee"'))]
        )
        assert "à placer" not in sign_in(school.cast.teacher).get(HOME).text
        place(school.cast, change, school.cast.lea, to="CE2-A")
        assert told(school, "to_place") == set()


def test_a_night_that_could_not_is_told_to_the_heads(school: Summer) -> None:
    change = school.prepared()
    director = school.cast.actor("director")
    years.planned_pupils_place(
        actor=director, change=change, people=[school.cast.lea.pk], outcome=PupilOutcome.UNPLACED
    )
    years.year_schedule(actor=director, change=change, on=JULY.date())
    year_work.years_work()
    assert school.cast.director.pk in told(school, "to_place")


@pytest.mark.parametrize("who", ["samira", "lea", "agent", "director_verne"])
def test_nobody_else_reads_of_it(school: Summer, sign_in: Any, who: str) -> None:
    announced(school)
    assert "passe en 2027‑2028" not in sign_in(school.cast.people[who]).get(HOME).text


@pytest.mark.parametrize("who", ["teacher", "director", "staff"])
def test_the_home_stays_within_its_statements(school: Summer, sign_in: Any, who: str) -> None:
    announced(school)
    client = sign_in(school.cast.people[who])
    client.get(HOME)
    with CaptureQueriesContext(connection) as captured:
        client.get(HOME)
    assert len(captured) <= 4
