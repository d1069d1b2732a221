"""Reminders: those who are waited for, each family once a day, never at night."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.lifecycle import note_archive, note_take_out
from eprimo.services.liaison.actions.reminders import note_remind, reminder_take_back
from eprimo.services.liaison.models import Note, Owed
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import owed, to_sign

NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def _reminded() -> set[int]:
    return set(Notice.objects.filter(reminded__gt=0).values_list("recipient_id", flat=True))


def test_one_family_then_the_others_each_once_a_day(cast: Cast) -> None:
    note, teacher = to_sign(cast), cast.actor("teacher")
    assert note_remind(actor=teacher, note=note, child=cast.lea).adults == 2
    assert _reminded() == {cast.samira.pk, cast.paul.pk}
    assert note_remind(actor=teacher, note=note).adults == 2
    for child in (cast.lea, cast.yanis, None):
        with pytest.raises(DomainError, match="déjà été relancées"):
            note_remind(actor=cast.actor("director"), note=note, child=child)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert note_remind(actor=cast.actor("director"), note=note).adults == 4


def test_a_reminder_of_the_night_waits_for_the_opening(cast: Cast) -> None:
    note = to_sign(cast)
    with clock.frozen(NIGHT):
        assert note_remind(actor=cast.actor("teacher"), note=note).adults == 4
        run_due()
        assert _reminded() == set()
        # Who only reads cannot do what is waited for.
        assert set(Owed.objects.filter(may_sign=True).values_list("reminded_at", flat=True)) == {MORNING}
        assert owed(note, cast.no_exercise, cast.yanis).reminded_at is None
        with pytest.raises(DomainError, match="déjà été relancées"):
            note_remind(actor=cast.actor("teacher"), note=note)
        # Who signs in between gets none.
        note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    with clock.frozen(MORNING):
        run_due()
        assert _reminded() == {cast.in_charge.pk, cast.teacher_parent.pk}
        ring_at = Notice.objects.get(recipient=cast.in_charge).ring_at
        assert ring_at is not None
        assert MORNING <= ring_at <= MORNING + timedelta(minutes=15)


def test_delegated_staff_may_remind_others_may_not(cast: Cast) -> None:
    note = to_sign(cast)
    for who in ("substitute", "teacher_cm2", "staff", "samira"):
        with pytest.raises(Forbidden):
            note_remind(actor=cast.actor(who), note=note, child=cast.lea)
    assert note_remind(actor=cast.actor("delegate"), note=note, child=cast.lea).adults == 2


@pytest.mark.django_db
def test_the_page_says_when_it_leaves(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = to_sign(cast)
    with clock.frozen(NIGHT):
        sign_in(cast.teacher)
        url = reverse("liaison:remind_one", args=[note.resource.public_id, cast.lea.public_id])
        page = client.post(url, follow=True).content.decode()
    assert "la famille attendue sera relancée mercredi 25 novembre à 7 h" in page.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "La relance partira mercredi 25 novembre" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert url not in page


# --- taken back ----------------------------------------------------------------------------------------------


def test_for_ten_seconds_a_reminder_is_taken_back_and_nobody_is_told(cast: Cast, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 10
    note, teacher = to_sign(cast), cast.actor("teacher")
    with clock.frozen(NOW + timedelta(seconds=20)):
        run_due()
        rung = set(Notice.objects.values_list("id", "bumped_at", "ring_at"))
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert note_remind(actor=teacher, note=note).adults == 4
        assert _reminded() == set()
        assert reminder_take_back(actor=teacher, note=note) == 4
        assert set(Owed.objects.values_list("reminded_at", flat=True)) == {None}
        assert Note.objects.get(pk=note.pk).reminded_at is None
    with clock.frozen(NOW + timedelta(minutes=6)):
        run_due()
        assert _reminded() == set()
        assert set(Notice.objects.values_list("id", "bumped_at", "ring_at")) == rung
        # It counts for nothing: the families may be reminded the same day.
        assert note_remind(actor=teacher, note=note).adults == 4
    with clock.frozen(NOW + timedelta(minutes=7)):
        run_due()
        assert len(_reminded()) == 4
        with pytest.raises(Conflict, match="Trop tard"):
            reminder_take_back(actor=teacher, note=note)
    assert AuditLine.objects.filter(act="liaison.note.reminder_retracted").count() == 1


def test_asked_for_again_it_leaves_once_at_its_own_time(cast: Cast, settings: Any) -> None:
    """The first departure, taken back, finds nothing due when its time comes."""
    settings.NOTE_UNDO_SECONDS = 10
    note, teacher = to_sign(cast), cast.actor("teacher")
    with clock.frozen(NOW + timedelta(seconds=20)):
        run_due()
        note_remind(actor=teacher, note=note)
        reminder_take_back(actor=teacher, note=note)
    with clock.frozen(NOW + timedelta(seconds=27)):
        note_remind(actor=teacher, note=note)
    with clock.frozen(NOW + timedelta(seconds=31)):
        run_due()
        assert _reminded() == set()
    with clock.frozen(NOW + timedelta(seconds=38)):
        run_due()
        assert len(_reminded()) == 4
        assert max(Notice.objects.values_list("reminded", flat=True)) == 1


def test_of_the_night_until_the_opening_and_the_one_before_stands(cast: Cast) -> None:
    note, teacher = to_sign(cast), cast.actor("teacher")
    note_remind(actor=teacher, note=note, child=cast.lea)
    with clock.frozen(NIGHT):
        note_remind(actor=teacher, note=note)
        # Léa's family was reminded in the morning, once a day: that stays.
        assert reminder_take_back(actor=cast.actor("director"), note=note) == 2
        lea = set(Owed.objects.filter(child=cast.lea).values_list("reminded_at", flat=True))
        assert lea == {NOW}
        # Not everybody was.
        assert Note.objects.get(pk=note.pk).reminded_at is None
    with clock.frozen(MORNING):
        run_due()
        assert _reminded() == {cast.samira.pk, cast.paul.pk}


def test_taken_back_it_does_not_ring_who_was_reminded_another_day(cast: Cast, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 0
    note, teacher = to_sign(cast), cast.actor("teacher")
    note_remind(actor=teacher, note=note)
    settings.NOTE_UNDO_SECONDS = 10
    with clock.frozen(NOW + timedelta(days=1)):
        note_remind(actor=teacher, note=note)
        reminder_take_back(actor=teacher, note=note)
    with clock.frozen(NOW + timedelta(days=1, minutes=1)):
        run_due()
    assert len(_reminded()) == 4
    assert max(Notice.objects.values_list("reminded", flat=True)) == 1


def test_put_away_before_it_left_it_counts_for_nothing(cast: Cast, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 0
    note, teacher = to_sign(cast), cast.actor("teacher")
    note_remind(actor=teacher, note=note, child=cast.lea)
    settings.NOTE_UNDO_SECONDS = 10
    with clock.frozen(NOW + timedelta(days=1)):
        assert note_remind(actor=teacher, note=note).adults == 4
        note_archive(actor=teacher, note=note)
        assert Note.objects.get(pk=note.pk).reminded_at is None
        note_take_out(actor=teacher, note=note)
    with clock.frozen(NOW + timedelta(days=1, minutes=1)):
        run_due()
        assert _reminded() == {cast.samira.pk, cast.paul.pk}
        assert set(Owed.objects.values_list("reminded_at", flat=True)) == {NOW, None}
        # The same day, and once.
        assert note_remind(actor=teacher, note=note).adults == 4
    with clock.frozen(NOW + timedelta(days=1, minutes=2)):
        run_due()
    assert set(Notice.objects.values_list("recipient_id", "reminded")) == {
        (cast.samira.pk, 2), (cast.paul.pk, 2), (cast.in_charge.pk, 1), (cast.teacher_parent.pk, 1),
        (cast.no_exercise.pk, 0),
    }  # fmt: skip


def test_only_who_reminds_takes_back(cast: Cast) -> None:
    note = to_sign(cast)
    with clock.frozen(NIGHT):
        note_remind(actor=cast.actor("teacher"), note=note)
        for who in ("substitute", "teacher_cm2", "samira"):
            with pytest.raises(Forbidden):
                reminder_take_back(actor=cast.actor(who), note=note)
        assert reminder_take_back(actor=cast.actor("delegate"), note=note) == 4


def test_the_follow_up_offers_it_with_the_seconds_left(cast: Cast, sign_in: Any, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 10
    note = to_sign(cast)
    with clock.frozen(NOW + timedelta(seconds=20)):
        run_due()
        client = sign_in(cast.teacher)
        page = client.post(reverse("liaison:remind", args=[note.resource.public_id]), follow=True).text
        assert "Les familles de 2 enfants vont être relancées." in page
        assert 'data-ep-undo="10"' in page
        back = reverse("liaison:remind_not", args=[note.resource.public_id])
        page = client.post(back, follow=True).text
        assert "personne n’a été dérangé" in page
        assert back not in page
