"""The list of an evacuation: who is to be counted, who is struck out, whose number stands there, and for whom."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_mark import SEAL
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, Reason, Sort, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.queries.evacuation import evacuation, half_to_evacuate
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

LIST = reverse("attendance:evacuation")
MORNING, AFTERNOON = (HalfOf(NOW.date(), half) for half in Half)
# 8:41, 14:00 and 20:00 in Paris.
CALLED = datetime(2026, 11, 24, 7, 41, tzinfo=UTC)
AFTER_NOON = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def call(cast: Cast, one: HalfOf = MORNING, at: datetime = CALLED, **said: CallEntry) -> None:
    with clock.frozen(at):
        told = {cast.people[name].pk: words for name, words in said.items()}
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=one, said=told)


def lines(cast: Cast, who: str = "director") -> dict[str, tuple[bool, bool]]:
    """By first name: struck out, and whether a number stands beside."""
    actor = cast.actor(who)
    found = half_to_evacuate(actor)
    assert found is not None
    listed = evacuation(actor, *found)
    return {
        one.child.first_name: (one.away, bool(one.adults))
        for group in listed.classes
        for one in group.children
    }


def test_who_the_call_did_not_find_is_struck_out_and_the_rest_is_to_be_counted(
    cast: Cast, sign_in: Any
) -> None:
    call(cast, yanis=CallEntry(State.ABSENT), lea=CallEntry(State.LATE, at=time(8, 50)))
    page = sign_in(cast.director).get(LIST)
    text = page.text.replace("\u00a0", " ")
    assert "CE1-A : 1 à compter" in text
    assert "3 enfants à compter" in text
    assert "<s>BELKACEM <b>Yanis</b></s>" in text
    assert "à 8\u00a0h\u00a050" in page.text
    assert "appel de 8\u00a0h\u00a041" in page.text


def test_who_left_is_struck_out_with_the_hour_and_with_whom(cast: Cast, sign_in: Any) -> None:
    call(cast)
    with clock.frozen(CALLED + timedelta(hours=1)):
        half_day_correct(
            actor=cast.actor("teacher"), child=cast.lea, class_group=cast.ce1, one=MORNING,
            said=CallEntry(State.LEFT, at=time(9, 30), left_with="M. Martin"),
        )  # fmt: skip
    assert lines(cast)["Léa"][0]
    assert "à 9\u00a0h\u00a030 avec M. Martin" in sign_in(cast.director).get(LIST).text


def test_who_is_elsewhere_is_counted_and_the_list_says_so(cast: Cast, sign_in: Any) -> None:
    call(cast, lea=CallEntry(State.ELSEWHERE))
    assert lines(cast)["Léa"] == (False, True)
    assert "pas avec la classe" in sign_in(cast.director).get(LIST).text


def test_a_child_is_never_struck_out_on_the_word_of_a_family_alone(cast: Cast, sign_in: Any) -> None:
    """Nobody of the school saw that it is not there."""
    absence_declare(
        actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls,
        told=AbsenceNotice(MORNING, MORNING, Reason.ILL),
    )  # fmt: skip
    page = sign_in(cast.director).get(LIST).text
    assert not lines(cast)["Léa"][0]
    assert "dit la famille" in page
    assert "appel pas fait" in page


def test_who_is_expected_later_is_counted_with_the_hour(cast: Cast, sign_in: Any) -> None:
    told = AbsenceNotice(MORNING, MORNING, Reason.DOCTOR, sort=Sort.LATE, hour=time(10, 30))
    absence_declare(actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, told=told)
    assert "attendu à 10\u00a0h\u00a030" in sign_in(cast.director).get(LIST).text


def test_before_the_call_of_the_afternoon_the_morning_strikes_nobody_out(cast: Cast, sign_in: Any) -> None:
    call(cast, yanis=CallEntry(State.ABSENT))
    with clock.frozen(AFTER_NOON):
        assert not lines(cast)["Yanis"][0]
        assert "ce matin" in sign_in(cast.director).get(LIST).text
    call(cast, AFTERNOON, AFTER_NOON, yanis=CallEntry(State.ABSENT))
    with clock.frozen(AFTER_NOON):
        assert lines(cast)["Yanis"][0]


def test_phones_follow_the_rights(cast: Cast, sign_in: Any) -> None:
    """« Teacher: names, present of the school, phones of own classes; director: phones; staff: names »."""
    assert {name for name, (_, phones) in lines(cast, "director").items() if phones} >= {
        "Léa",
        "Noé",
        "Yanis",
    }
    assert {name for name, (_, phones) in lines(cast, "teacher").items() if phones} == {"Léa", "Yanis"}
    assert set(lines(cast, "teacher")) == {"Léa", "Yanis", "Noé", "Zoé"}
    for who in ("staff", "delegate"):
        assert not any(phones for _, phones in lines(cast, who).values())
        assert set(lines(cast, who)) == {"Léa", "Yanis", "Noé", "Zoé"}
    page = sign_in(cast.teacher).get(LIST).text
    assert "tel:" in page
    assert "Samira" in page


def test_nobody_under_a_restriction_is_called_from_the_yard(cast: Cast, sign_in: Any) -> None:
    lone = make.guardian(cast.zoe, first_name="Berthe", last_name="SEULE")
    apart = make.guardian(first_name="Bruno", last_name="APART")
    make.restrict(make.guardianship(apart, cast.zoe), cast.tilleuls, 1)
    page = sign_in(cast.director).get(LIST).text
    assert lone.first_name in page
    assert apart.first_name not in page


def test_families_pupils_and_who_is_outside_the_school_have_no_list(cast: Cast, sign_in: Any) -> None:
    for who in ("samira", "lea", "agent", "inspector", "academy", "partner"):
        assert sign_in(cast.people[who]).get(LIST).status_code == 404, who


def test_the_list_of_the_other_school_is_another_one(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.director_verne).get(LIST).text
    assert "Durand" in page.title()
    assert "Yanis" not in page


def test_it_is_refused_after_eight_in_the_evening_and_kept_no_longer(cast: Cast, sign_in: Any) -> None:
    call(cast)
    with clock.frozen(EVENING - timedelta(minutes=1)):
        page = sign_in(cast.director).get(LIST)
        assert page.headers[SEAL] == "60"
    with clock.frozen(EVENING):
        page = sign_in(cast.director).get(LIST)
        assert "Pas de liste en ce moment" in page.text
        assert SEAL not in page.headers
        assert "Yanis" not in page.text


def test_only_devices_of_teachers_and_of_who_directs_keep_it(cast: Cast, sign_in: Any) -> None:
    for who in ("director", "deputy", "teacher", "substitute"):
        assert SEAL in sign_in(cast.people[who]).get(LIST).headers, who
    assert SEAL not in sign_in(cast.staff).get(LIST).headers
    assert 'name="ep-sealed"' in sign_in(cast.director).get("/").text
    assert 'name="ep-sealed"' not in sign_in(cast.staff).get("/").text
    assert 'name="ep-sealed"' not in sign_in(cast.samira).get("/").text


def test_a_device_that_has_the_last_call_is_told_so_and_asks_again_after_the_next(
    cast: Cast, sign_in: Any
) -> None:
    call(cast)
    client = sign_in(cast.director)
    mark = client.get(LIST).headers["ETag"]
    again = client.get(LIST, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    call(cast, at=CALLED + timedelta(minutes=5), yanis=CallEntry(State.ABSENT))
    fresh = client.get(LIST, headers={"If-None-Match": mark})
    assert fresh.status_code == 200
    # The mark of one person is no mark of another: their lists differ.
    assert (
        sign_in(cast.teacher).get(LIST, headers={"If-None-Match": fresh.headers["ETag"]}).status_code == 200
    )


def test_statements_do_not_grow_with_the_school(cast: Cast) -> None:
    def asked() -> int:
        actor = cast.actor("director")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            found = half_to_evacuate(actor)
            assert found is not None
            evacuation(actor, *found)
        return len(caught)

    few = asked()
    for number in range(30):
        make.guardian(make.pupil(cast.tilleuls, cast.cm2, f"Enfant{number}", "AUTRE"))
    assert asked() == few <= 12
