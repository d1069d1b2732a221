"""The day of a school: who is not there and why, whom to telephone to, what a family said by telephone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import ContactDetails
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.enums import Half, Reason
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, CallAttempt
from eprimo.foundation.presence.queries.days import to_call
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.attendance.test_families import ASKED, asked, page

pytestmark = pytest.mark.django_db

DAY, CALLING = reverse("attendance:day"), reverse("attendance:calling")
MORNING = HalfOf(NOW.date(), Half.MORNING)


def test_the_head_reads_who_called_and_who_is_not_there(cast: Cast, sign_in: Any) -> None:
    asked(cast, "lea")
    shown = sign_in(cast.director).get(DAY).text
    assert "1 classe sur 2 a fait l’appel" in shown
    assert "Léa MARTIN" in shown
    assert "sans nouvelles" in shown


def test_the_first_line_of_the_direction_says_how_far_the_classes_are(cast: Cast, sign_in: Any) -> None:
    home = reverse("home:home")
    with clock.frozen(datetime(2026, 11, 24, 6, 0, tzinfo=UTC)):
        assert "Appel du matin" not in sign_in(cast.director).get(home).text
    with clock.frozen(ASKED):
        assert "0 classe sur 2" in sign_in(cast.director).get(home).text
    asked(cast, "lea")
    with clock.frozen(ASKED):
        client = sign_in(cast.director)
        client.get(home)
        with CaptureQueriesContext(connection) as caught:
            shown = client.get(home).text
    assert "1 classe sur 2" in shown
    assert "1\u00a0absent" in shown
    assert "1 enfant sans nouvelles" in shown
    assert len(caught) <= 6


def test_a_teacher_reads_the_own_class_alone(cast: Cast, sign_in: Any) -> None:
    asked(cast, "lea")
    assert "Léa MARTIN" in sign_in(cast.teacher).get(DAY).text
    assert "Léa MARTIN" not in sign_in(cast.teacher_cm2).get(DAY).text


@pytest.mark.parametrize("who", ["samira", "lea", "agent", "partner", "inspector", "delegate"])
def test_the_day_is_of_teachers_and_heads(cast: Cast, sign_in: Any, who: str) -> None:
    for address in (DAY, CALLING):
        assert sign_in(cast.people[who]).get(address).status_code == 404


def test_half_an_hour_later_the_family_is_to_be_called_by_order_of_contact(cast: Cast, sign_in: Any) -> None:
    ContactDetails.objects.filter(person=cast.samira).update(phone_mobile="+33612345678")
    asked(cast, "lea")
    with clock.frozen(ASKED + timedelta(minutes=29)):
        assert "Samira" not in sign_in(cast.teacher).get(CALLING).text
    with clock.frozen(ASKED + timedelta(minutes=31)):
        shown = sign_in(cast.teacher).get(CALLING).text
    assert 'href="tel:+33612345678"' in shown
    assert shown.index("Samira") < shown.index("Paul")


def test_the_one_who_alone_stands_under_a_protected_contact_is_on_the_list_of_the_school(
    cast: Cast,
) -> None:
    """Flows C5, with nobody else: not asked by the product, called by the school."""
    alone = make.pupil(cast.tilleuls, cast.ce1, "Alma", "SEULE")
    cast.people["alma"] = alone
    make.restrict(make.guardianship(cast.restricted_1, alone), cast.tilleuls, 1)
    asked(cast, "alma")
    with clock.frozen(ASKED + timedelta(minutes=31)):
        (one,) = to_call(cast.actor("director"))
    assert [who.adult for who in one.adults] == [cast.restricted_1]


def test_a_call_is_noted_and_nobody_answered(cast: Cast, sign_in: Any) -> None:
    one = asked(cast, "lea")
    with clock.frozen(ASKED + timedelta(minutes=31)):
        client = sign_in(cast.teacher)
        data = {"adult": cast.samira.public_id, "result": "none"}
        assert client.post(page("attempt", one), data).status_code == 302
        stranger = {"adult": cast.in_charge.public_id, "result": "none"}
        assert client.post(page("attempt", one), stranger).status_code == 404
    assert CallAttempt.objects.get().adult == cast.samira
    with clock.frozen(ASKED + timedelta(minutes=61)):
        assert "Personne n’a répondu" not in sign_in(cast.director).get(CALLING).text
        client.post(page("attempt", one), {"adult": cast.paul.public_id, "result": "none"})
    with clock.frozen(ASKED + timedelta(minutes=61)):
        assert "Personne n’a répondu" in sign_in(cast.director).get(CALLING).text


def test_said_by_telephone_by_mme_martin(cast: Cast, sign_in: Any) -> None:
    asked(cast, "lea")
    client = sign_in(cast.teacher)
    address = reverse("attendance:record", args=[cast.lea.public_id])
    assert "Samira MARTIN" in client.get(address).text
    data = {"said_by": str(cast.samira.public_id), "means": "phone", "when": "first", "reason": "doctor"}
    assert client.post(address, data).status_code == 302
    absence = Absence.objects.get()
    assert (absence.reason, absence.said_by, absence.recorded_by) == ("doctor", cast.samira, cast.teacher)
    assert "par téléphone" in sign_in(cast.director).get(DAY).text
    wrong = client.post(address, {**data, "when": "late", "words": "Le bus est en panne."})
    assert wrong.status_code == 422
    assert "Le bus est en panne." in wrong.text


def test_the_direction_holds_a_reason_or_not(cast: Cast, sign_in: Any) -> None:
    one = absence_declare(
        actor=cast.actor("samira"),
        child=cast.lea,
        school=cast.tilleuls,
        told=AbsenceNotice(MORNING, MORNING, Reason.OTHER),
    )
    assert "motif à examiner" in sign_in(cast.director).get(DAY).text
    assert sign_in(cast.teacher).post(page("judge", one), {"judged": "yes"}).status_code == 403
    assert sign_in(cast.director).post(page("judge", one), {"judged": "no"}).status_code == 302
    assert Absence.objects.get().judged == "no"


def test_the_day_and_the_list_cost_the_same_for_three_and_thirty(cast: Cast) -> None:
    costs = []
    for _ in range(2):
        asked(cast, *[name for name in cast.people if name.startswith("child")], "lea")
        with clock.frozen(ASKED + timedelta(minutes=31)):
            actor = cast.actor("director")
            with CaptureQueriesContext(connection) as caught:
                found = to_call(actor)
        costs.append(len(caught))
        for number in range(30):
            child = make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "NOMBREUX")
            make.guardian(child, first_name=f"Adulte{number}", last_name="NOMBREUX")
            cast.people[f"child{number}"] = child
    assert len(found) == 31
    assert costs[0] == costs[1]
