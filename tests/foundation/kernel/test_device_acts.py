"""An act that a device kept without network: done once, by the person and role that did it, with both its hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.device_acts import HEADER
from eprimo.foundation.kernel.device_mark import act_mark, device_mark
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent

SENDER = reverse("pwa:sender")
MINUTE = 60_000


@pytest.fixture
def note(cast: Cast) -> Note:
    day = (NOW + timedelta(days=2)).date()
    return sent(
        cast, title="Piscine", kind=NoteKind.TO_BRING, event_on=day, bring=("maillot",), to_pupils=True
    )


def _address(note: Note, cast: Cast) -> str:
    return reverse("home:pack", args=[note.resource.public_id, cast.lea.public_id])


def _told(
    owner: str, *, minutes: int, key: UUID | None = None, device_now: datetime = NOW
) -> dict[str, dict[str, str]]:
    """The header of an act that was touched so many minutes ago."""
    touched = int(device_now.timestamp() * 1000) - minutes * MINUTE
    return {"headers": {HEADER: f"{key or uuid7()} {touched} {minutes * MINUTE} {owner}"}}


def _packed(yes: bool = True) -> dict[str, str]:
    return {"sac": "oui" if yes else "non", "date": "1"}


def test_a_device_asks_who_sends_and_is_told_where_the_act_leads(
    cast: Cast, sign_in: Any, note: Note
) -> None:
    client = sign_in(cast.samira)
    sender = client.get(SENDER)
    owner = sender.json()["owner"]
    assert owner == act_mark(cast.actor("samira"))
    assert owner.startswith(device_mark(cast.actor("samira")))
    assert "no-store" in sender["Cache-Control"]
    # The same mark stands on each page, by which a device tells its acts to their author alone.
    assert f'<meta name="ep-sender" content="{owner}">' in client.get("/").text
    answer = client.post(_address(note, cast), _packed(), **_told(owner, minutes=5))
    assert answer.json() == {"to": f"{reverse('home:home')}#sac"}
    mark = Mark.objects.get()
    assert (mark.touched_at, mark.at) == (NOW - timedelta(minutes=5), NOW)
    line = AuditLine.objects.get(act="content.occasion.packed")
    assert line.details == {"touched_at": (NOW - timedelta(minutes=5)).isoformat(timespec="seconds")}


def test_sent_twice_it_is_done_once(cast: Cast, sign_in: Any, note: Note) -> None:
    client, key = sign_in(cast.samira), uuid7()
    told = _told(act_mark(cast.actor("samira")), minutes=5, key=key)
    for _ in range(2):
        assert client.post(_address(note, cast), _packed(), **told).status_code == 200
    # The other guardian took it out meanwhile; the first tick comes a third time.
    sign_in(cast.paul).post(_address(note, cast), _packed(yes=False))
    client.post(_address(note, cast), _packed(), **told)
    assert Mark.objects.get().state == MarkState.OUT
    assert AuditLine.objects.filter(act__startswith="content.occasion.").count() == 2


def test_what_was_touched_last_holds_whatever_arrives_last(cast: Cast, sign_in: Any, note: Note) -> None:
    samira = sign_in(cast.samira)
    samira.post(_address(note, cast), _packed())
    with clock.frozen(NOW + timedelta(minutes=30)):
        late = _told(act_mark(cast.actor("paul")), minutes=40, device_now=NOW + timedelta(minutes=30))
        sign_in(cast.paul).post(_address(note, cast), _packed(yes=False), **late)
        assert Mark.objects.get().state == MarkState.PACKED
        late = _told(act_mark(cast.actor("paul")), minutes=10, device_now=NOW + timedelta(minutes=30))
        sign_in(cast.paul).post(_address(note, cast), _packed(yes=False), **late)
    assert Mark.objects.get().state == MarkState.OUT
    assert AuditLine.objects.filter(act="content.occasion.unpacked").count() == 1


@pytest.mark.parametrize("years", [-50, 1])
def test_a_clock_that_is_wrong_changes_no_order_and_both_hours_are_kept(
    cast: Cast, sign_in: Any, note: Note, years: int
) -> None:
    device_now = NOW + timedelta(days=365 * years)
    told = _told(act_mark(cast.actor("samira")), minutes=5, device_now=device_now)
    sign_in(cast.samira).post(_address(note, cast), _packed(), **told)
    assert Mark.objects.get().touched_at == NOW - timedelta(minutes=5)
    details = AuditLine.objects.get(act="content.occasion.packed").details
    assert details["device_at"] == (device_now - timedelta(minutes=5)).isoformat(timespec="seconds")
    # A clock that was set while the act waited says nothing of how long that was.
    set_since = {
        "headers": {HEADER: f"{uuid7()} 0 {int(NOW.timestamp() * 1000)} {act_mark(cast.actor('samira'))}"}
    }
    sign_in(cast.samira).post(_address(note, cast), _packed(yes=False), **set_since)
    assert Mark.objects.get().touched_at == NOW


def test_nobody_else_sends_it_nor_the_same_person_in_another_role(
    cast: Cast, sign_in: Any, note: Note
) -> None:
    told = _told(act_mark(cast.actor("samira")), minutes=5)
    other = sign_in(cast.paul).post(_address(note, cast), _packed(), **told)
    assert (other.status_code, other.json()) == (412, {})
    # One mark a position, under the mark of the person.
    teacher = cast.actor("teacher")
    marks = {act_mark(teacher), act_mark(replace(teacher, role=Role.GUARDIAN))}
    assert len(marks) == 2
    assert {mark.split(".")[0] for mark in marks} == {device_mark(teacher)}
    assert not Mark.objects.exists()


def test_a_session_that_ended_keeps_it_and_a_refusal_is_a_sentence(
    cast: Cast, sign_in: Any, client: Any, note: Note
) -> None:
    told = _told(act_mark(cast.actor("samira")), minutes=5)
    assert client.post(_address(note, cast), _packed(), **told).status_code == 401
    assert client.get(SENDER).status_code == 401
    with clock.frozen(NOW + timedelta(days=5)):
        refused = sign_in(cast.samira).post(_address(note, cast), _packed(), **told)
    assert (refused.status_code, refused.json()) == (409, {"sentence": "Ce jour est passé."})
    gone = sign_in(cast.samira).post(
        reverse("home:pack", args=[note.resource.public_id, cast.noe.public_id]), _packed(), **told
    )
    assert gone.status_code == 404
    assert "sentence" in gone.json()


@pytest.mark.parametrize(
    "told",
    ["", "x", "a 1 1 b", f"{UUID(int=1)} -1 1 b", f"{UUID(int=1)} 1 ٣ b", f"{UUID(int=1)} {10**20} 1 b"],
)
def test_a_header_that_says_nothing_is_refused(cast: Cast, sign_in: Any, note: Note, told: str) -> None:
    answer = sign_in(cast.samira).post(_address(note, cast), _packed(), headers={HEADER: told})
    assert answer.status_code == 400
    assert not Mark.objects.exists()
