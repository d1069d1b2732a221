"""Reminders: those who are waited for, each family once a day, never at night."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.actions import note_remind, note_sign
from eprimo.services.liaison.models import Owed
from tests.cast import Cast
from tests.services.liaison.notes import to_sign

NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def _reminded() -> set[int]:
    return set(Notice.objects.filter(reminded__gt=0).values_list("recipient_id", flat=True))


def test_one_family_then_the_others_each_once_a_day(cast: Cast) -> None:
    note, teacher = to_sign(cast), cast.actor("teacher")
    assert note_remind(actor=teacher, note=note, child=cast.lea) == 2
    assert _reminded() == {cast.samira.pk, cast.paul.pk}
    assert note_remind(actor=teacher, note=note) == 3
    for child in (cast.lea, cast.yanis, None):
        with pytest.raises(DomainError, match="déjà été relancées"):
            note_remind(actor=cast.actor("director"), note=note, child=child)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert note_remind(actor=cast.actor("director"), note=note) == 5


def test_a_reminder_of_the_night_waits_for_the_opening(cast: Cast) -> None:
    note = to_sign(cast)
    with clock.frozen(NIGHT):
        assert note_remind(actor=cast.actor("teacher"), note=note) == 5
        run_due()
        assert _reminded() == set()
        assert set(Owed.objects.values_list("reminded_at", flat=True)) == {MORNING}
        with pytest.raises(DomainError, match="déjà été relancées"):
            note_remind(actor=cast.actor("teacher"), note=note)
        # Who signs in between gets none.
        note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    with clock.frozen(MORNING):
        run_due()
        assert _reminded() == {
            cast.in_charge.pk, cast.teacher_parent.pk, cast.no_exercise.pk
        }  # fmt: skip
        ring_at = Notice.objects.get(recipient=cast.in_charge).ring_at
        assert ring_at is not None
        assert MORNING <= ring_at <= MORNING + timedelta(minutes=15)


def test_delegated_staff_may_remind_others_may_not(cast: Cast) -> None:
    note = to_sign(cast)
    for who in ("substitute", "teacher_cm2", "staff", "samira"):
        with pytest.raises(Forbidden):
            note_remind(actor=cast.actor(who), note=note, child=cast.lea)
    assert note_remind(actor=cast.actor("delegate"), note=note, child=cast.lea) == 2


@pytest.mark.django_db
def test_the_page_says_when_it_leaves(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = to_sign(cast)
    with clock.frozen(NIGHT):
        sign_in(cast.teacher)
        url = reverse("liaison:remind_one", args=[note.resource.public_id, cast.lea.public_id])
        page = client.post(url, follow=True).content.decode()
    assert "la relance de 2 responsables partira mercredi 25 novembre à 7 h" in page.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "La relance partira mercredi 25 novembre" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert url not in page
