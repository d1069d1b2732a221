"""Reply threads: who may neither write, nor answer, nor read, nor know that there is one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from eprimo.foundation.conversations.lists import school_list
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.conversations.policies import visible_to
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.services.liaison.actions.threads import thread_close, thread_read, thread_seen
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.follow_up import follow_up_rows
from eprimo.services.liaison.queries.threads import count_waiting, team_thread_for
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import talk
from tests.services.liaison.notes import sent


@pytest.mark.attack
@pytest.mark.parametrize(
    "who", ["guardian_verne", "no_exercise", "restricted_2", "contact", "former_guardian", "lea", "teacher"]
)
def test_nobody_writes_for_the_child_of_another(cast: Cast, who: str) -> None:
    note = sent(cast)
    with pytest.raises((Forbidden, NotVisible)):
        talk.write(cast, note, who)


@pytest.mark.attack
@pytest.mark.parametrize(
    "who",
    ["teacher_cm2", "teacher_verne", "director_verne", "delegate", "staff", "agent", "paul", "samira", "lea"],
)
def test_nobody_else_answers_for_the_school(cast: Cast, who: str) -> None:
    note = sent(cast)
    talk.write(cast, note)
    with pytest.raises(Forbidden):
        talk.answer(cast, note, who)


@pytest.mark.attack
@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["paul", "samira", "teacher_cm2", "guardian_verne", "lea", "delegate", "director_verne"]
)
def test_the_thread_of_another_is_not_found_by_its_address(cast: Cast, client, sign_in, who: str) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    talk.write(cast, note, body="secret de famille")
    sign_in(cast.people[who])
    answer = client.get(talk.thread_url(note, cast))
    assert answer.status_code == 404
    if who in {"paul", "samira"}:
        page = client.get(talk.own_url(note, cast))
        assert ("secret de famille" in page.content.decode()) == (who == "samira")


@pytest.mark.attack
@pytest.mark.django_db
def test_a_restriction_takes_the_thread_away(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    talk.write(cast, note)
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    with pytest.raises(Forbidden):
        talk.write(cast, note)
    with pytest.raises(DomainError):
        talk.answer(cast, note)
    sign_in(cast.samira)
    assert client.get(talk.own_url(note, cast)).status_code == 404
    assert client.post(talk.own_url(note, cast), {"body": "Encore"}).status_code == 404
    assert Message.objects.count() == 1


def test_a_service_s_thread_is_for_its_agents_and_the_direction(cast: Cast) -> None:
    note = sent(cast, by="agent", service=cast.canteen)
    talk.write(cast, note)
    assert count_waiting(cast.actor("agent")) == 1
    assert count_waiting(cast.actor("director")) == 1
    assert count_waiting(cast.actor("teacher")) == 0
    with pytest.raises(Forbidden):
        talk.answer(cast, note, "teacher")
    talk.answer(cast, note, "agent")


def test_who_left_the_school_is_no_longer_of_its_service(cast: Cast) -> None:
    """The enrolment was left open: its agents read and write no more, the direction still does."""
    note = sent(cast, by="agent", service=cast.canteen)
    talk.write(cast, note)
    Affiliation.objects.filter(person=cast.lea).update(ends=NOW)
    assert count_waiting(cast.actor("agent")) == 0
    assert not Conversation.objects.filter(visible_to(cast.actor("agent"))).exists()
    with pytest.raises(Forbidden):
        talk.answer(cast, note, "agent")
    assert Conversation.objects.filter(visible_to(cast.actor("director"))).exists()


def test_only_who_reads_the_words_knows_that_there_are_some(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    assert any(owed.talk_waits for row in follow_up_rows(cast.actor("teacher"), note) for owed in row.owed)
    assert not any(owed.talked for row in follow_up_rows(cast.actor("delegate"), note) for owed in row.owed)


def reads_at_work(cast: Cast, who: str, note: Note) -> list[bool]:
    """In its policy, in the list, among what waits, by its address, and whether it may be answered."""
    actor = cast.actor(who)
    keys = (note.resource.public_id, cast.lea.public_id, cast.samira.public_id)
    try:
        opened = bool(team_thread_for(actor, *keys))
    except NotVisible:
        opened = False
    try:
        with transaction.atomic():
            talk.answer(cast, note, who)
            transaction.set_rollback(True)
        answers = True
    except Forbidden:
        answers = False
    of_note = Conversation.objects.filter(visible_to(actor), resource=note.pk)
    return [of_note.exists(), bool(school_list(actor).items), count_waiting(actor) > 0, opened, answers]


@pytest.mark.attack
@pytest.mark.parametrize("who", ["teacher", "director", "deputy"])
def test_nobody_reads_at_work_what_the_other_guardian_of_an_own_child_writes(cast: Cast, who: str) -> None:
    note = sent(cast)
    talk.write(cast, note)
    assert reads_at_work(cast, who, note) == [True] * 5
    tied = cast.director if who == "deputy" else cast.people[who]
    # A contact person is of the family as well; and who named a deputy.
    make.guardianship(tied, cast.lea, kind="contact")
    assert reads_at_work(cast, who, note) == [False] * 5
    assert not any(owed.talked for row in follow_up_rows(cast.actor(who), note) for owed in row.owed)


def test_after_a_change_of_class_the_author_reads_and_no_longer_writes(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW)
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=NOW - timedelta(hours=1)
    )
    assert reads_at_work(cast, "teacher", note) == [True, True, True, True, False]
    assert reads_at_work(cast, "substitute", note) == [False] * 5
    assert reads_at_work(cast, "director", note) == [True] * 5


def test_a_replacement_inherits_what_is_open_and_moved_within_thirty_days(cast: Cast) -> None:
    note = sent(cast)
    talk.write(cast, note)
    assert reads_at_work(cast, "substitute", note) == [True] * 5
    with clock.frozen(NOW + timedelta(days=31)):
        assert reads_at_work(cast, "substitute", note) == [False] * 5
        assert reads_at_work(cast, "teacher", note)[:4] == [True] * 4
        talk.answer(cast, note)
        assert reads_at_work(cast, "substitute", note)[0]
        thread_close(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
        assert not reads_at_work(cast, "substitute", note)[0]


def test_pressing_begins_nothing(cast: Cast) -> None:
    note = sent(cast)
    whose: Any = {"note": note, "child": cast.lea}
    thread_read(actor=cast.actor("samira"), **whose)
    for press in (thread_seen, thread_close):
        press(actor=cast.actor("teacher"), guardian=cast.samira, **whose)
    assert not Conversation.objects.exists()
