"""Attacks on the door of a class: each is named by its code in the security reference."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.classroom.actions import entry
from eprimo.foundation.classroom.actions.badges import badges_make
from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.classroom.actions.entry import DeviceWaits, PicturesWrong, pictures_check
from eprimo.foundation.classroom.keys import badge_hash
from eprimo.foundation.classroom.models import Badge, ClassDevice, ClassSession, PicturePassword
from eprimo.foundation.classroom.pictures import PICTURES as SIXTEEN
from eprimo.foundation.classroom.pictures import draw_pictures, pictures_open
from eprimo.foundation.classroom.sign_in_steps import LASTS, Picking, sealed, unsealed
from eprimo.foundation.directory.models import Entitlement
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.models import AuditLine, Throttle
from tests import factories as make
from tests.at_once import at_once
from tests.cast import Cast, build_cast
from tests.conftest import NOW
from tests.foundation.classroom.conftest import (
    BADGE,
    PICTURES,
    RIGHT,
    WALL,
    WHO,
    WRONG,
    Lend,
    knows,
    signed_in_as,
    state_of,
    touch,
    tries,
)

pytestmark = pytest.mark.attack


def badge_of(cast: Cast, name: str = "lea", by: str = "teacher", group: Any = None) -> str:
    """The secret of a fresh badge, as it stands after the « # »."""
    card = badges_make(actor=cast.actor(by), class_group=group or cast.ce1, pupils=[cast.people[name]])[0]
    return card.qr_payload.split("#")[1]


def test_a17_a_badge_opens_on_a_device_of_its_class(tablet: Client, cast: Cast) -> None:
    answer = tablet.post(BADGE, {"code": badge_of(cast)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in_as(tablet) == cast.lea
    assert ClassSession.objects.count() == 1
    assert Badge.objects.get().used_at == NOW


def test_a17_a_badge_photographed_asks_the_pictures_at_home(client: Client, cast: Cast) -> None:
    code = badge_of(cast)
    knows(cast.lea)
    page = client.post(BADGE, {"code": code})
    assert page.status_code == 200
    assert signed_in_as(client) is None
    assert touch(client, page, *RIGHT).status_code == 302
    assert signed_in_as(client) == cast.lea
    assert ClassSession.objects.count() == 0


def test_a17_five_wrong_tries_kill_the_badge_and_not_the_class_s_door(
    client: Client, cast: Cast, lend: Lend
) -> None:
    code = badge_of(cast)
    knows(cast.lea)
    statuses = [touch(client, client.post(BADGE, {"code": code}), *WRONG).status_code for _ in range(5)]
    assert statuses == [422] * 4 + [403]
    assert client.post(BADGE, {"code": code}).status_code == 422
    tablet = Client()
    lend(tablet)
    assert tablet.post(BADGE, {"code": code}).status_code == 422
    assert tries(tablet, cast.lea, RIGHT).status_code == 302


def test_a17_a_right_answer_gives_no_fresh_tries_to_a_badge(client: Client, cast: Cast) -> None:
    code = badge_of(cast)
    knows(cast.lea)
    for _ in range(2):
        touch(client, client.post(BADGE, {"code": code}), *WRONG)
    touch(client, client.post(BADGE, {"code": code}), *RIGHT)
    client.post("/compte/sortir")
    assert Badge.objects.get().tries == 2
    statuses = [touch(client, client.post(BADGE, {"code": code}), *WRONG).status_code for _ in range(3)]
    assert statuses == [422, 422, 403]


def test_a17_on_a_device_of_another_class_the_pictures_are_asked(
    client: Client, cast: Cast, lend: Lend
) -> None:
    code = badge_of(cast)
    knows(cast.lea)
    lend(client, by="teacher_cm2", group=cast.cm2)
    page = client.post(BADGE, {"code": code})
    assert page.status_code == 200
    assert signed_in_as(client) is None
    touch(client, page, *RIGHT)
    # Still the other class's device: the session ends with it.
    assert ClassSession.objects.count() == 1
    ClassDevice.objects.all().delete()
    assert client.get("/").status_code == 302


def test_a17_printing_again_kills_the_badge_before(tablet: Client, cast: Cast) -> None:
    old = badge_of(cast)
    new = badge_of(cast)
    assert tablet.post(BADGE, {"code": old}).status_code == 422
    assert tablet.post(BADGE, {"code": new}).status_code == 302


@pytest.mark.parametrize("what", ["unknown", "over", "suspended", "left", "closed"])
def test_a17_a_badge_that_is_over_opens_nothing(tablet: Client, cast: Cast, what: str) -> None:
    code = badge_of(cast)
    if what == "unknown":
        code = "A" * 26
    elif what == "over":
        Badge.objects.update(expires_at=NOW, made_at=NOW - timedelta(days=1))
    elif what == "suspended":
        Account.objects.filter(person=cast.lea).update(state="suspended")
    elif what == "left":
        cast.lea.affiliations.update(ends=NOW)
    else:
        Entitlement.objects.filter(school=cast.tilleuls).update(ends=NOW)
    answer = tablet.post(BADGE, {"code": code})
    assert answer.status_code == 422
    assert "Ce badge ne marche plus" in answer.content.decode()
    assert signed_in_as(tablet) is None


def test_a17_the_secret_is_in_the_fragment_and_nowhere_else(cast: Cast) -> None:
    card = badges_make(actor=cast.actor("teacher"), class_group=cast.ce1, pupils=[cast.lea])[0]
    address, secret = card.qr_payload.split("#")
    assert address == f"{settings.PUBLIC_URL}/b"
    # 128 bits, base 32.
    assert len(secret) == 26
    for word in ("Léa", "lea", "MARTIN", str(cast.lea.public_id), str(cast.lea.pk)):
        assert word not in secret
    stored = json.dumps(list(Badge.objects.values()), default=str)
    assert secret not in stored
    assert badge_hash(secret) in stored
    trail = json.dumps(list(AuditLine.objects.values()), default=str)
    assert secret not in trail


def test_a17_it_lasts_until_the_end_of_the_school_year(cast: Cast) -> None:
    badge_of(cast)
    assert f"{Badge.objects.get().expires_at + timedelta(hours=2):%Y-%m-%d}" == "2027-09-01"


def test_a17_badges_that_are_none_are_throttled_by_address(client: Client, cast: Cast) -> None:
    statuses = [client.post(BADGE, {"code": "A" * 26}).status_code for _ in range(entry.BADGES.burst + 1)]
    assert statuses == [422] * entry.BADGES.burst + [429]
    assert not Throttle.objects.filter(key__contains="127.0.0.1").exists()


def test_a17_an_address_sent_to_somebody_signed_in_does_not_post_itself(cast: Cast, sign_in: Any) -> None:
    """Login CSRF: « /b#… » in a message must not turn a parent's browser into a child's."""
    assert "data-ep-hash-send" in Client().get(BADGE).content.decode()
    client = sign_in(cast.samira)
    assert "data-ep-hash-send" not in client.get(BADGE).content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(BADGE, {"code": badge_of(cast)}).status_code == 403


def test_r32_a_class_of_thirty_behind_one_address(cast: Cast, client: Client, lend: Lend) -> None:
    """Thirty tablets, each with two wrong answers before the right one, then thirty badges: nobody waits."""
    children = [make.pupil(cast.tilleuls, cast.ce1) for _ in range(30)]
    for child in children:
        make.account(child)
        knows(child)
    cards = badges_make(actor=cast.actor("teacher"), class_group=cast.ce1, pupils=children)
    for child, card in zip(children, cards, strict=True):
        one = Client()
        lend(one)
        assert [tries(one, child, pictures).status_code for pictures in (WRONG, WRONG, RIGHT)] == [
            422,
            422,
            302,
        ]
        one.post("/compte/sortir")
        assert one.post(BADGE, {"code": card.qr_payload.split("#")[1]}).status_code == 302


def test_a19_pictures_open_nothing_without_the_class_s_own_device(client: Client, cast: Cast) -> None:
    """Who knows a child's pictures has nothing at home, nor with a page sealed on the tablet."""
    knows(cast.lea)
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    token = sealed(Picking(cast.lea.pk, device.pk, picked=RIGHT[:2]))
    assert client.post(PICTURES, {"state": token, "picture": RIGHT[2]})["Location"] == "/compte/entrer"
    token = sealed(Picking(cast.lea.pk, 0, picked=RIGHT[:2]))
    assert client.post(PICTURES, {"state": token, "picture": RIGHT[2]}).status_code == 404
    assert signed_in_as(client) is None


def test_a19_a_device_of_another_class_does_not_open(client: Client, cast: Cast, lend: Lend) -> None:
    knows(cast.lea)
    here = lend(client, by="teacher_cm2", group=cast.cm2)
    assert client.post(WHO, {"child": str(cast.lea.public_id)}).status_code == 404
    token = sealed(Picking(cast.lea.pk, here.pk, picked=RIGHT[:2]))
    assert client.post(PICTURES, {"state": token, "picture": RIGHT[2]}).status_code == 404
    other, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    token = sealed(Picking(cast.lea.pk, other.pk, picked=RIGHT[:2]))
    assert client.post(PICTURES, {"state": token, "picture": RIGHT[2]})["Location"] == WALL
    assert signed_in_as(client) is None


def test_a19_a_page_kept_half_way_still_counts_each_answer(tablet: Client, cast: Cast) -> None:
    """The first two right, the page sent again sixteen times with each third: three answers, not sixteen."""
    page = touch(tablet, tablet.post(WHO, {"child": str(cast.lea.public_id)}), *RIGHT[:2])
    others = [one.key for one in SIXTEEN if one.key != RIGHT[2]]
    statuses = [touch(tablet, page, key).status_code for key in others[:6]]
    assert statuses == [422] * 2 + [429] * 4
    assert touch(tablet, page, RIGHT[2]).status_code == 429
    assert signed_in_as(tablet) is None


def test_a19_a_page_too_old_or_forged_begins_again(tablet: Client, cast: Cast) -> None:
    page = touch(tablet, tablet.post(WHO, {"child": str(cast.lea.public_id)}), *RIGHT[:2])
    with clock.frozen(NOW + timedelta(seconds=LASTS + 2)):
        assert touch(tablet, page, RIGHT[2])["Location"] == WALL
    forged = state_of(page)[:-4] + "AAAA"
    assert tablet.post(PICTURES, {"state": forged, "picture": "key"})["Location"] == WALL
    assert unsealed("") is None


def test_a19_what_was_touched_is_in_no_address_and_not_readable(tablet: Client, cast: Cast) -> None:
    page = touch(tablet, tablet.post(WHO, {"child": str(cast.lea.public_id)}), *RIGHT[:2])
    assert page.request["QUERY_STRING"] == ""
    assert page.request["PATH_INFO"] == PICTURES
    for word in (*RIGHT, str(cast.lea.public_id)):
        assert word not in state_of(page)


def test_a19_the_database_does_not_hold_the_pictures(cast: Cast) -> None:
    row = knows(cast.lea)
    stored = bytes(row.pictures)
    for key in RIGHT:
        assert key.encode() not in stored
    assert [one.key for one in pictures_open(row)] == list(RIGHT)
    # Moved to another child's row, they open nothing.
    other = knows(cast.yanis, ("rocket", "drum", "key"))
    PicturePassword.objects.filter(pk=other.pk).update(pictures=stored)
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    with pytest.raises(PicturesWrong):
        pictures_check(Picking(cast.yanis.pk, device.pk, picked=RIGHT))


def test_a19_drawn_pictures_are_three_different_ones_of_sixteen() -> None:
    drawn = {draw_pictures() for _ in range(400)}
    assert all(len(set(one)) == 3 for one in drawn)
    assert len({key for one in drawn for key in one}) == 16
    assert len(drawn) > 300


@pytest.mark.django_db(transaction=True)
def test_a19_twelve_answers_at_once_are_three() -> None:
    """Sent by twelve connections at the same instant: three are looked at, no more."""
    cast = build_cast()
    knows(cast.lea)
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    picking = Picking(cast.lea.pk, device.pk, picked=WRONG)
    answers = at_once(*[lambda: pictures_check(picking)] * 12)
    assert Counter(type(one) for one in answers) == {DeviceWaits: 10, PicturesWrong: 2}
    assert PicturePassword.objects.get(person=cast.lea).tries == 3


def test_a06_a_child_of_another_class_and_nobody_are_the_same(tablet: Client, cast: Cast) -> None:
    """Status, words and statements, whoever is asked for."""
    answers = set()
    for who in (cast.noe.public_id, cast.lea_verne.public_id, cast.samira.public_id, uuid7()):
        with CaptureQueriesContext(connection) as captured:
            answer = tablet.post(WHO, {"child": str(who)})
        answers.add((answer.status_code, answer.content, len(captured)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_a06_a_name_that_is_no_id_is_not_found(tablet: Client) -> None:
    for text in ("", "1", "lea", "\0"):
        assert tablet.post(WHO, {"child": text}).status_code == 404


def test_a11_a_stolen_session_does_not_hold_elsewhere(tablet: Client, cast: Cast) -> None:
    """The child's cookie without the device's, or with another device's, is nobody."""
    tries(tablet, cast.lea, RIGHT)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = tablet.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get("/").status_code == 302
    _, other = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    thief.cookies[settings.CLASS_COOKIE_NAME] = other
    thief.cookies[settings.SESSION_COOKIE_NAME] = tablet.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get("/")["Location"] == WALL


def test_a13_the_database_does_not_hold_the_device_s_key(tablet: Client) -> None:
    key = tablet.cookies[settings.CLASS_COOKIE_NAME].value
    assert key not in json.dumps(list(ClassDevice.objects.values()), default=str)


def test_a24_only_posts_of_our_own_pages(cast: Cast, tablet: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = tablet.cookies
    assert strict.post(WHO, {"child": str(cast.lea.public_id)}).status_code == 403
    assert strict.post(PICTURES, {"state": "x"}).status_code == 403
    assert tablet.get(WHO).status_code == 405
    assert tablet.get(PICTURES).status_code == 405


def test_c04_a_child_of_the_class_may_not_read_another_s_page_after_finishing(
    tablet: Client, cast: Cast
) -> None:
    """B17: on a shared tablet the session is over in one request, the page behind included."""
    tries(tablet, cast.lea, RIGHT)
    page = tablet.get("/")
    assert "no-store" in page["Cache-Control"]
    tablet.post("/compte/sortir")
    assert tablet.get("/")["Location"] == WALL
