"""Homework asked by who means harm, or by who presses at the wrong moment."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Group, Guardianship, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.occasions.models import Mark
from eprimo.services.homework.actions.lines import entries_put_off, entry_remove, week_copy
from eprimo.services.homework.models import Homework
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.homework.giving import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, give, hours, two_levels

pytestmark = pytest.mark.django_db
LIST = reverse("homework:list")


@pytest.mark.parametrize("who", ["samira", "lea", "staff", "director", "teacher_cm2"])
@pytest.mark.parametrize("act", ["edit", "remove", "restore"])
def test_a_line_that_was_taken_back_is_there_for_its_teachers_alone(
    cast: Cast, sign_in: Any, who: str, act: str
) -> None:
    line = give(cast)
    entry_remove(actor=cast.actor("teacher"), line=line)
    address = reverse(f"homework:{act}", args=[line.public_id])
    assert sign_in(cast.people[who]).post(address).status_code == 404


def test_a_colleague_of_the_class_puts_back_what_was_taken_back(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    entry_remove(actor=cast.actor("teacher"), line=line)
    sign_in(cast.substitute).post(reverse("homework:restore", args=[line.public_id]))
    line.refresh_from_db()
    assert line.removed_at is None


@pytest.mark.parametrize("what", ["class", "group"])
def test_a_form_sent_twice_at_once_waits_for_itself(cast: Cast, sign_in: Any, what: str) -> None:
    """The class or group is held before the key is looked for: the second one finds what the first gave."""
    place: Any = cast.ce1 if what == "class" else make.group(cast.tilleuls, "Orchestre")
    if what == "group":
        make.join_group(cast.teacher, place)
    client, form = sign_in(cast.teacher), {"verb": "review", "subject": "fr", "text": "le refrain"}
    form |= {"due_on": str(THURSDAY), "key": str(uuid4())}
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.post(reverse("homework:add", args=[place.public_id]), form).status_code == 302
        texts = [one["sql"] for one in asked.captured_queries]
        held = next(
            n
            for n, sql in enumerate(texts)
            if f'"directory_{place._meta.model_name}"' in sql and "FOR NO KEY UPDATE" in sql
        )
        assert held < next(n for n, sql in enumerate(texts) if '"homework_homework"."key" = ' in sql)
    assert Homework.objects.count() == 1


def test_the_total_is_of_the_children_whom_the_line_is_for_now(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    tick = reverse("homework:tick", args=[line.public_id, cast.lea.public_id])
    assert sign_in(cast.lea).post(tick).status_code == 302
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now(), end_reason="moved")
    page = sign_in(cast.teacher).get(reverse("homework:week", args=[cast.ce1.public_id])).text
    assert "Fait : 0 sur 1" in page.replace("\N{NO-BREAK SPACE}", " ")


# --- others' lines and children ----------------------------------------------------------------------------------


def _tick(line: Homework, child: Any) -> str:
    return reverse("homework:tick", args=[line.public_id, child.public_id])


def test_nobody_ticks_for_a_classmate_or_for_another_level(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, lea="CP", yanis="CE1")
    every, narrowed = give(cast), give(cast, "les sons", levels=("CE1",))
    for who in ("samira", "lea"):
        assert sign_in(cast.people[who]).post(_tick(every, cast.yanis)).status_code in {403, 404}
        assert sign_in(cast.people[who]).post(_tick(narrowed, cast.lea)).status_code == 404
    assert not Mark.objects.exists()


def test_a_decision_between_the_page_and_the_tick_holds(cast: Cast, sign_in: Any) -> None:
    line, client = give(cast), sign_in(cast.samira)
    assert "la page 12" in client.get(LIST).text
    link = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
    make.restrict(link, cast.tilleuls, 2)
    assert client.post(_tick(line, cast.lea)).status_code == 404
    assert "la page 12" not in client.get(LIST).text
    assert not Mark.objects.exists()


def test_what_a_device_kept_is_not_done_for_who_signed_in_after(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    touched = int((NOW - timedelta(minutes=10)).timestamp() * 1000)
    header = f"{uuid4()} {touched} 600000 {act_mark(cast.actor('lea'))}"
    sign_in(cast.paul).post(_tick(line, cast.lea), {"fait": "oui"}, headers={"X-Eprimo-Act": header})
    assert not Mark.objects.exists()


def test_a_class_of_another_school_is_no_place_to_write(cast: Cast, sign_in: Any) -> None:
    theirs = reverse("homework:add", args=[cast.ce1_verne.public_id])
    assert sign_in(cast.teacher).post(theirs, _typed()).status_code == 404
    assert not Homework.objects.exists()


def test_a_level_of_no_class_is_refused(cast: Cast, sign_in: Any) -> None:
    two_levels(cast)
    answer = sign_in(cast.teacher).post(_add(cast), _typed(levels=["CM2"]))
    assert answer.status_code == 422
    assert not Homework.objects.exists()


def test_the_week_of_a_group_is_not_taken_for_a_class_of_the_same_number(cast: Cast, sign_in: Any) -> None:
    """Classes and groups are numbered apart."""
    number, of_year = 10_000_000, {"school": cast.tilleuls, "year": cast.ce1.year}
    make.attach(cast.teacher, ClassGroup.objects.create(pk=number, label="CE1-Z", levels=["CE1"], **of_year))
    group = Group.objects.create(pk=number, label="Chorale du soir", **of_year)
    make.join_group(cast.teacher, group)
    line = give(cast, "le refrain", place=group)
    answer = sign_in(cast.teacher).get(reverse("homework:thing", args=[line.resource.public_id]))
    assert str(group.public_id) in answer["Location"]


# --- days --------------------------------------------------------------------------------------------------------


def _add(cast: Cast) -> str:
    return reverse("homework:add", args=[cast.ce1.public_id])


def _typed(**more: Any) -> dict[str, Any]:
    return {"verb": "review", "subject": "fr", "text": "la page 12", "due_on": str(THURSDAY)} | more


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31", "2026-02-30", "jeudi", ""])
@pytest.mark.parametrize("verb", ["review", "class"])
def test_a_day_that_no_class_has_is_refused(cast: Cast, sign_in: Any, day: str, verb: str) -> None:
    answer = sign_in(cast.teacher).post(_add(cast), _typed(due_on=day, verb=verb))
    assert answer.status_code == 422
    assert not Homework.objects.exists()


def test_what_was_done_in_class_is_of_the_year_of_the_class(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.teacher).post(_add(cast), _typed(due_on="2026-08-20", verb="class"))
    assert answer.status_code == 422
    assert "année scolaire" in answer.text


def test_nothing_is_done_in_class_on_days_to_come(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    answer = client.post(_add(cast), _typed(verb="class", repeat="on", until="2026-12-18"))
    assert answer.status_code == 422
    assert not Homework.objects.exists()
    first = give(cast, repeated=[THURSDAY + timedelta(days=7)])
    answer = client.post(
        reverse("homework:edit", args=[first.public_id]), _typed(verb="class", scope="following")
    )
    assert answer.status_code == 422
    assert not Homework.objects.filter(verb="class").exists()


def test_a_day_that_is_over_is_not_put_off(cast: Cast) -> None:
    line = give(cast)
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=THURSDAY, last=THURSDAY)
    with clock.frozen(NOW + timedelta(days=10)), pytest.raises(Conflict):
        entries_put_off(actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), day=THURSDAY)
    line.refresh_from_db()
    assert line.due_on == THURSDAY


@pytest.mark.parametrize("target", [MONDAY - timedelta(days=7), MONDAY + timedelta(days=700)])
def test_a_week_is_not_taken_again_into_one_that_is_over_or_too_far(cast: Cast, target: date) -> None:
    give(cast)
    with pytest.raises(DomainError):
        week_copy(
            actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), source=MONDAY, target=target
        )
    assert Homework.objects.count() == 1


def test_a_head_reads_the_week_that_a_line_was_put_off_to(cast: Cast, sign_in: Any) -> None:
    give(cast, day=FRIDAY)
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=FRIDAY, last=FRIDAY)
    entries_put_off(actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), day=FRIDAY)
    address = reverse("homework:consult", args=[cast.ce1.public_id])
    page = sign_in(cast.director).post(address, {"semaine": str(NEXT_MONDAY)}, follow=True)
    assert "la page 12" in page.text


# --- words and addresses -----------------------------------------------------------------------------------------


def test_marks_that_turn_what_is_read_are_taken_out(cast: Cast, sign_in: Any) -> None:
    sign_in(cast.teacher).post(_add(cast), _typed(text="la page \u202e21\u202c \u20662\u2069"))
    assert Homework.objects.get().text == "la page 21 2"


def test_words_that_only_hide_are_no_work(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.teacher).post(_add(cast), _typed(text="\u202e\u202c")).status_code == 422


@pytest.mark.parametrize("name", ["retire", "semaine", "jour"])
def test_an_address_that_was_typed_wrong_is_the_page(cast: Cast, sign_in: Any, name: str) -> None:
    page = reverse("homework:week", args=[cast.ce1.public_id])
    assert sign_in(cast.teacher).get(page, {name: "../x"}).status_code == 200
