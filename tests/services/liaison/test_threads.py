"""Reply threads: each guardian apart, with the author and the teachers of the class; nothing at night."""

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.liaison.actions import (
    note_archive,
    note_open,
    note_sign,
    note_withdraw,
    reply_answer,
    reply_write,
    thread_close,
    thread_read,
)
from eprimo.services.liaison.models import Note, Reply, Thread
from eprimo.services.liaison.policies import TEAM
from eprimo.services.liaison.policies.threads import visible_to
from eprimo.services.liaison.queries.days import today_of
from eprimo.services.liaison.queries.follow_up import rows_of
from eprimo.services.liaison.queries.home import team_home
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.queries.threads import WAITING, WaitingThread, count_waiting, thread_of
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent, to_sign

NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def _write(cast: Cast, note: Note, who: str = "samira", body: str = "Peut-elle venir en avance ?") -> Reply:
    return reply_write(actor=cast.actor(who), note=note, child=cast.lea, body=body)


def _answer(cast: Cast, note: Note, who: str = "teacher", to: str = "samira", body: str = "Oui.") -> Reply:
    return reply_answer(actor=cast.actor(who), note=note, child=cast.lea, guardian=cast.people[to], body=body)


def _bodies(cast: Cast, note: Note, who: str, of: str) -> list[str]:
    actor = cast.actor(who)
    page = thread_of(actor, note_for(actor, note.resource.public_id), cast.lea.pk, cast.people[of].pk)
    return [one.body for one in page.said]


def _thread_url(note: Note, cast: Cast, guardian: str = "samira") -> str:
    keys = [note.resource.public_id, cast.lea.public_id, cast.people[guardian].public_id]
    return reverse("liaison:team_thread", args=keys)


def _own_url(note: Note, cast: Cast, child: str = "lea") -> str:
    return reverse("liaison:thread", args=[note.resource.public_id, cast.people[child].public_id])


def test_signing_comes_before_writing(cast: Cast, sign_in: Any) -> None:
    """On a phone the page is read down: what is due stands before what helps."""
    note = to_sign(cast)
    page = (
        sign_in(cast.samira)
        .get(reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id]))
        .text
    )
    assert 0 < page.index("J’ai lu et je signe") < page.index('id="fil"')


def test_a_family_writes_and_the_school_answers(cast: Cast) -> None:
    note = sent(cast)
    _write(cast, note)
    assert (count_waiting(cast.actor("teacher")), count_waiting(cast.actor("substitute"))) == (1, 1)
    _answer(cast, note)
    assert _bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?", "Oui."]
    assert _bodies(cast, note, "director", "samira") == ["Peut-elle venir en avance ?", "Oui."]
    assert count_waiting(cast.actor("teacher")) == 0


def test_each_guardian_has_a_thread_of_ones_own(cast: Cast) -> None:
    note = sent(cast)
    _write(cast, note)
    _write(cast, note, "paul", "Et moi ?")
    assert _bodies(cast, note, "paul", "paul") == ["Et moi ?"]
    assert Thread.objects.count() == 2


def waiting_for(actor: Actor) -> list[WaitingThread]:
    """The families that the home of the school's side names, all of them."""
    return team_home(actor, today_of(actor), most_waiting=20).threads


def test_who_waits_longest_comes_first(cast: Cast) -> None:
    note = sent(cast)
    _write(cast, note)
    with clock.frozen(NOW + timedelta(minutes=5)):
        _write(cast, note, "paul")
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
        _write(cast, note)
        _write(cast, note, "paul", "Et moi ?")
    for who in cast.people:
        actor = cast.actor(who)
        seen = Thread.objects.filter(visible_to(actor), WAITING).exclude(guardian_id=actor.person_id)
        expected = (
            {(row.note.resource.public_id, row.guardian.public_id) for row in seen}
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
    assert "Ils attendent une réponse" not in client.get(reverse("home:home")).text
    _write(cast, note)
    page = client.get(reverse("home:home")).text
    assert ("Ils attendent une réponse" in page) is reads
    # Not the words themselves: a home is read over a shoulder.
    assert "Peut-elle venir en avance" not in page
    if reads:
        _answer(cast, note)
        assert "Ils attendent une réponse" not in client.get(reverse("home:home")).text


def test_an_answer_of_the_night_is_there_in_the_morning(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    with clock.frozen(NIGHT):
        _write(cast, note)
        reply = _answer(cast, note)
        run_due()
        assert reply.visible_from == MORNING
        assert _bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?"]
        assert _bodies(cast, note, "teacher", "samira")[-1] == "Oui."
        assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE
    with clock.frozen(MORNING):
        run_due()
        assert _bodies(cast, note, "samira", "samira")[-1] == "Oui."
        notice = Notice.objects.get(recipient=cast.samira)
        assert (notice.state, notice.card, notice.ring_at) == (NoticeState.OPEN, "liaison.replied", None)


def test_what_is_to_be_signed_stays_so_and_reading_settles_the_rest(cast: Cast) -> None:
    signing, reading = to_sign(cast), sent(cast)
    for note in (signing, reading):
        note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
        _answer(cast, note)
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
    kept = Notice.objects.get(recipient=cast.samira, resource=signing.resource)
    assert (kept.state, kept.lane, kept.card) == (NoticeState.OPEN, "todo", "liaison.sign")
    assert Notice.objects.get(recipient=cast.samira, resource=reading.resource).state == NoticeState.DONE


@pytest.mark.parametrize("both", [False, True])
def test_an_answer_that_was_not_read_outlives_what_the_other_guardian_does(cast: Cast, both: bool) -> None:
    note = to_sign(cast, both_guardians=both)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    _answer(cast, note)
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    kept = Notice.objects.get(recipient=cast.samira)
    assert (kept.state, kept.card) == (NoticeState.OPEN, "liaison.replied")
    assert Notice.objects.get(recipient=cast.paul).state == NoticeState.DONE
    thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE


def test_a_guardian_since_the_delivery_is_told_too(cast: Cast) -> None:
    note = sent(cast)
    cast.people["new"] = make.guardian(cast.lea, first_name="Nora", last_name="NOUVELLE")
    make.account(cast.new)
    _write(cast, note, "new")
    _answer(cast, note, to="new")
    notice = Notice.objects.get(recipient=cast.new)
    assert (notice.card, notice.lane) == ("liaison.replied", "child")


def test_the_school_ends_it_and_opens_it_again(cast: Cast) -> None:
    note = sent(cast)
    _write(cast, note)
    thread_close(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
    assert count_waiting(cast.actor("teacher")) == 0
    with pytest.raises(DomainError, match="terminé"):
        _write(cast, note)
    _answer(cast, note)
    with clock.frozen(NOW + timedelta(minutes=1)):
        _write(cast, note, body="Merci !")
    assert count_waiting(cast.actor("teacher")) == 1


@pytest.mark.parametrize("end", [note_withdraw, note_archive])
def test_under_a_note_that_is_over_nothing_is_written(cast: Cast, end: object) -> None:
    note = sent(cast)
    _write(cast, note)
    end(actor=cast.actor("teacher"), note=note)  # type: ignore[operator]
    for write in (_write, _answer):
        with pytest.raises(Forbidden):
            write(cast, note)
    assert count_waiting(cast.actor("teacher")) == 0
    assert _bodies(cast, note, "teacher", "samira") == ["Peut-elle venir en avance ?"]


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 2001])
def test_a_few_words_no_more(cast: Cast, body: str) -> None:
    note = sent(cast)
    with pytest.raises(DomainError):
        _write(cast, note, body=body)
    assert not Reply.objects.exists()


def test_the_trail_keeps_no_word(cast: Cast) -> None:
    note = sent(cast)
    _write(cast, note, body="secret de famille")
    _answer(cast, note, body="secret de l’école")
    lines = list(AuditLine.objects.filter(act__startswith="liaison.thread").order_by("id").values())
    assert [line["act"] for line in lines] == ["liaison.thread.written", "liaison.thread.answered"]
    assert "secret" not in str(lines)


# --- who may not ---------------------------------------------------------------------------------------


@pytest.mark.attack("C01")
@pytest.mark.parametrize(
    "who", ["guardian_verne", "no_exercise", "restricted_2", "contact", "former_guardian", "lea", "teacher"]
)
def test_nobody_writes_for_the_child_of_another(cast: Cast, who: str) -> None:
    note = sent(cast)
    with pytest.raises((Forbidden, NotVisible)):
        _write(cast, note, who)


@pytest.mark.attack("C01")
@pytest.mark.parametrize(
    "who",
    ["teacher_cm2", "teacher_verne", "director_verne", "delegate", "staff", "agent", "paul", "samira", "lea"],
)
def test_nobody_else_answers_for_the_school(cast: Cast, who: str) -> None:
    note = sent(cast)
    _write(cast, note)
    with pytest.raises(Forbidden):
        _answer(cast, note, who)


@pytest.mark.attack("C01")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["paul", "samira", "teacher_cm2", "guardian_verne", "lea", "delegate", "director_verne"]
)
def test_the_thread_of_another_is_not_found_by_its_address(cast: Cast, client, sign_in, who: str) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    _write(cast, note, body="secret de famille")
    sign_in(cast.people[who])
    answer = client.get(_thread_url(note, cast))
    assert answer.status_code == 404
    if who in {"paul", "samira"}:
        page = client.get(_own_url(note, cast))
        assert ("secret de famille" in page.content.decode()) == (who == "samira")


@pytest.mark.attack("C06")
@pytest.mark.django_db
def test_a_restriction_takes_the_thread_away(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    _write(cast, note)
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    with pytest.raises(Forbidden):
        _write(cast, note)
    with pytest.raises(DomainError):
        _answer(cast, note)
    sign_in(cast.samira)
    assert client.get(_own_url(note, cast)).status_code == 404
    assert client.post(_own_url(note, cast), {"body": "Encore"}).status_code == 404
    assert Reply.objects.count() == 1


def test_a_service_s_thread_is_for_its_agents_and_the_direction(cast: Cast) -> None:
    note = sent(cast, by="agent", service=cast.canteen)
    _write(cast, note)
    assert count_waiting(cast.actor("agent")) == 1
    assert count_waiting(cast.actor("director")) == 1
    assert count_waiting(cast.actor("teacher")) == 0
    with pytest.raises(Forbidden):
        _answer(cast, note, "teacher")
    _answer(cast, note, "agent")


def test_who_left_the_school_is_no_longer_of_its_service(cast: Cast) -> None:
    """The enrolment was left open: its agents read and write no more, the direction still does."""
    note = sent(cast, by="agent", service=cast.canteen)
    _write(cast, note)
    Affiliation.objects.filter(person=cast.lea).update(ends=NOW)
    assert count_waiting(cast.actor("agent")) == 0
    assert not Thread.objects.filter(visible_to(cast.actor("agent"))).exists()
    with pytest.raises(Forbidden):
        _answer(cast, note, "agent")
    assert Thread.objects.filter(visible_to(cast.actor("director"))).exists()


# --- pages ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_of_both_sides(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    sign_in(cast.samira)
    page = client.get(
        reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    ).content.decode()
    assert "Ces personnes le liront" in page
    assert "Claire LE GALL, Rémi REMPLACE et la direction de l’école" in page
    assert client.post(_own_url(note, cast), {"body": ""}).status_code == 422
    assert client.post(_own_url(note, cast), {"body": "<b>Bonjour</b>"}).status_code == 302
    sign_in(cast.teacher)
    follow = client.get(reverse("liaison:follow_up", args=[note.resource.public_id])).content.decode()
    assert "Ils ont écrit" in follow
    assert "A écrit, attend une réponse" in follow
    page = client.get(_thread_url(note, cast)).content.decode()
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in page
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert client.post(_thread_url(note, cast), {"body": "Bonjour à vous"}).status_code == 302
    keys = [note.resource.public_id, cast.lea.public_id, cast.samira.public_id]
    close = reverse("liaison:thread_close", args=keys)
    assert client.post(close).status_code == 302
    read = reverse("liaison:thread_read", args=keys[:2])
    with clock.frozen(NOW + timedelta(minutes=2)):
        sign_in(cast.samira)
        page = client.get(_own_url(note, cast)).content.decode()
        assert "L’école a terminé cette discussion" in page
        assert "J’ai lu la réponse" in page
        assert client.post(read).status_code == 302
        assert "J’ai lu la réponse" not in client.get(_own_url(note, cast)).content.decode()


@pytest.mark.django_db
def test_a_long_thread_has_pages(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    for number in range(35):
        _write(cast, note, body=f"Message {number:02}")
    sign_in(cast.samira)
    newest = client.get(_own_url(note, cast)).content.decode()
    older = client.get(f"{_own_url(note, cast)}?fil=2").content.decode()
    assert ("Message 34" in newest, "Message 04" in newest, "?fil=2" in newest) == (True, False, True)
    assert ("Message 34" in older, "Message 04" in older, "?fil=3" in older) == (False, True, False)


def test_only_who_reads_the_words_knows_that_there_are_some(cast: Cast) -> None:
    note = sent(cast)
    _write(cast, note)
    assert any(owed.talk_waits for row in rows_of(cast.actor("teacher"), note) for owed in row.owed)
    assert not any(owed.talked for row in rows_of(cast.actor("delegate"), note) for owed in row.owed)


def test_the_same_form_sent_twice_is_one_message(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    client = sign_in(cast.samira)
    page = client.get(_own_url(note, cast)).text
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert key is not None
    words = {"key": key[1], "body": "Peut-elle venir en avance ?"}
    for _ in range(2):
        assert client.post(_own_url(note, cast), words).status_code == 302
    assert _bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?"]
    assert AuditLine.objects.filter(act="liaison.thread.written").count() == 1
    # « Back », other words, « send »: the form is the same, the message is not.
    client.post(_own_url(note, cast), words | {"body": "Je la dépose à 8 h."})
    assert _bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?", "Je la dépose à 8 h."]
    # The same key in another thread says something else.
    _write(cast, note, "paul", "Et moi ?")
    team = sign_in(cast.teacher)
    for _ in range(2):
        team.post(_thread_url(note, cast), {"key": key[1], "body": "Oui."})
    assert _bodies(cast, note, "samira", "samira")[2:] == ["Oui."]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_message(cast: Cast) -> None:
    """A double press that reaches two processes."""
    note, key = sent(cast), uuid4()
    ready = threading.Barrier(2)

    def write() -> None:
        try:
            ready.wait()
            with clock.frozen(NOW):
                reply_write(actor=cast.actor("samira"), note=note, child=cast.lea, body="Bonjour", key=key)
        finally:
            connection.close()

    both = [threading.Thread(target=write) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(10)
    assert Reply.objects.count() == 1


def test_what_is_too_long_comes_back_whole(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    client = sign_in(cast.samira)
    page = client.get(_own_url(note, cast)).text
    # A browser would cut the text without a word: the page counts, and the server says.
    assert 'data-ep-count="2000"' in page
    assert "maxlength" not in page.split('id="id_body"')[0].rsplit("<textarea", 1)[1]
    words = "a" * 2300
    answer = client.post(_own_url(note, cast), {"body": words})
    assert answer.status_code == 422
    assert "Votre message a 2300 lettres\u00a0: 2000 au plus." in answer.text
    assert words in answer.text
