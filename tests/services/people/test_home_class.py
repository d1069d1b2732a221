"""The class on the home of who teaches it: its pupils, who is stuck at its door, and the way to class mode."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.classroom.models import PictureTry
from tests.cast import Cast
from tests.conftest import NOW


def test_the_teacher_sees_who_is_stuck_and_the_way_to_lend_a_tablet(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.teacher).get("/").text
    assert reverse("class_mode:class", args=[cast.ce1.public_id]) in page
    assert "à aider" not in page.lower()
    device, _ = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="Tablette")
    PictureTry.objects.create(
        device=device, person=cast.lea, school=cast.tilleuls, wrong=3, waits_until=NOW + timedelta(minutes=1)
    )
    page = sign_in(cast.teacher).get("/").text
    assert "À aider" in page
    assert "1\N{NO-BREAK SPACE}élève à aider" in page


def test_who_helps_in_a_class_does_not_run_its_door(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.delegate).get("/").text
    assert "/mode-classe" not in page
    assert reverse("class_mode:class", args=[cast.ce1.public_id]) not in page
