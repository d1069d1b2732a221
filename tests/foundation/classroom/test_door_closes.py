"""When the door of the little ones closes: the session of a child, the device that was lent."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.classroom.actions.entry import IDLE
from eprimo.foundation.classroom.models import ClassDevice, ClassSession
from eprimo.foundation.directory.models import (
    Attachment,
    ClassMembership,
    Entitlement,
    SchoolSettings,
)
from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.classroom.conftest import (
    RIGHT,
    WALL,
    WHO,
    Lend,
    touch,
    tries,
)

DOOR = "/compte/entrer"


def test_the_session_ends_with_the_day_and_five_minutes_after_the_last_touch(
    tablet: Client, cast: Cast
) -> None:
    tries(tablet, cast.lea, RIGHT)
    row = ClassSession.objects.get().session
    assert row.expires_at <= ClassDevice.objects.get().expires_at
    assert row.idle_seconds == IDLE.total_seconds()
    page = tablet.get("/")
    assert timedelta(minutes=5) == IDLE
    # By the script, which looks for a network first; without it by the browser.
    after = int(IDLE.total_seconds()) + 1
    assert f'<meta name="ep-idle" content="{after} {WALL}">' in page.text
    assert f'<noscript><meta http-equiv="refresh" content="{after};url={WALL}"></noscript>' in page.text
    assert "Refresh" not in page
    with clock.frozen(NOW + timedelta(minutes=4)):
        assert tablet.get("/").status_code == 200
    with clock.frozen(NOW + timedelta(minutes=8)):
        assert tablet.get("/").status_code == 200
    with clock.frozen(NOW + timedelta(minutes=14)):
        answer = tablet.get("/")
        assert (answer.status_code, answer["Location"]) == (302, WALL)
        assert answer["Clear-Site-Data"] == '"cache"'
        assert ">Léa</span>" in tablet.get(WALL).content.decode()


def test_finished_goes_back_to_the_wall_and_leaves_nothing(tablet: Client, cast: Cast) -> None:
    tries(tablet, cast.lea, RIGHT)
    answer = tablet.post("/compte/sortir")
    assert (answer["Location"], answer["Clear-Site-Data"]) == (WALL, '"cache"')
    assert Session.objects.filter(account__person=cast.lea).count() == 0
    wall = tablet.get(WALL)
    assert "À bientôt" not in wall.content.decode()


def test_who_is_signed_in_does_not_see_the_wall(tablet: Client, cast: Cast, sign_in: Any) -> None:
    tries(tablet, cast.lea, RIGHT)
    assert tablet.get(WALL)["Location"] == "/"


def test_a_child_signed_in_at_home_has_an_ordinary_session(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.lea)
    page = client.get("/")
    assert "ep-idle" not in page.text
    assert "Refresh" not in page
    with clock.frozen(NOW + timedelta(minutes=30)):
        assert client.get("/").status_code == 200


def ends_now(cast: Cast, what: str) -> None:
    now = clock.now()
    if what == "device":
        ClassDevice.objects.all().delete()
    elif what == "class":
        cast.ce1.closed_at = now
        cast.ce1.save()
    elif what == "attachment":
        Attachment.objects.filter(person=cast.teacher).update(ends=now)
    elif what == "entitlement":
        Entitlement.objects.filter(school=cast.tilleuls).update(ends=now)
    elif what == "suspended":
        Account.objects.filter(person=cast.teacher).update(state="suspended")
    elif what == "left":
        cast.teacher.affiliations.update(ends=now)


@pytest.mark.parametrize("what", ["device", "class", "attachment", "entitlement", "suspended", "left"])
def test_a_device_dies_with_what_it_stands_on(tablet: Client, cast: Cast, what: str) -> None:
    """Wall, pictures half-way and session: gone on the next request."""
    page = touch(tablet, tablet.post(WHO, {"child": str(cast.lea.public_id)}), "kite", "drum")
    other = Client()
    other.cookies = tablet.cookies.copy()  # type: ignore[assignment]
    tries(other, cast.lea, RIGHT)
    assert other.get("/").status_code == 200
    ends_now(cast, what)
    assert tablet.get(WALL)["Location"] == DOOR
    tablet.cookies = other.cookies.copy()  # type: ignore[assignment]
    assert touch(tablet, page, "key")["Location"] == DOOR
    assert other.get("/").status_code == 302


def test_a_device_of_the_director_needs_no_attachment(cast: Cast, client: Client, lend: Lend) -> None:
    lend(client, by="director")
    assert client.get(WALL).status_code == 200
    cast.director.affiliations.update(ends=clock.now())
    assert client.get(WALL).status_code == 302


@pytest.mark.parametrize(("at", "until"), [(0, "20:00"), (9, "20:00"), (12, "")])
def test_a_device_ends_in_the_evening_of_the_school(cast: Cast, at: int, until: str) -> None:
    """Ten in the morning, seven and ten in the evening; the last one meets the twelve hours first."""
    now = NOW + timedelta(hours=at)
    with clock.frozen(now):
        device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    assert device.expires_at - now <= timedelta(hours=12)
    if at < 12:
        assert f"{device.expires_at:%H:%M}" == until


def test_the_evening_is_the_school_s_own(cast: Cast) -> None:
    SchoolSettings.objects.filter(school=cast.tilleuls).update(quiet_from="17:30")
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    assert f"{device.expires_at:%H:%M}" == "17:30"


def test_a_child_who_changes_class_is_gone_from_the_wall_at_once(tablet: Client, cast: Cast) -> None:
    page = touch(tablet, tablet.post(WHO, {"child": str(cast.lea.public_id)}), "kite", "drum")
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())
    assert ">Léa</span>" not in tablet.get(WALL).content.decode()
    assert touch(tablet, page, "key").status_code == 404
