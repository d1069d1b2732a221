"""Taking back a message: by its author, within the hour, while nobody of the other side said to have read it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.liaison.actions.families import note_open
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.threads import thread_read, thread_seen
from eprimo.services.liaison.queries.threads import count_waiting
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import talk
from tests.services.liaison.notes import sent

NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def _later(minutes: int) -> Any:
    return clock.frozen(NOW + timedelta(minutes=minutes))


def test_the_school_takes_back_what_was_not_read(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    said = talk.answer(cast, note, body="Venez à 8 h.")
    assert Notice.objects.get(recipient=cast.samira).state == NoticeState.OPEN
    with _later(60):
        talk.recall(cast, note, said)
        # Its place is told; its words are nowhere, and nobody is asked to read them.
        assert talk.bodies(cast, note, "samira", "samira") == [""]
        row = Message.objects.get(id=said.id)
        assert (row.state, row.body) == (MessageState.RECALLED, "")
        assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE
        # Twice is once.
        talk.recall(cast, note, said)


def test_another_answer_that_was_not_read_is_still_told(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    talk.answer(cast, note, body="Oui.")
    with _later(1):
        talk.recall(cast, note, talk.answer(cast, note, body="Non."))
        assert Notice.objects.get(recipient=cast.samira).state == NoticeState.OPEN


def test_a_family_takes_back_its_words_and_waits_no_more(cast: Cast) -> None:
    note = sent(cast)
    said = talk.write(cast, note)
    assert count_waiting(cast.actor("teacher")) == 1
    talk.recall(cast, note, said, "samira")
    assert count_waiting(cast.actor("teacher")) == 0
    assert talk.bodies(cast, note, "teacher", "samira") == [""]


def test_f9_what_was_read_is_not_taken_back_and_says_why(cast: Cast) -> None:
    note = sent(cast)
    ours, theirs = talk.answer(cast, note), talk.write(cast, note, "paul")
    with _later(1):
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
        with pytest.raises(DomainError, match="a été lu"):
            talk.recall(cast, note, ours)
        thread_seen(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.paul)
        with pytest.raises(DomainError, match="a été lu"):
            talk.recall(cast, note, theirs, "paul", "paul")
    assert not Message.objects.filter(state=MessageState.RECALLED).exists()


def test_who_answers_has_read(cast: Cast) -> None:
    note = sent(cast)
    theirs = talk.write(cast, note)
    with _later(1):
        ours = talk.answer(cast, note)
        with pytest.raises(DomainError, match="a été lu"):
            talk.recall(cast, note, theirs, "samira")
    with _later(2):
        talk.write(cast, note, body="Merci.")
        with pytest.raises(DomainError, match="a été lu"):
            talk.recall(cast, note, ours)


def test_an_hour_later_it_stays(cast: Cast) -> None:
    note = sent(cast)
    said = talk.answer(cast, note)
    with _later(61), pytest.raises(DomainError, match="dans l’heure"):
        talk.recall(cast, note, said)
    assert talk.bodies(cast, note, "samira", "samira") == ["Oui."]


def test_what_waits_for_the_morning_leaves_no_trace(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    with clock.frozen(NIGHT):
        talk.recall(cast, note, talk.answer(cast, note))
        assert not Message.objects.exists()
    with clock.frozen(MORNING):
        run_due()
        assert talk.bodies(cast, note, "samira", "samira") == []
        assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE
    assert Conversation.objects.get().school_at is None


@pytest.mark.attack
@pytest.mark.parametrize("who", ["director", "substitute"])
def test_nobody_takes_back_the_words_of_another(cast: Cast, who: str) -> None:
    note = sent(cast)
    ours, theirs = talk.answer(cast, note), talk.write(cast, note)
    for said in (ours, theirs):
        with pytest.raises(NotVisible):
            talk.recall(cast, note, said, who)
    with pytest.raises((Forbidden, NotVisible)):
        talk.recall(cast, note, theirs, "paul")
    with pytest.raises(NotVisible):
        # In the own conversation, the number of somebody else's.
        talk.recall(cast, note, theirs, "paul", "paul")
    assert not Message.objects.filter(state=MessageState.RECALLED).exists()


def test_under_a_note_that_is_over_nothing_is_taken_back(cast: Cast) -> None:
    note = sent(cast)
    said = talk.answer(cast, note)
    note_withdraw(actor=cast.actor("teacher"), note=note)
    with pytest.raises(Forbidden):
        talk.recall(cast, note, said)


def test_the_pages_offer_it_as_long_as_it_is_possible(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    said = talk.answer(cast, note, body="Venez à 8 h.")
    client, page = sign_in(cast.teacher), talk.thread_url(note, cast)
    recall = reverse(
        "liaison:team_thread_recall",
        args=[note.resource.public_id, cast.lea.public_id, cast.samira.public_id],
    )
    assert "Retirer ce message" in client.get(page).text
    with _later(61):
        assert "Retirer ce message" not in client.get(page).text
        assert "dans l’heure" in client.post(recall, {"message": said.public_id}, follow=True).text
    for wrong in ("", "x", said.id, uuid4()):
        assert client.post(recall, {"message": wrong}).status_code == 404
    answer = client.post(recall, {"message": said.public_id}, follow=True).text
    assert "Votre message est retiré." in answer
    assert "Message retiré" in answer
    assert "Venez à 8 h." not in answer
    lines = AuditLine.objects.filter(act="liaison.thread.recalled")
    assert [line.subject_id for line in lines] == [cast.samira.pk]


def test_the_school_says_that_it_read(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    talk.write(cast, note)
    own = talk.own_url(note, cast)
    assert "Retirer ce message" in sign_in(cast.samira).get(own).text
    client, page = sign_in(cast.teacher), talk.thread_url(note, cast)
    seen = reverse(
        "liaison:thread_seen", args=[note.resource.public_id, cast.lea.public_id, cast.samira.public_id]
    )
    assert seen in client.get(page).text
    with _later(1):
        assert client.post(seen).status_code == 302
        assert seen not in client.get(page).text
        # It was read, and waits for an answer all the same.
        assert count_waiting(cast.actor("teacher")) == 1
        assert "Retirer ce message" not in sign_in(cast.samira).get(own).text
