"""Reply threads: each guardian apart, with the author and the teachers of the class; nothing at night."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.conversations.policies import visible_to
from eprimo.foundation.conversations.queries import waiting_at
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.liaison.actions.families import note_open, note_sign
from eprimo.services.liaison.actions.lifecycle import note_archive, note_withdraw
from eprimo.services.liaison.actions.threads import reply_write, thread_close, thread_read
from eprimo.services.liaison.kind import TEAM
from eprimo.services.liaison.queries.team_home import team_home
from eprimo.services.liaison.queries.threads import WaitingThread, count_waiting
from tests import factories as make
from tests.at_once import done
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import talk
from tests.services.liaison.notes import sent, to_sign

NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def waiting_for(actor: Actor) -> list[WaitingThread]:
    """The families that the home of the school's side names, all of them."""
    return team_home(actor, actor.today, most_waiting=20).threads


def test_a_family_writes_and_the_school_answers(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    assert (count_waiting(cast.actor("teacher")), count_waiting(cast.actor("substitute"))) == (1, 1)
    talk.answer(cast, note)
    assert talk.bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?", "Oui."]
    assert talk.bodies(cast, note, "director", "samira") == ["Peut-elle venir en avance ?", "Oui."]
    assert count_waiting(cast.actor("teacher")) == 0


def test_each_guardian_has_a_thread_of_ones_own(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    talk.write(cast, note, "paul", "Et moi ?")
    assert talk.bodies(cast, note, "paul", "paul") == ["Et moi ?"]
    assert Conversation.objects.count() == 2


def test_who_waits_longest_comes_first(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    with clock.frozen(NOW + timedelta(minutes=5)):
        talk.write(cast, note, "paul")
        waiting = waiting_for(cast.actor("teacher"))
    assert [one.guardian_id for one in waiting] == [cast.samira.public_id, cast.paul.public_id]
    for stranger in ("teacher_cm2", "teacher_verne", "director_verne", "delegate", "agent", "lea", "paul"):
        assert waiting_for(cast.actor(stranger)) == []


def test_the_statement_of_the_home_is_the_policy(cast: Cast) -> None:
    """For everybody of the school's side: the same threads, whatever the note was sent to."""
    for note in (
        sent(cast),
        sent(cast, by="director", classes=(cast.ce1, cast.cm2)),
        sent(cast, by="director", classes=(), children=(cast.lea,)),
        sent(cast, by="agent", service=cast.canteen, classes=()),
    ):
        talk.write(cast, note)
        talk.write(cast, note, "paul", "Et moi ?")
    for who in cast.people:
        actor = cast.actor(who)
        seen = Conversation.objects.filter(visible_to(actor), waiting_at(actor.now)).exclude(
            guardian_id=actor.person_id
        )
        expected = (
            {(row.resource.public_id, row.guardian.public_id) for row in seen}
            if actor.role in TEAM
            else set()
        )
        assert {(one.note_id, one.guardian_id) for one in waiting_for(actor)} == expected, who
    assert len(waiting_for(cast.actor("director"))) == 8


@pytest.mark.parametrize(("who", "reads"), [
    ("teacher", True), ("director", True), ("teacher_cm2", False), ("delegate", False), ("samira", False),
])  # fmt: skip
def test_who_waits_stands_on_the_home_of_who_answers(cast: Cast, sign_in: Any, who: str, reads: bool) -> None:
    note = sent(cast)
    client = sign_in(cast.people[who])
    assert " attend une réponse" not in client.get(reverse("home:home")).text
    talk.write(cast, note)
    page = client.get(reverse("home:home")).text
    assert (" attend une réponse" in page) is reads
    # Not the words themselves: a home is read over a shoulder.
    assert "Peut-elle venir en avance" not in page
    if reads:
        talk.answer(cast, note)
        assert " attend une réponse" not in client.get(reverse("home:home")).text


def test_an_answer_of_the_night_is_there_in_the_morning(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    with clock.frozen(NIGHT):
        talk.write(cast, note)
        reply = talk.answer(cast, note)
        run_due()
        assert reply.visible_from == MORNING
        assert talk.bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?"]
        assert talk.bodies(cast, note, "teacher", "samira")[-1] == "Oui."
        assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE
    with clock.frozen(MORNING):
        run_due()
        assert talk.bodies(cast, note, "samira", "samira")[-1] == "Oui."
        notice = Notice.objects.get(recipient=cast.samira)
        assert (notice.state, notice.card) == (NoticeState.OPEN, "liaison.replied")
        assert MORNING <= notice.ring_at < MORNING + timedelta(minutes=15)


def test_what_comes_in_the_morning_is_told_to_nobody_who_is_gone(cast: Cast) -> None:
    """Erased, or made one with another row, meanwhile: no empty conversation is left."""
    note = sent(cast)
    with clock.frozen(NIGHT):
        talk.answer(cast, note)
        Conversation.objects.all().delete()
    Notice.objects.all().delete()
    with clock.frozen(MORNING):
        run_due()
    assert not Conversation.objects.exists()
    assert not Notice.objects.exists()


def test_what_is_to_be_signed_stays_so_and_reading_settles_the_rest(cast: Cast) -> None:
    signing, reading = to_sign(cast), sent(cast)
    for note in (signing, reading):
        note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
        talk.answer(cast, note)
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
    kept = Notice.objects.get(recipient=cast.samira, resource=signing.resource)
    assert (kept.state, kept.lane, kept.card) == (NoticeState.OPEN, "todo", "liaison.sign")
    assert Notice.objects.get(recipient=cast.samira, resource=reading.resource).state == NoticeState.DONE


@pytest.mark.parametrize("both", [False, True])
def test_an_answer_that_was_not_read_outlives_what_the_other_guardian_does(cast: Cast, both: bool) -> None:
    note = to_sign(cast, both_guardians=both)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    talk.answer(cast, note)
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    kept = Notice.objects.get(recipient=cast.samira)
    assert (kept.state, kept.card) == (NoticeState.OPEN, "liaison.replied")
    assert Notice.objects.get(recipient=cast.paul).state == NoticeState.DONE
    thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE


def test_an_answer_counts_on_the_badge_until_it_is_read(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    talk.write(cast, note)
    assert badges_of(cast.actor("samira"))["todo"] == 0
    with clock.frozen(NOW + timedelta(minutes=1)):
        talk.answer(cast, note)
        talk.answer(cast, note, body="À demain.")
        notice = Notice.objects.get(recipient=cast.samira)
        assert (notice.lane, notice.ring_at) == ("todo", NOW + timedelta(minutes=1))
        # Once for all of it; the other guardian has nothing to read.
        assert badges_of(cast.actor("samira"))["todo"] == 1
        assert badges_of(cast.actor("paul"))["todo"] == 0
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
        assert badges_of(cast.actor("samira"))["todo"] == 0


def test_a_note_that_was_not_read_is_there_again_once_its_answer_is(cast: Cast) -> None:
    note = sent(cast)
    talk.answer(cast, note)
    notice = Notice.objects.filter(recipient=cast.samira)
    assert notice.get().card == "liaison.replied"
    thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
    again = notice.get()
    assert (again.state, again.lane, again.card) == (NoticeState.OPEN, "child", "liaison.read")


def test_f3_what_is_sent_on_friday_night_is_there_on_monday_and_rings_by_a_quarter_past(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    friday, monday = datetime(2026, 11, 27, 21, 0, tzinfo=UTC), datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
    with clock.frozen(friday):
        assert talk.answer(cast, note).visible_from == monday
        run_due()
    with clock.frozen(monday - timedelta(seconds=1)):
        assert talk.bodies(cast, note, "samira", "samira") == []
    with clock.frozen(monday):
        run_due()
        assert talk.bodies(cast, note, "samira", "samira") == ["Oui."]
        ring_at = Notice.objects.get(recipient=cast.samira).ring_at
        assert ring_at is not None
        assert monday <= ring_at < monday + timedelta(minutes=15)


def test_a_guardian_since_the_delivery_is_told_too(cast: Cast) -> None:
    note = sent(cast)
    cast.people["new"] = make.guardian(cast.lea, first_name="Nora", last_name="NOUVELLE")
    make.account(cast.new)
    talk.write(cast, note, "new")
    talk.answer(cast, note, to="new")
    notice = Notice.objects.get(recipient=cast.new)
    assert (notice.card, notice.lane) == ("liaison.replied", "todo")


def test_the_school_ends_it_and_opens_it_again(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    thread_close(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
    assert count_waiting(cast.actor("teacher")) == 0
    with pytest.raises(DomainError, match="terminé"):
        talk.write(cast, note)
    talk.answer(cast, note)
    with clock.frozen(NOW + timedelta(minutes=1)):
        talk.write(cast, note, body="Merci !")
        assert count_waiting(cast.actor("teacher")) == 1


def test_what_the_school_writes_at_night_opens_in_the_morning_what_it_had_ended(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    thread_close(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
    with clock.frozen(NIGHT):
        talk.answer(cast, note)
        # Nothing tells the family that something is to come.
        with pytest.raises(DomainError, match="terminé"):
            talk.write(cast, note)
    with clock.frozen(MORNING):
        run_due()
        talk.write(cast, note, body="Merci !")


@pytest.mark.parametrize("end", [note_withdraw, note_archive])
def test_under_a_note_that_is_over_nothing_is_written(cast: Cast, end: object) -> None:
    note = sent(cast)
    talk.write(cast, note)
    end(actor=cast.actor("teacher"), note=note)  # type: ignore[operator]
    for write in (talk.write, talk.answer):
        with pytest.raises(Forbidden):
            write(cast, note)
    assert count_waiting(cast.actor("teacher")) == 0
    assert talk.bodies(cast, note, "teacher", "samira") == ["Peut-elle venir en avance ?"]


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 2001])
def test_a_few_words_no_more(cast: Cast, body: str) -> None:
    note = sent(cast)
    with pytest.raises(DomainError):
        talk.write(cast, note, body=body)
    assert not Message.objects.exists()


def test_the_trail_keeps_no_word(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note, body="secret de famille")
    talk.answer(cast, note, body="secret de l’école")
    lines = list(AuditLine.objects.filter(act__startswith="liaison.thread").order_by("id").values())
    assert [line["act"] for line in lines] == ["liaison.thread.written", "liaison.thread.answered"]
    assert "secret" not in str(lines)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_message(cast: Cast) -> None:
    """A double press that reaches two processes."""
    note, key = sent(cast), uuid4()

    def write() -> None:
        reply_write(actor=cast.actor("samira"), note=note, child=cast.lea, body="Bonjour", key=key)

    done(write, write)
    assert Message.objects.count() == 1
