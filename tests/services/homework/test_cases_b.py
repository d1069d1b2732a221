"""The cases of homework, one test each, in their order."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from eprimo.foundation.directory.models import ClassMembership, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.occasions.models import Mark, Occasion
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.half_days import CallEntry as Presence
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.services.homework.enums import Work
from eprimo.services.homework.models import Homework
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.homework.giving import FRIDAY, MONDAY, THURSDAY, TUESDAY, give, two_levels

pytestmark = pytest.mark.django_db
LIST = reverse("homework:list")


def week(cast: Cast) -> str:
    return reverse("homework:week", args=[cast.ce1.public_id])


def test_case_1_a_line_for_one_level_is_for_the_next_day_with_class(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, lea="CP", yanis="CE1")
    client = sign_in(cast.teacher)
    form = client.get(week(cast))
    assert f'<option value="{THURSDAY}" selected' in form.text
    data = {
        "verb": "review",
        "subject": "fr",
        "text": "la page 12",
        "due_on": str(THURSDAY),
        "levels": ["CP"],
    }
    answer = client.post(reverse("homework:add", args=[cast.ce1.public_id]), data, follow=True)
    assert "la page 12" in answer.text
    assert Homework.objects.get().due_on == THURSDAY
    assert "la page 12" in sign_in(cast.lea).get(LIST).text
    assert "la page 12" not in sign_in(cast.yanis).get(LIST).text
    assert "la page 12" not in sign_in(cast.in_charge).get(LIST).text


def test_case_2_two_children_two_schools_one_page_by_day(cast: Cast, sign_in: Any) -> None:
    make.guardianship(cast.samira, cast.lea_verne)
    give(cast, "la table de 2")
    give(cast, "la poésie", FRIDAY, who="teacher_verne", place=cast.ce1_verne)
    page = sign_in(cast.samira).get(LIST).text
    assert page.index("Pour jeudi") < page.index("la table de 2") < page.index("Pour vendredi")
    assert "la poésie" in page


def test_case_3_a_tick_without_network_is_one_tick_of_the_child(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    client = sign_in(cast.lea)
    address = reverse("homework:tick", args=[line.public_id, cast.lea.public_id])
    touched = int((NOW - timedelta(minutes=10)).timestamp() * 1000)
    header = f"{uuid4()} {touched} 600000 {act_mark(cast.actor('lea'))}"
    for _ in range(2):
        assert client.post(address, {"fait": "oui"}, headers={"X-Eprimo-Act": header}).status_code == 200
    mark = Mark.objects.get()
    assert (mark.child, mark.state) == (cast.lea, "done")
    assert AuditLine.objects.filter(act="content.occasion.done").count() == 1
    seen = sign_in(cast.teacher).get(week(cast)).text
    assert "Fait : 1 sur 2" in seen.replace("\N{NO-BREAK SPACE}", " ")
    assert "Léa" not in seen


def test_case_4_closing_a_day_moves_what_it_asked_in_one_tap(cast: Cast, sign_in: Any) -> None:
    for number in range(3):
        give(cast, f"travail {number}")
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=THURSDAY, last=THURSDAY)
    client = sign_in(cast.teacher)
    assert "3 travaux pour jeudi" in client.get(reverse("home:home")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "3 travaux pour jeudi" in client.get(week(cast)).text.replace("\N{NO-BREAK SPACE}", " ")
    family = sign_in(cast.samira).get(LIST).text
    assert "Grève" in family
    answer = sign_in(cast.teacher).post(
        reverse("homework:put_off", args=[cast.ce1.public_id]), {"jour": str(THURSDAY)}, follow=True
    )
    assert "3 travaux reportés" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert set(Homework.objects.values_list("due_on", flat=True)) == {FRIDAY}
    assert set(Occasion.objects.values_list("on", flat=True)) == {FRIDAY}


def test_case_5_whose_level_is_not_known_sees_all_and_is_told(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, yanis="CE1")
    give(cast, "la page du son", levels=("CP",))
    give(cast, "la table de 2", levels=("CE1",))
    page = sign_in(cast.samira).get(LIST).text
    assert "la page du son" in page
    assert "la table de 2" in page
    assert ">CP</span>" in page
    assert "Le niveau de Léa n’est pas connu" in page.replace("\N{NO-BREAK SPACE}", " ")
    other = sign_in(cast.in_charge).get(LIST).text
    assert "la table de 2" in other
    assert "la page du son" not in other


def test_case_6_a_substitute_writes_until_the_last_day_and_lines_stay_signed(
    cast: Cast, sign_in: Any
) -> None:
    line = give(cast, who="substitute")
    page = week(cast)
    assert sign_in(cast.substitute).get(page).status_code == 200
    after = make.SINCE + timedelta(days=120, hours=1)
    with clock.frozen(after):
        make.affiliation(cast.substitute, cast.verne, "teacher")
        client = sign_in(cast.substitute)
        assert client.get(page).status_code == 404
        edit = reverse("homework:edit", args=[line.public_id])
        assert client.get(edit).status_code == 404
    assert cast.substitute.formal_name in sign_in(cast.teacher).get(page).text


def test_case_7_who_was_absent_finds_what_was_done_in_class(cast: Cast, sign_in: Any) -> None:
    give(cast, "les graines de haricot", TUESDAY, verb=Work.CLASS)
    call_take(
        actor=cast.actor("teacher"), class_group=cast.ce1, one=HalfOf(NOW.date(), Half.MORNING),
        said={cast.lea.pk: Presence(State.ABSENT)},
    )  # fmt: skip
    assert "Léa n’était pas là" in sign_in(cast.samira).get(LIST).text
    assert "n’était pas là" not in sign_in(cast.in_charge).get(LIST).text


def test_case_7_who_is_under_a_protected_contact_is_not_told_of_an_absence(cast: Cast, sign_in: Any) -> None:
    give(cast, "les graines de haricot", TUESDAY, who="teacher_cm2", place=cast.cm2, verb=Work.CLASS)
    call_take(
        actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=HalfOf(NOW.date(), Half.MORNING),
        said={cast.zoe.pk: Presence(State.ABSENT)},
    )  # fmt: skip
    page = sign_in(cast.restricted_1).get(LIST).text
    assert "les graines de haricot" in page
    assert "n’était pas là" not in page


def test_case_8_verb_subject_and_day_are_in_arabic_and_the_line_in_french(cast: Cast, sign_in: Any) -> None:
    give(cast, "la page 12")
    account = cast.samira.account
    account.language = "ar"
    account.save(update_fields=["language"])
    page = sign_in(cast.samira).get(LIST).text
    assert "للمراجعة" in page
    assert "الفرنسية" in page
    assert "الخميس" in page
    assert '<span lang="fr" dir="auto">la page 12</span>' in page


def test_case_9_a_head_who_consults_is_shown_to_the_teachers(cast: Cast, sign_in: Any) -> None:
    give(cast)
    head = sign_in(cast.director)
    assert "la page 12" not in head.get(week(cast)).text
    answer = head.post(
        reverse("homework:consult", args=[cast.ce1.public_id]), {"semaine": str(MONDAY)}, follow=True
    )
    assert "la page 12" in answer.text
    assert f"Consulté par {cast.director.formal_name}" in sign_in(cast.teacher).get(week(cast)).text
    assert "Consulté par" not in sign_in(cast.samira).get(LIST).text


def test_case_10_who_reads_the_square_of_a_printed_week_is_asked_who_they_are(
    cast: Cast, sign_in: Any
) -> None:
    give(cast)
    paper = sign_in(cast.teacher).get(reverse("homework:print", args=[cast.ce1.public_id]))
    assert "data:image/svg+xml" in paper.text
    # The square holds the address of the list, of no child and no class.
    answer = Client().get(LIST)
    assert answer.status_code == 302
    assert "la page 12" not in answer.text


def test_a_child_who_changes_class_at_noon_has_the_new_list_and_keeps_old_ticks(
    cast: Cast, sign_in: Any
) -> None:
    line = give(cast)
    give(cast, "les fractions", who="teacher_cm2", place=cast.cm2)
    sign_in(cast.samira).post(reverse("homework:tick", args=[line.public_id, cast.lea.public_id]))
    noon = datetime(2026, 11, 24, 11, tzinfo=UTC)
    with clock.frozen(noon):
        ClassMembership.objects.filter(person=cast.lea).update(ends=noon, end_reason="moved")
        ClassMembership.objects.create(
            person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=noon
        )
    with clock.frozen(noon + timedelta(minutes=1)):
        page = sign_in(cast.paul).get(LIST).text
    assert "les fractions" in page
    assert "la page 12" not in page
    assert Mark.objects.filter(child=cast.lea).exists()
