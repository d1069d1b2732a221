"""Homework asked by who means harm, or by who presses at the wrong moment."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.services.homework.actions.lines import entry_remove
from tests.cast import Cast
from tests.services.homework.giving import give

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["samira", "lea", "staff", "director", "teacher_cm2"])
@pytest.mark.parametrize("act", ["edit", "remove", "restore"])
def test_a_line_that_was_taken_back_is_there_for_its_teachers_alone(
    cast: Cast, sign_in: Any, who: str, act: str
) -> None:
    line = give(cast)
    entry_remove(actor=cast.actor("teacher"), line=line)
    address = reverse(f"homework:{act}", args=[line.public_id])
    assert sign_in(cast.people[who]).post(address).status_code == 404


def test_a_colleague_of_the_class_puts_back_what_was_taken_back(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    entry_remove(actor=cast.actor("teacher"), line=line)
    sign_in(cast.substitute).post(reverse("homework:restore", args=[line.public_id]))
    line.refresh_from_db()
    assert line.removed_at is None


def test_the_total_is_of_the_children_whom_the_line_is_for_now(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    tick = reverse("homework:tick", args=[line.public_id, cast.lea.public_id])
    assert sign_in(cast.lea).post(tick).status_code == 302
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now(), end_reason="moved")
    page = sign_in(cast.teacher).get(reverse("homework:week", args=[cast.ce1.public_id])).text
    assert "Fait : 0 sur 1" in page.replace("\N{NO-BREAK SPACE}", " ")
