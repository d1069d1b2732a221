"""The agenda: who sees which days, how they are drawn, and what it costs."""

import gzip
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.directory.models import SchoolDayOff
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

HOME = "/agenda/"
TODAY = NOW.date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())


def event(
    cast: Cast, title: str, on: date, *, to: To = To.CLASS, target: int | None = None, by: str = "director",
    **facts: Any,
) -> Resource:  # fmt: skip
    kind = kind_of("events")
    said = DraftInput(
        title=title, body=richtext.EMPTY, targets=((to, target or cast.ce1.pk),), readers=EVERYBODY,
        facts={"event_on": on, **facts},
    )  # fmt: skip
    return thing_publish(
        actor=cast.actor(by), kind=kind, resource=draft_save(actor=cast.actor(by), kind=kind, said=said)
    )


def shown(client: Any, **asked: str) -> str:
    page = client.get(HOME, asked)
    assert page.status_code == 200
    text: str = page.content.decode()
    return text


def test_all_children_are_in_one_page_each_with_its_animal(cast: Cast, sign_in: Any) -> None:
    event(cast, "Piscine", TODAY + timedelta(days=2))
    event(cast, "Théâtre", TODAY + timedelta(days=3), target=cast.cm2.pk)
    page = shown(sign_in(cast.samira))
    assert "Piscine" in page
    assert "Théâtre" in page
    assert page.count('class="ava') >= 4
    one = shown(sign_in(cast.samira), enfant=str(cast.lea.public_id))
    assert "Piscine" in one
    assert "Théâtre" not in one


def test_one_event_told_by_two_schools_or_two_classes_stands_once(cast: Cast, sign_in: Any) -> None:
    """In the agenda, on the home and on a telephone; with all whom it is for. What differs stands apart."""
    make.guardianship(cast.samira, cast.lea_verne)
    day = TODAY + timedelta(days=2)
    event(cast, "Fête de la musique", day, starts_at=time(9))
    event(cast, "Fête de la musique", day, target=cast.cm2.pk, starts_at=time(9))
    event(cast, "Fête de la musique", day, target=cast.ce1_verne.pk, by="director_verne", starts_at=time(9))
    client = sign_in(cast.samira)
    for page in (shown(client), client.get("/").text):
        told = html.fromstring(page).xpath(
            "//*[contains(@class, 'occ') and contains(., 'Fête de la musique')]//li"
        )
        rows = [one for one in told if "Fête de la musique" in one.text_content()]
        assert len(rows) == 1
        assert len(rows[0].xpath(".//*[contains(@class, 'ava')]")) == 3
    address = client.post("/agenda/telephone/adresse/").context["address"]
    feed = "/agenda/ics/" + address.rpartition("/")[2]
    assert Client().get(feed).content.count(b"musique") == 1
    event(cast, "Fête de la musique", day, target=cast.cm2.pk, starts_at=time(10))
    assert Client().get(feed).content.count(b"musique") == 2


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("samira", True), ("paul", True), ("lea", True), ("teacher", True), ("director", True), ("deputy", True),
        ("zoe", False), ("teacher_cm2", False), ("contact", False), ("restricted_2", False),
    ],
)  # fmt: skip
def test_who_sees_the_source_has_its_day(cast: Cast, sign_in: Any, who: str, *, sees: bool) -> None:
    event(cast, "Piscine", TODAY + timedelta(days=2))
    page = sign_in(cast.people[who]).get(HOME)
    assert ("Piscine" in page.content.decode()) is sees


def test_the_past_of_the_window_is_shown_and_what_is_outside_is_not(cast: Cast, sign_in: Any) -> None:
    event(cast, "Dans sept semaines", TODAY + timedelta(days=49))
    made = event(cast, "Hier", TODAY + timedelta(days=1))
    made.occasions.update(on=MONDAY - timedelta(days=3), until=MONDAY - timedelta(days=3))
    client = sign_in(cast.samira)
    assert "Dans sept semaines" not in shown(client)
    later = (MONDAY + timedelta(days=35)).isoformat()
    assert "Dans sept semaines" in shown(client, du=later)
    assert "Dans sept semaines" in shown(client, vue="liste")
    assert "Hier" not in shown(client)


@pytest.mark.parametrize("asked", [{"du": "x"}, {"du": "2099-01-01"}, {"vue": "année"}, {"du": "0001-01-01"}])
def test_what_an_address_says_wrong_shows_the_weeks_from_this_one(
    cast: Cast, sign_in: Any, asked: dict[str, str]
) -> None:
    window = sign_in(cast.samira).get(HOME, asked).context["window"]
    assert (window.monday, window.which) == (MONDAY, "mois")


@pytest.mark.parametrize("child", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_child_who_is_not_ones_own_is_not_there(cast: Cast, sign_in: Any, child: str) -> None:
    assert sign_in(cast.samira).get(HOME, {"enfant": child}).status_code == 404
    other = str(cast.yanis.public_id)
    assert sign_in(cast.samira).get(HOME, {"enfant": other}).status_code == 404


def test_nothing_yet_says_so_and_what_will_come(cast: Cast, sign_in: Any) -> None:
    for who in ("paul", "teacher", "yanis"):
        page = sign_in(cast.people[who]).get(HOME, {"du": "2027-05-03"})
        assert page.status_code == 200


def test_days_without_class_are_those_of_the_school(cast: Cast, sign_in: Any) -> None:
    SchoolDayOff.objects.create(
        school=cast.tilleuls, label="Pont", first=MONDAY + timedelta(days=9), last=MONDAY + timedelta(days=10)
    )
    days = [day for week in sign_in(cast.paul).get(HOME).context["agenda"].weeks for day in week]
    by = {day.on: day for day in days}
    assert by[MONDAY + timedelta(days=9)].holiday == "Pont"
    # No class on Wednesdays, where half-days are the usual ones, nor on Saturdays.
    assert [by[MONDAY + timedelta(days=n)].closed for n in (0, 2, 5)] == [False, True, True]


def test_one_statement_beside_the_actor_for_3_and_30_days(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    counts = []
    for number in range(30):
        event(cast, f"Date {number}", TODAY + timedelta(days=1 + number % 20))
        if number in {2, 29}:
            client.get(HOME)
            with CaptureQueriesContext(connection) as asked:
                shown(client)
            counts.append([one["sql"] for one in asked.captured_queries])
    assert len(counts[0]) == len(counts[1])
    of_days = [sql for sql in counts[1] if "occasions_occasion" in sql]
    assert len(of_days) == 1
    third = make.pupil(cast.tilleuls, cast.ce1, "Tom", "MARTIN")
    make.guardianship(cast.samira, third)
    client.get(HOME)
    with CaptureQueriesContext(connection) as asked:
        shown(client)
    assert len(asked) == len(counts[0])


def test_a_month_of_three_children_is_light(cast: Cast, sign_in: Any) -> None:
    """≤ 15 kB as it is sent."""
    make.guardianship(cast.samira, make.pupil(cast.tilleuls, cast.ce1, "Tom", "MARTIN"))
    for number in range(15):
        target = (cast.ce1, cast.cm2)[number % 2].pk
        event(
            cast, f"Date numéro {number} de la classe", TODAY + timedelta(days=1 + number * 2), target=target,
            starts_at=time(9), place="Gymnase",
        )  # fmt: skip
    size = len(gzip.compress(shown(sign_in(cast.samira)).encode()))
    assert size <= 15_000, size


def test_the_sheet_names_the_chosen_child_alone(cast: Cast, sign_in: Any) -> None:
    event(cast, "Piscine", TODAY + timedelta(days=2))
    event(cast, "Théâtre", TODAY + timedelta(days=3), target=cast.cm2.pk)
    client = sign_in(cast.samira)
    both = client.get(reverse("agenda:paper")).content.decode()
    assert "Léa" in both
    assert "Noé" in both
    one = client.get(reverse("agenda:paper"), {"enfant": str(cast.lea.public_id)}).content.decode()
    assert "Piscine" in one
    assert "Noé" not in one
    assert "Théâtre" not in one
    assert "Léa" not in sign_in(cast.teacher).get(reverse("agenda:paper")).content.decode()


def test_the_devices_of_families_keep_it(cast: Cast, sign_in: Any) -> None:
    assert "X-Eprimo-Keep" in sign_in(cast.paul).get(HOME).headers
    assert "X-Eprimo-Keep" not in sign_in(cast.teacher).get(HOME).headers


@pytest.mark.parametrize("language", ["en", "ar"])
def test_families_read_it_in_their_language(cast: Cast, sign_in: Any, language: str) -> None:
    event(cast, "Piscine", TODAY + timedelta(days=2))
    client = sign_in(cast.samira)
    Account.objects.filter(person=cast.samira).update(language=language)
    page = shown(client)
    assert "Jour par jour" not in page
    assert {"en": "Day by day", "ar": "يوما بيوم"}[language] in page


def test_families_have_the_agenda_alone_and_who_works_the_list_of_dates_too(cast: Cast, sign_in: Any) -> None:
    made = event(cast, "Piscine", TODAY + timedelta(days=2))
    for who, tabs in (("paul", []), ("lea", []), ("teacher", ["Les dates"])):
        page = sign_in(cast.people[who]).get(HOME)
        told = [one.label for one in page.wsgi_request.tabs]
        assert [label for label in told if label == "Les dates"] == tabs, who
    # On the page of a date, the entry of a family is still « Agenda ».
    page = sign_in(cast.paul).get(reverse("events:thing", args=[made.public_id]))
    assert [one.label for one in page.wsgi_request.navigation if one.current] == ["Agenda"]
