"""Who wrote a note is told when the head of the school takes it back, as of every kind."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import SchoolSettings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.author_notices import TAKEN
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.departure import Departure
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import draft, sent

pytestmark = pytest.mark.django_db
TOOK = "La direction de l’école a retiré ce mot."


def _taken_back(cast: Cast, note: Note, by: str = "director") -> None:
    run_due()
    note_withdraw(actor=cast.actor(by), note=note)
    run_due()


def _homes(cast: Cast, sign_in: Any, *names: str) -> list[str]:
    return [unescape(sign_in(cast.people[name]).get("/").content.decode()) for name in names]


def _told() -> list[int]:
    return list(Notice.objects.filter(card=TAKEN).values_list("recipient_id", flat=True))


def test_the_author_is_told_who_took_the_note_back(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    with clock.frozen(NOW + timedelta(hours=1)):
        _taken_back(cast, note)
        assert _told() == [cast.teacher.pk]
        author, head, mother = _homes(cast, sign_in, "teacher", "director", "samira")
        assert TOOK in author
        assert reverse("liaison:note", args=[note.resource.public_id]) in author
        assert TOOK not in head + mother


def test_before_it_left_it_is_a_draft_again(cast: Cast, sign_in: Any) -> None:
    later = Departure(send_at=NOW + timedelta(days=1))
    note = note_send(actor=cast.actor("teacher"), note=draft(cast), departure=later)
    _taken_back(cast, note)
    assert "La direction de l’école a arrêté ce mot" in _homes(cast, sign_in, "teacher")[0]


def test_the_author_who_takes_it_back_is_told_nothing(cast: Cast) -> None:
    note = sent(cast)
    with clock.frozen(NOW + timedelta(hours=1)):
        _taken_back(cast, note, by="teacher")
    assert _told() == []


def test_the_agent_of_the_commune_is_told_too(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, by="agent", service=cast.canteen)
    with clock.frozen(NOW + timedelta(hours=1)):
        _taken_back(cast, note)
        assert TOOK in _homes(cast, sign_in, "agent")[0]


def test_who_has_let_go_of_it_is_told_without_a_page(cast: Cast, sign_in: Any) -> None:
    SchoolSettings.objects.update_or_create(school=cast.tilleuls, defaults={"staff_write_notes": True})
    note = sent(cast, by="staff", children=(cast.lea,))
    with clock.frozen(NOW + timedelta(hours=1)):
        _taken_back(cast, note)
        (page,) = _homes(cast, sign_in, "staff")
        assert TOOK in page
        assert reverse("liaison:note", args=[note.resource.public_id]) not in page
