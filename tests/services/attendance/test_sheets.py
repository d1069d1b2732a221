"""The sheets of the day: on which device they are kept, until when, and what the server makes of a kept sheet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.own_device import COOKIE
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_acts import HEADER
from eprimo.foundation.kernel.device_mark import SEAL, act_mark
from eprimo.foundation.kernel.encrypted_pages import RIGHTS
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.presence.models import HalfDay, RollCall
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

SHEETS = reverse("attendance:sheets")
OWN = reverse("pwa:own_device")
DAY = timedelta(days=1)
# 7:30, 8:40, 12:30, 16:40 and 19:59 in Paris.
BEFORE, MORNING, NOON, AFTER, LATE = (
    datetime(2026, 11, 24, *hour, tzinfo=UTC) for hour in ((6, 30), (7, 40), (11, 30), (15, 40), (18, 59))
)


def _on_own_device(client: Any) -> Any:
    assert client.post(OWN, {"a_moi": "oui"}).status_code == 302
    return client


def _sealed(client: Any) -> bool:
    return f" {SHEETS}" in client.get("/").text


def _kept_call(cast: Cast, client: Any, drawn: datetime, *, device_at: datetime, waited: timedelta) -> Any:
    """The sheet of that morning, drawn then, as a device sends it: both children there."""
    data = {
        "jour": "2026-11-24", "demi": "am", "ouvert": str(int(drawn.timestamp() * 1000)), "touches": "-",
        f"e-{cast.lea.public_id}": "present", f"e-{cast.yanis.public_id}": "absent",
    }  # fmt: skip
    at, ms = int(device_at.timestamp() * 1000), int(waited.total_seconds() * 1000)
    told = {HEADER: f"{uuid7()} {at} {ms} {act_mark(cast.actor('teacher'))}"}
    return client.post(reverse("attendance:take", args=[cast.ce1.public_id]), data, headers=told)


def test_both_half_days_of_today_before_class_then_what_is_not_over(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(BEFORE):
        page = sign_in(cast.teacher).get(SHEETS).text
        assert "Mardi 24" in page
        assert page.count('name="demi" value="am"') == page.count('name="demi" value="pm"') == 1
        assert page.count('name="jour" value="2026-11-24"') == 2
    with clock.frozen(NOON):
        page = sign_in(cast.teacher).get(SHEETS).text
        assert 'name="demi" value="am"' not in page
    with clock.frozen(AFTER):
        page = sign_in(cast.teacher).get(SHEETS)
        assert "Pas d’appel à faire aujourd’hui" in page.text
        assert SEAL not in page.headers


def test_only_a_device_that_its_teacher_called_an_own_one_keeps_them(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    assert SEAL not in client.get(SHEETS).headers
    assert not _sealed(client)
    assert (
        "Sur un appareil qui est à vous"
        in client.get(reverse("attendance:call", args=[cast.ce1.public_id])).text
    )
    _on_own_device(client)
    assert AuditLine.objects.filter(act="accounts.device.owned", person_id=cast.teacher.pk).count() == 1
    assert int(client.get(SHEETS).headers[SEAL]) > 0
    assert _sealed(client)
    # Nobody else who signs in there, in whatever session; she, again, in her next one.
    assert not _sealed(sign_in(cast.people["substitute"]))
    assert _sealed(sign_in(cast.teacher))
    assert client.post(OWN, {"a_moi": "non"}).status_code == 302
    assert not _sealed(client)
    assert client.cookies[COOKIE].value == ""


@pytest.mark.parametrize("said", [{"shared": True}, {"idle_seconds": 300}])
def test_a_device_of_several_people_is_nobodys_own(cast: Cast, sign_in: Any, said: dict[str, Any]) -> None:
    """A computer that is shared, as was said at the door; the tablet of a class, on which no adult signs in."""
    client = _on_own_device(sign_in(cast.teacher))
    Session.objects.filter(account=cast.teacher.account).update(**said)
    assert not _sealed(client)
    if "shared" in said:
        assert client.post(OWN, {"a_moi": "oui"}).status_code == 404


def test_who_calls_no_own_class_has_none(cast: Cast, sign_in: Any) -> None:
    for who in ("samira", "lea", "staff", "agent", "inspector", "director"):
        client = sign_in(cast.people[who])
        assert client.get(SHEETS).status_code == 404, who
        assert client.post(OWN, {"a_moi": "oui"}).status_code == 404, who


def test_they_are_kept_until_eight_in_the_evening(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(MORNING):
        client = _on_own_device(sign_in(cast.teacher))
        left = int(client.get(SHEETS).headers[SEAL])
        assert MORNING + timedelta(seconds=left) == LATE + timedelta(minutes=1)


def test_what_the_device_keeps_goes_with_the_link_the_session_and_the_declaration(
    cast: Cast, sign_in: Any
) -> None:
    """Each page says the rights of its reader: those of another mark are erased at that page."""
    client = _on_own_device(sign_in(cast.teacher))
    first = client.get("/").headers[RIGHTS].split(" ")[0]
    assert client.get("/compte/").headers[RIGHTS].split(" ")[0] == first
    position, rights = first.split(".")
    # Of another role only the position is told: what is kept for it stays.
    parent = sign_in(cast.people["teacher_parent"], role="guardian").get("/").headers[RIGHTS].split(" ")
    assert len(parent) == 2
    assert "." not in parent[1]
    again = sign_in(cast.teacher).get("/").headers[RIGHTS].split(" ")[0]
    assert again.split(".")[0] == position
    assert again != first
    client.post(OWN, {"a_moi": "non"})
    assert client.get("/").headers[RIGHTS].split(" ")[0] not in {first, again}
    cast.teacher.attachments.update(ends=NOW - timedelta(seconds=1), end_reason="left")
    assert rights not in client.get("/").headers.get(RIGHTS, "")
    assert RIGHTS not in sign_in(cast.samira).get("/").headers


def test_a_device_a_day_late_never_writes_into_another_day(cast: Cast, sign_in: Any) -> None:
    """The sheet of Tuesday shown on Wednesday by a clock that is a day late: the day is of the form, and checked."""
    with clock.frozen(MORNING + DAY):
        client = sign_in(cast.teacher)
        answer = _kept_call(cast, client, BEFORE, device_at=MORNING, waited=timedelta(seconds=20))
        assert "Cette feuille est celle du mardi 24 novembre" in answer.json()["sentence"].replace(
            "\u00a0", " "
        )
    assert not RollCall.objects.filter(taken_at__isnull=False).exists()
    # Drawn on Wednesday for Tuesday, it is a call made later, and says so.
    with clock.frozen(MORNING + DAY):
        drawn = MORNING + DAY - timedelta(minutes=1)
        answer = _kept_call(cast, client, drawn, device_at=drawn, waited=timedelta(seconds=20))
        assert answer.status_code == 200
    assert RollCall.objects.get().day == MORNING.date()


def test_a_clock_that_was_set_right_while_the_call_waited(cast: Cast, sign_in: Any) -> None:
    """Called on Tuesday at 8:40 by a clock that said Monday, sent at 9:10 by the right one: it waited a day, says the
    device, and the call is of this morning all the same."""
    with clock.frozen(MORNING + timedelta(minutes=30)):
        client = sign_in(cast.teacher)
        waited = DAY + timedelta(minutes=30)
        answer = _kept_call(cast, client, BEFORE, device_at=MORNING - DAY, waited=waited)
        assert answer.status_code == 200, answer.content
    call = RollCall.objects.get()
    assert call.day == MORNING.date()
    assert call.touched_at == MORNING + timedelta(minutes=30)
    assert {row.said_at.date() for row in HalfDay.objects.all()} == {MORNING.date()}


def test_a_half_day_that_did_not_begin_says_so_to_the_device(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(BEFORE):
        answer = _kept_call(
            cast, sign_in(cast.teacher), BEFORE - timedelta(minutes=1), device_at=BEFORE, waited=timedelta()
        )
    assert "au plus tôt vingt minutes avant" in answer.json()["sentence"]


def test_they_cost_the_same_for_3_and_30_children_and_for_two_classes(cast: Cast, sign_in: Any) -> None:
    """Both half-days of each class, in at most eight statements with those of the session."""
    client, counts = sign_in(cast.teacher), []
    for number in (1, 27):
        for one in range(number):
            make.pupil(cast.tilleuls, cast.ce1, f"Élève{number}{one}", "TEST")
        with clock.frozen(BEFORE):
            client.get(SHEETS)
            with CaptureQueriesContext(connection) as found:
                assert client.get(SHEETS).status_code == 200
        counts.append(len(found))
    make.attach(cast.teacher, cast.cm2)
    with clock.frozen(BEFORE):
        assert client.get(SHEETS).text.count('name="demi"') == 4
        client.get(SHEETS)
        with CaptureQueriesContext(connection) as found:
            client.get(SHEETS)
        counts.append(len(found))
    assert len(set(counts)) == 1
    assert counts[0] <= 8
