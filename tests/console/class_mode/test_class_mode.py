"""Class mode on the screens of who runs the class: lend, take back, show, print, let in again."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.classroom.actions.devices import MOST_DEVICES, device_pair, devices_purge
from eprimo.foundation.classroom.actions.pictures import pictures_ensure, pictures_show, pictures_unlock
from eprimo.foundation.classroom.models import Badge, ClassDevice, ClassDoor, PicturePassword, PictureTry
from eprimo.foundation.classroom.policies import (
    classes_run_by,
    may_keep_devices,
    may_keep_pictures,
    may_make_badges,
)
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.classroom.conftest import RIGHT, WALL, knows

ROOT = "/ecole/mode-classe"


def at(one: ClassGroup, more: str = "") -> str:
    return f"{ROOT}/{one.public_id}/{more}"


def acts() -> list[str]:
    return list(AuditLine.objects.order_by("id").values_list("act", flat=True))


def words(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_lending_signs_the_adult_out_and_shows_the_wall(cast: Cast, sign_in: Any) -> None:
    client: Client = sign_in(cast.teacher)
    answer = client.post(at(cast.ce1, "preparer/"), headers={"User-Agent": "Android Chrome/120"})
    assert (answer.status_code, answer["Location"]) == (302, WALL)
    assert answer["Clear-Site-Data"] == '"cache"'
    cookie = answer.cookies[settings.CLASS_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert 0 < cookie["max-age"] <= 12 * 3600
    assert not Session.objects.filter(account__person=cast.teacher).exists()
    assert client.get("/")["Location"] == WALL
    assert ">Léa</span>" in client.get(WALL).content.decode()
    assert ClassDevice.objects.get().label == "Chrome sur une tablette Android"
    # Every child of the class can come in at once.
    assert PicturePassword.objects.filter(person__in=[cast.lea, cast.yanis]).count() == 2
    assert acts()[-2:] == ["classroom.pictures.given", "classroom.device.paired"]


def test_the_cookie_is_secure_in_production(cast: Cast, sign_in: Any, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = sign_in(cast.teacher).post(at(cast.ce1, "preparer/"))
    assert answer.cookies[settings.CLASS_COOKIE_NAME]["secure"]


def test_devices_are_listed_and_taken_back(cast: Cast, sign_in: Any) -> None:
    for label in ("Chrome sur une tablette Android", "Firefox sur un Mac"):
        device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label=label)
    client = sign_in(cast.director)
    page = client.get(at(cast.ce1)).content.decode()
    assert "Firefox sur un Mac" in page
    assert "Préparé à 10 h par Claire LE GALL" in page.replace("\u00a0", " ").replace("\u202f", " ")
    one = ClassDevice.objects.get(label="Firefox sur un Mac")
    client.post(at(cast.ce1, f"appareils/{one.public_id}/retirer/"))
    assert [row.label for row in ClassDevice.objects.all()] == ["Chrome sur une tablette Android"]
    client.post(at(cast.ce1, "appareils/retirer/"))
    assert ClassDevice.objects.count() == 0
    assert "Aucun appareil aujourd’hui" in client.get(at(cast.ce1)).content.decode()
    assert acts().count("classroom.device.removed") == 2


def test_lending_again_replaces_what_the_browser_was(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    client.post(at(cast.ce1, "preparer/"))
    sign_in(cast.teacher).post(at(cast.ce1, "preparer/"))
    assert ClassDevice.objects.count() == 1


def test_a_class_does_not_fill_the_table(cast: Cast, sign_in: Any) -> None:
    rows = [
        ClassDevice(
            key_hash=str(n), school=cast.tilleuls, class_group=cast.ce1, paired_by=cast.teacher,
            expires_at=NOW.replace(hour=18),
        )
        for n in range(MOST_DEVICES)
    ]  # fmt: skip
    ClassDevice.objects.bulk_create(rows)
    answer = sign_in(cast.teacher).post(at(cast.ce1, "preparer/"), follow=True)
    assert "déjà beaucoup d’appareils" in answer.content.decode()
    assert ClassDevice.objects.count() == MOST_DEVICES


def test_devices_of_yesterday_are_purged(cast: Cast) -> None:
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    assert devices_purge() == 0
    with clock.frozen(device.expires_at):
        assert devices_purge() == 1


def test_the_pictures_are_shown_on_demand_and_it_is_written(cast: Cast, sign_in: Any) -> None:
    knows(cast.lea)
    client = sign_in(cast.teacher)
    before = client.get(at(cast.ce1)).content.decode()
    assert "emoji/kite" not in before
    page = client.post(at(cast.ce1, "images/")).content.decode()
    shown = re.findall(
        r"emoji/([a-z-]+?)(?:\.[0-9a-f]+)?\.svg", page.split('class="trois"')[1].split("</ol>")[0]
    )
    assert shown == list(RIGHT)
    # The answer opens on them, not on the top of a page that looks the same; new ones, on their child.
    for place, address in (
        ("images", "images/"),
        (f"e-{cast.lea.public_id}", f"eleves/{cast.lea.public_id}/images/"),
    ):
        assert f'action="{at(cast.ce1, address)}#{place}"' in before
        assert f'id="{place}"' in page
    line = AuditLine.objects.get(act="classroom.pictures.shown")
    assert line.details == {"children": 1}


def test_new_pictures_kill_the_old_ones_and_the_sessions(cast: Cast, sign_in: Any) -> None:
    row = knows(cast.lea)
    before = bytes(row.pictures)
    session_open(Account.objects.get(person=cast.lea))
    page = sign_in(cast.teacher).post(at(cast.ce1, f"eleves/{cast.lea.public_id}/images/"))
    assert page.status_code == 200
    # Those of that child alone.
    assert page.content.decode().count('class="trois"') == 1
    row.refresh_from_db()
    assert bytes(row.pictures) != before
    assert not Session.objects.filter(account__person=cast.lea).exists()
    assert "classroom.pictures.renewed" in acts()


def test_a_child_who_is_stuck_stands_first_and_is_let_in_again(cast: Cast, sign_in: Any) -> None:
    knows(cast.yanis)
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="Tablette")
    PictureTry.objects.create(
        device=device,
        person=cast.yanis,
        school=cast.tilleuls,
        wrong=3,
        waits_until=NOW + timedelta(minutes=1),
    )
    client = sign_in(cast.teacher)
    page = client.get(at(cast.ce1)).content.decode()
    assert "Un élève attend votre aide." in page
    assert page.index("Yanis") < page.index("Léa")
    assert "1 élève à aider" in client.get("/").content.decode().replace("\u00a0", " ")
    client.post(at(cast.ce1, f"eleves/{cast.yanis.public_id}/debloquer/"))
    assert PicturePassword.objects.get(person=cast.yanis).tries == 0
    assert AuditLine.objects.get(act="classroom.pictures.unlocked").subject_id == cast.yanis.pk


def test_pictures_for_those_who_have_none(cast: Cast, sign_in: Any) -> None:
    before = bytes(knows(cast.lea).pictures)
    client = sign_in(cast.teacher)
    assert "Donner des images à ceux qui n’en ont pas" in client.get(at(cast.ce1)).content.decode()
    client.post(at(cast.ce1, "images/donner/"))
    assert bytes(PicturePassword.objects.get(person=cast.lea).pictures) == before
    assert PicturePassword.objects.filter(person=cast.yanis).exists()
    assert "Donner des images à ceux" not in client.get(at(cast.ce1)).content.decode()


def test_badges_are_printed_for_those_who_were_ticked(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    answer = client.post(at(cast.ce1, "badges/"), {"pupil": [str(cast.lea.public_id)]})
    text = words(answer)
    assert "Léa" in text
    assert "Yanis" not in text
    assert "mardi 31 août 2027" in text
    assert "Les images des élèves" not in text
    assert Badge.objects.get().person == cast.lea
    both = words(
        client.post(at(cast.ce1, "badges/"), {"pupil": [str(cast.lea.public_id)], "with_pictures": "1"})
    )
    assert "Les images des élèves" in both
    answer = client.post(at(cast.ce1, "badges/"), {}, follow=True)
    assert "Cochez d’abord au moins un élève." in answer.content.decode()
    assert acts().count("classroom.badge.printed") == 2


def test_the_sheet_of_pictures_is_printed_again_the_same(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    answer = client.post(at(cast.ce1, "images/imprimer/"), follow=True)
    assert "Donnez d’abord des images" in answer.content.decode()
    knows(cast.lea)
    first = words(client.post(at(cast.ce1, "images/imprimer/")))
    assert "cerf-volant" in first
    assert first == words(client.post(at(cast.ce1, "images/imprimer/")))


def test_what_the_door_asks_is_set_by_the_class(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    client.post(at(cast.ce1, "reglage/"), {"secret": "nothing"})
    assert ClassDoor.objects.get().secret == "nothing"
    assert re.search(r'value="nothing" checked', client.get(at(cast.ce1)).content.decode())
    assert client.post(at(cast.ce1, "reglage/"), {"secret": "words"}).status_code == 404


def test_a_closed_class_has_no_class_mode(cast: Cast, sign_in: Any) -> None:
    cast.ce1.closed_at = clock.now()
    cast.ce1.save()
    client = sign_in(cast.director)
    assert client.get(at(cast.ce1)).status_code == 404
    assert at(cast.ce1) not in client.get(f"/ecole/classes/{cast.ce1.public_id}/").content.decode()


def test_the_ways_there(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    assert at(cast.ce1) in client.get("/").content.decode()
    assert at(cast.ce1) in client.get(f"/ecole/classes/{cast.ce1.public_id}/").content.decode()
    # The class of a colleague is seen, its door is not.
    assert at(cast.cm2) not in client.get(f"/ecole/classes/{cast.cm2.public_id}/").content.decode()


@pytest.mark.parametrize(
    "name", ["teacher", "teacher_cm2", "director", "deputy", "staff", "delegate", "samira", "lea"]
)
def test_both_forms_of_the_policy_agree(cast: Cast, name: str) -> None:
    actor = cast.actor(name)
    seen = set(ClassGroup.objects.filter(classes_run_by(actor)))
    for one in ClassGroup.objects.all():
        for rule in (may_keep_devices, may_keep_pictures, may_make_badges):
            assert rule(actor, one) == (one in seen), (name, one, rule.act)


def test_actions_ask_for_the_right_themselves(cast: Cast) -> None:
    other = cast.actor("teacher_cm2")
    for act in (
        lambda: device_pair(actor=other, class_group=cast.ce1, label=""),
        lambda: pictures_ensure(actor=other, class_group=cast.ce1),
        lambda: pictures_show(actor=other, class_group=cast.ce1),
        lambda: pictures_unlock(actor=other, class_group=cast.ce1, pupil=cast.lea),
    ):
        with pytest.raises(Forbidden):
            act()


def test_statements_are_flat(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(cast.ce1)).status_code == 200
        return len(captured)

    count()
    few = count()
    for _ in range(28):
        knows(make.pupil(cast.tilleuls, cast.ce1))
        device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="")
    client.get(at(cast.ce1))
    assert count() == few
    assert few <= 8
