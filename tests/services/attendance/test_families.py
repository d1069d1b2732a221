"""A family tells that a child does not come, is asked when nobody did, and one answer is enough for both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay
from eprimo.services.attendance.actions.absence_questions import CARD
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

TELL = reverse("attendance:tell")
HOME = reverse("home:home")
MORNING = HalfOf(NOW.date(), Half.MORNING)
EARLY = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
CALLED = datetime(2026, 11, 24, 7, 41, tzinfo=UTC)
ASKED = datetime(2026, 11, 24, 8, 0, 30, tzinfo=UTC)


def page(name: str, absence: Absence) -> str:
    return reverse(f"attendance:{name}", args=[absence.public_id])


def call(cast: Cast, *missing: str) -> None:
    said = {cast.people[name].pk: CallEntry(State.ABSENT) for name in missing}
    with clock.frozen(CALLED):
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said=said)


def asked(cast: Cast, *missing: str) -> Absence:
    """The roll was called, and half an hour of the half-day is over."""
    call(cast, *missing)
    with clock.frozen(ASKED):
        run_due()
    return Absence.objects.order_by("id").last() or pytest.fail("nobody is asked about")


def told(cast: Cast) -> set[str]:
    """Whose home asks."""
    names = {person.pk: name for name, person in cast.people.items()}
    return {names[one.recipient_id] for one in Notice.objects.filter(card=CARD, state=NoticeState.OPEN)}


def test_three_touches_after_the_button_and_the_school_knows(cast: Cast, sign_in: Any) -> None:
    """The day stands there, of whom is in the address: why, then send."""
    with clock.frozen(EARLY):
        client = sign_in(cast.samira)
        form = client.get(TELL, {"enfant": cast.lea.public_id})
        assert cast.teacher.formal_name in form.text
        answer = client.post(
            f"{TELL}?enfant={cast.lea.public_id}", {"when": "first", "reason": "ill"}, follow=True
        )
        assert "Malade" in answer.text
        home = client.get(HOME).text
    one = Absence.objects.get()
    assert (one.child, one.first, one.first_half, one.last_half) == (cast.lea, NOW.date(), "am", "pm")
    assert page("told", one) in home


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"when": "first"}, "id_reason"),
        ({"reason": "ill", "when": "days", "first": "2026-11-26", "last": "2026-11-24"}, "id_last"),
        ({"reason": "ill", "when": "days", "first": "2026-11-26"}, "id_last"),
        ({"reason": "ill", "when": "late", "on": "2026-11-26"}, "id_hour"),
        ({"reason": "ill", "when": "first", "words": "a" * 301}, "id_words"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, sign_in: Any, data: dict[str, str], field: str
) -> None:
    data.setdefault("words", "Elle tousse beaucoup.")
    answer = sign_in(cast.samira).post(f"{TELL}?enfant={cast.lea.public_id}", data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert data["words"][:20] in answer.text
    assert not Absence.objects.exists()


def test_nobody_is_asked_about_who_was_told(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(EARLY):
        sign_in(cast.samira).post(f"{TELL}?enfant={cast.lea.public_id}", {"when": "first", "reason": "ill"})
    call(cast, "lea")
    with clock.frozen(ASKED):
        run_due()
    assert told(cast) == set()


def test_half_an_hour_after_the_half_day_began_all_who_sign_are_asked_and_it_rings(cast: Cast) -> None:
    call(cast, "lea", "yanis")
    with clock.frozen(ASKED - timedelta(minutes=1)):
        run_due()
        assert told(cast) == set()
    with clock.frozen(ASKED):
        run_due()
    # Neither who does not exercise nor a contact person.
    assert told(cast) == {"samira", "paul", "in_charge", "teacher_parent"}
    notice = Notice.objects.filter(card=CARD, recipient=cast.samira).get()
    assert (notice.lane, notice.ring_at) == (Lane.TO_DO, ASKED)


def test_who_arrives_before_that_hour_worries_nobody(cast: Cast) -> None:
    call(cast, "lea")
    with clock.frozen(CALLED + timedelta(minutes=10)):
        half_day_correct(
            actor=cast.actor("teacher"),
            child=cast.lea,
            class_group=cast.ce1,
            one=MORNING,
            said=CallEntry(State.LATE),
        )
    with clock.frozen(ASKED):
        run_due()
    assert told(cast) == set()


def test_c5_who_is_under_a_protected_contact_is_not_asked(cast: Cast) -> None:
    make.restrict(make.guardianship(cast.contact, cast.lea), cast.tilleuls, 1)
    asked(cast, "lea")
    assert told(cast) == {"samira", "paul"}


def test_c3_the_father_answers_and_the_mother_reads_that_the_school_knows(cast: Cast, sign_in: Any) -> None:
    one = asked(cast, "lea")
    with clock.frozen(ASKED):
        father = sign_in(cast.paul)
        assert page("why", one) in father.get(HOME).text
        father.post(page("why", one), {"reason": "doctor", "words": "Chez le dentiste."})
        run_due()
        assert told(cast) == set()
        mother = sign_in(cast.samira)
        answer = mother.get(page("why", one))
        assert answer.status_code == 200
        assert "L’école sait déjà" in answer.text
        assert "dentiste" not in answer.text
        assert cast.paul.first_name not in answer.text
        assert mother.get(page("told", one)).status_code == 404
        mother.post(page("why", one), {"reason": "ill"})
    assert Absence.objects.get().reason == "doctor"


def test_another_family_finds_nothing(cast: Cast, sign_in: Any) -> None:
    one = asked(cast, "lea")
    for who in ("in_charge", "guardian_verne", "teacher_cm2", "lea"):
        assert sign_in(cast.people[who]).get(page("why", one)).status_code == 404


def test_lea_comes_after_all(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(EARLY):
        client = sign_in(cast.samira)
        client.post(f"{TELL}?enfant={cast.lea.public_id}", {"when": "first", "reason": "ill"})
        one = Absence.objects.get()
        client.post(page("comes", one))
    assert not HalfDay.objects.exists()
    call(cast)
    assert HalfDay.objects.get(child=cast.lea).state == State.PRESENT


def test_who_only_reads_finds_how_it_went_and_no_button(cast: Cast, sign_in: Any) -> None:
    call(cast, "yanis")
    client = sign_in(cast.no_exercise)
    own = client.get(reverse("attendance:own"))
    assert "1 demi-journée" in own.text
    assert f'href="{TELL}' not in own.text
    assert client.get(TELL).status_code == 404
    assert f'href="{TELL}' not in client.get(HOME).text


def test_a_protected_contact_reads_no_half_day_and_tells_all_the_same(cast: Cast, sign_in: Any) -> None:
    call(cast)
    client = sign_in(cast.restricted_1)
    assert "demi-journée" not in client.get(reverse("attendance:own")).text
    answer = client.post(TELL, {"when": "second", "reason": "ill"})
    assert answer.status_code == 302
