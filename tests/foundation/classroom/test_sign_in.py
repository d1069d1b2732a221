"""The door of a class: a wall on its own devices only, three pictures, a session that ends with the day."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.classroom.actions.devices import device_pair, door_change
from eprimo.foundation.classroom.actions.entry import DeviceWaits, pictures_check
from eprimo.foundation.classroom.actions.pictures import class_unlock
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.classroom.models import PicturePassword, PictureTry
from eprimo.foundation.classroom.sign_in_steps import Picking
from eprimo.foundation.directory.models import (
    Person,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.sheets import pupil_too
from tests.foundation.classroom.conftest import (
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
from tests.sizes import sized

DOOR = "/compte/entrer"


def test_an_unpaired_browser_gets_the_ordinary_door(cast: Cast, client: Client) -> None:
    for answer in (
        client.get(WALL),
        client.post(WHO, {"child": str(cast.lea.public_id)}),
        client.post(PICTURES, {"state": "x", "picture": "kite"}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, DOOR)
    client.cookies[settings.CLASS_COOKIE_NAME] = "forged"
    answer = client.get(WALL)
    assert answer["Location"] == DOOR
    assert answer.cookies[settings.CLASS_COOKIE_NAME]["max-age"] == 0


@pytest.mark.attack
def test_a_device_opens_what_is_of_its_school_to_a_pupil_of_two(tablet: Client, cast: Cast) -> None:
    """Who lends a device, and knows the pictures, reads nothing of the other school."""
    tries(tablet, cast.lea, RIGHT)
    assert Session.objects.get().scope is None
    tablet.post("/compte/sortir")
    pupil_too(cast.lea, cast.ce1_verne)
    tries(tablet, cast.lea, RIGHT)
    assert Session.objects.get().scope == [cast.tilleuls.pk]


def test_the_wall_shows_first_names_of_the_class_and_no_more(tablet: Client, cast: Cast) -> None:
    page = tablet.get(WALL)
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    for name in ("Léa", "Yanis"):
        assert f">{name}</span>" in text
    for other in ("MARTIN", "Zoé", "DURAND", "martin", cast.lea_verne.public_id):
        assert str(other) not in text


def test_two_children_of_the_same_first_name_have_their_initial(tablet: Client, cast: Cast) -> None:
    make.pupil(cast.tilleuls, cast.ce1, "LÉA", "NOUVELLE")
    text = tablet.get(WALL).content.decode()
    assert ">Léa M.</span>" in text
    assert ">LÉA N.</span>" in text
    assert ">Yanis</span>" in text


def test_a_protected_child_is_on_the_wall_of_the_own_class(tablet: Client, cast: Cast) -> None:
    """« Names of pupils, pupil: own class »: protection is towards other families."""
    Person.objects.filter(pk=cast.lea.pk).update(protected=True)
    assert ">Léa</span>" in tablet.get(WALL).content.decode()


def test_a_suspended_child_is_not_on_the_wall(tablet: Client, cast: Cast) -> None:
    Account.objects.filter(person=cast.lea).update(state="suspended")
    assert ">Léa</span>" not in tablet.get(WALL).content.decode()
    assert tablet.post(WHO, {"child": str(cast.lea.public_id)}).status_code == 404


def test_an_empty_class_says_so(cast: Cast, client: Client, lend: Lend) -> None:
    lend(client, by="director", group=make.class_group(cast.tilleuls, "CP", ("CP",)))
    assert "Personne dans cette classe" in client.get(WALL).content.decode()


def test_three_right_pictures_open_the_own_space(tablet: Client, cast: Cast) -> None:
    answer = tries(tablet, cast.lea, RIGHT)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in_as(tablet) == cast.lea
    assert tablet.get("/").status_code == 200
    line = AuditLine.objects.get(act="classroom.child.entered")
    assert (line.subject_id, line.school_id) == (cast.lea.pk, cast.tilleuls.pk)
    assert line.details == {"by": "pictures"}


def test_every_child_has_an_order_of_pictures_that_stays(tablet: Client, cast: Cast) -> None:
    def order(child: Person) -> list[str]:
        page = tablet.post(WHO, {"child": str(child.public_id)}).content.decode()
        return re.findall(r'name="picture" value="([^"]+)"', page)

    knows(cast.yanis)
    assert len(set(order(cast.lea))) == 16
    assert order(cast.lea) == order(cast.lea) != order(cast.yanis)


def test_a_place_that_is_touched_gives_its_picture_back(tablet: Client, cast: Cast) -> None:
    """Any of the three, without script too; a second touch of one picture, as small fingers do, is none."""
    page = tablet.post(WHO, {"child": str(cast.lea.public_id)})
    page = touch(tablet, page, "balloon", "kite", "kite")
    page = tablet.post(PICTURES, {"state": state_of(page), "take": "0"})
    assert re.findall(r'data-ep-picked="([a-z-]+)"', page.text) == ["kite"]
    for wrong in ("3", "-1", "x", "", "٠"):
        again = tablet.post(PICTURES, {"state": state_of(page), "take": wrong})
        assert re.findall(r'data-ep-picked="([a-z-]+)"', again.text) == ["kite"]
    assert touch(tablet, page, "drum", "key").status_code == 302
    assert PicturePassword.objects.get(person=cast.lea).tries == 0


def test_nothing_is_sent_before_the_round_key(tablet: Client, cast: Cast) -> None:
    """Three that are there are no answer: they can be taken back. Two are none either, whatever is pressed."""
    page = tablet.post(WHO, {"child": str(cast.lea.public_id)})
    assert 'aria-label="C’est moi" disabled' in page.text
    assert (
        tablet.post(PICTURES, {"state": state_of(page), "picture": WRONG[:2], "sent": "1"}).status_code == 200
    )
    three = tablet.post(PICTURES, {"state": state_of(page), "picture": list(WRONG)})
    assert three.status_code == 200
    assert 'aria-label="C’est moi" disabled' not in three.text
    assert not PictureTry.objects.exists()
    assert tablet.post(PICTURES, {"state": state_of(three), "sent": "1"}).status_code == 422


def test_three_pictures_sent_at_once_are_three_touches(tablet: Client, cast: Cast) -> None:
    """What a script kept on the device; a fourth one changes nothing."""
    page = tablet.post(WHO, {"child": str(cast.lea.public_id)})
    sent = {"state": state_of(page), "picture": [*WRONG, "balloon"], "sent": "1"}
    assert tablet.post(PICTURES, sent).status_code == 422
    page = tablet.post(WHO, {"child": str(cast.lea.public_id)})
    sent = {"state": state_of(page), "picture": list(RIGHT), "sent": "1"}
    assert tablet.post(PICTURES, sent).status_code == 302
    assert signed_in_as(tablet) == cast.lea


def test_wrong_pictures_are_counted_and_the_device_waits_longer_each_time(tablet: Client, cast: Cast) -> None:
    at = NOW
    for n, waits in enumerate((0, 0, 30, 120, 600, 1800, 7200, 7200), start=1):
        with clock.frozen(at):
            answer = tries(tablet, cast.lea, WRONG)
            text = answer.content.decode()
            if not waits:
                assert answer.status_code == 422
                assert "Essaie encore" in text
                assert "●" * n + "<" in text
                assert "erreur" not in text.lower()
                continue
            assert (answer.status_code, answer["Retry-After"]) == (429, str(waits))
            assert "Demande à ta maîtresse" in text
            asked = tablet.post(WHO, {"child": str(cast.lea.public_id)})
            assert asked.status_code == 429, "right or wrong, this device asks nothing now"
        at += timedelta(seconds=waits)
    assert signed_in_as(tablet) is None
    assert AuditLine.objects.filter(act="classroom.pictures.blocked", subject_id=cast.lea.pk).count() == 6


def test_another_device_and_another_child_do_not_wait(tablet: Client, cast: Cast, lend: Lend) -> None:
    """« Blocking is of (device, child), never of the child »."""
    knows(cast.yanis)
    for _ in range(3):
        tries(tablet, cast.lea, WRONG)
    assert tablet.post(WHO, {"child": str(cast.lea.public_id)}).status_code == 429
    other = Client()
    lend(other)
    assert tries(other, cast.lea, RIGHT).status_code == 302
    assert tries(tablet, cast.yanis, RIGHT).status_code == 302


def test_right_pictures_take_no_wrong_one_away(tablet: Client, cast: Cast, lend: Lend) -> None:
    """A classmate who waits for the child to come in does not begin again with four free guesses a day."""
    free = 0
    for day in range(14):
        with clock.frozen(NOW + timedelta(days=day)):
            lend(tablet)
            while tries(tablet, cast.lea, WRONG).status_code == 422:
                free += 1
            other = Client()
            lend(other)
            assert tries(other, cast.lea, RIGHT).status_code == 302, "the child comes in elsewhere"
    assert free <= 10, "two on the first days, then one at most"
    assert PicturePassword.objects.get(person=cast.lea).tries >= 6
    page = class_page(cast)
    assert "cherche peut-être les images" in page


def class_page(cast: Cast) -> str:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_open(cast.teacher.account)[1]
    return client.get(reverse("class_mode:class", args=[cast.ce1.public_id])).content.decode()


class TriesMachine(RuleBasedStateMachine):
    """Two devices, one child, against a model of the sentence: a wait is of a device, and grows; a right answer clears
    nothing; the adult's button clears everything."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.wrong = {0: 0, 1: 0}
        self.until: dict[int, datetime] = {}
        self.slow = 0.0

    @rule(device=st.sampled_from([0, 1]), right=st.booleans())
    def answer(self, device: int, right: bool) -> None:
        with clock.frozen(self.at):
            refusal = None
            try:
                pictures_check(
                    Picking(CAST["child"], CAST["devices"][device], picked=RIGHT if right else WRONG)
                )
            except DomainError as error:
                refusal = error
            waits = self.until.get(device, NOW) > self.at
            assert isinstance(refusal, DeviceWaits) if waits else (refusal is None) == right
            if waits or right:
                return
            self.wrong[device] += 1
            before = self.until.get(device)
            if isinstance(refusal, DeviceWaits):
                self.until[device] = refusal.until
                assert self.wrong[device] >= 2 or PicturePassword.objects.get(person=CAST["child"]).tries > 4
                assert before is None or refusal.until - self.at >= timedelta(seconds=30)
            else:
                assert self.wrong[device] <= 2

    @rule(minutes=st.integers(1, 3000))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def the_teacher_unlocks_the_class(self) -> None:
        with clock.frozen(self.at):
            class_unlock(actor=CAST["cast"].actor("director"), class_group=CAST["cast"].ce1)
        self.wrong, self.until = {0: 0, 1: 0}, {}


CAST: dict[str, Any] = {}


@pytest.mark.drill
def test_the_door_s_counters(cast: Cast) -> None:
    knows(cast.lea)
    devices = [
        device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")[0].pk for _ in range(2)
    ]
    CAST.update(cast=cast, child=cast.lea.pk, devices=devices)

    class Fresh(TriesMachine):
        def __init__(self) -> None:
            super().__init__()
            PictureTry.objects.all().delete()
            PicturePassword.objects.update(tries=0, tried_at=None)

    run_state_machine_as_test(
        Fresh, settings=hypothesis_settings(max_examples=sized(2, 60), stateful_step_count=12, deadline=None)
    )


def test_one_button_unlocks_the_class(tablet: Client, cast: Cast) -> None:
    knows(cast.yanis)
    for child in (cast.lea, cast.yanis):
        for _ in range(3):
            tries(tablet, child, WRONG)
    assert "Débloquer toute la classe" in class_page(cast)
    assert class_unlock(actor=cast.actor("teacher"), class_group=cast.ce1) == 2
    for child in (cast.lea, cast.yanis):
        assert tablet.post(WHO, {"child": str(child.public_id)}).status_code == 200
    assert AuditLine.objects.get(act="classroom.class.unlocked").details == {"children": 2}
    with pytest.raises(Forbidden):
        class_unlock(actor=cast.actor("teacher_cm2"), class_group=cast.ce1)


def test_a_child_without_pictures_asks_the_teacher(tablet: Client, cast: Cast) -> None:
    late = make.pupil(cast.tilleuls, cast.ce1, "Sacha", "ARRIVE")
    answer = tablet.post(WHO, {"child": str(late.public_id)})
    assert (answer.status_code, "Demande à ta maîtresse" in answer.content.decode()) == (403, True)


def test_a_class_may_ask_for_the_name_only(tablet: Client, cast: Cast) -> None:
    door_change(actor=cast.actor("teacher"), class_group=cast.ce1, secret=Secret.NOTHING)
    late = make.pupil(cast.tilleuls, cast.ce1, "Sacha", "ARRIVE")
    assert tablet.post(WHO, {"child": str(late.public_id)}).status_code == 302
    assert signed_in_as(tablet) == late
    assert AuditLine.objects.get(act="classroom.child.entered").details == {"by": "wall"}


@pytest.mark.parametrize(("skin", "levels"), [("petits", ["GS"]), ("standard", ["CE1"])])
def test_the_door_has_the_look_of_the_class(tablet: Client, cast: Cast, skin: str, levels: list[str]) -> None:
    cast.ce1.levels = levels
    cast.ce1.save()
    assert f'data-ep-habillage="{skin}"' in tablet.get(WALL).content.decode()
    page = tablet.post(WHO, {"child": str(cast.lea.public_id)}).content.decode()
    assert f'data-ep-habillage="{skin}"' in page
    assert (">LÉA</span>" in page) == (skin == "petits")


@pytest.mark.parametrize("page", ["wall", "grid", "home"])
def test_statements_are_flat(tablet: Client, cast: Cast, page: str) -> None:
    """As many for 3 children as for 30."""

    def count() -> int:
        tablet.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        if page == "home":
            tries(tablet, cast.lea, RIGHT)
            tablet.get("/")
        with CaptureQueriesContext(connection) as captured:
            if page == "grid":
                tablet.post(WHO, {"child": str(cast.lea.public_id)})
            else:
                tablet.get(WALL if page == "wall" else "/")
        return len(captured)

    few = count()
    for _ in range(28):
        knows(make.pupil(cast.tilleuls, cast.ce1))
    assert count() == few
    assert few <= 8
