"""Who reads a conversation on a matter, and what each side reads of its messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.conversations.actions import Of, conversation_hold, message_say
from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.models import Conversation, Message, Seat
from eprimo.foundation.conversations.policies import visible_to
from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import changes, key_of, run
from tests.services.liaison import talk
from tests.services.liaison.notes import sent
from tests.wall import session

pytestmark = pytest.mark.django_db


@transaction.atomic
def begun(cast: Cast, guardian: str = "samira", child: str = "lea") -> Conversation:
    year = cast.tilleuls.running_year_id
    assert year is not None
    # Nobody at school is of such an audience: who reads it has a seat.
    rule = (AudienceKind.CHILD, cast.people[child].pk, AudienceProfile.GUARDIAN)
    audience = audiences_for([rule], cast.tilleuls.pk)[rule]
    of = Of(
        year, cast.tilleuls.pk, cast.people[child].pk, cast.people[guardian].pk, matter="health",
        audience_id=audience.pk,
    )  # fmt: skip
    conversation = conversation_hold(of)
    message_say(cast.actor(guardian), conversation, "Elle tousse.", None, from_school=False)
    return conversation


def seat(conversation: Conversation, **whose: Any) -> Seat:
    return Seat.objects.create(
        school_year=conversation.school_year,
        conversation_id=conversation.id,
        school_id=conversation.school_id,
        **whose,
    )


def readers(cast: Cast, conversation: Conversation) -> set[str]:
    return {
        who
        for who in cast.people
        if Conversation.objects.filter(visible_to(cast.actor(who)), id=conversation.id).exists()
    }


def test_without_a_seat_its_guardian_alone_reads_it(cast: Cast) -> None:
    assert readers(cast, begun(cast)) == {"samira"}


def test_a_seat_of_a_person_is_hers_alone(cast: Cast) -> None:
    conversation = begun(cast)
    seat(conversation, person=cast.teacher)
    assert readers(cast, conversation) == {"samira", "teacher"}


def test_a_seat_of_a_class_is_of_who_teaches_it_now(cast: Cast) -> None:
    conversation = begun(cast)
    rule = (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.TEACHER)
    seat(conversation, audience=audiences_for([rule], cast.tilleuls.pk)[rule])
    assert readers(cast, conversation) == {"samira", "teacher", "substitute"}
    # The dates of a substitute are those of the link.
    Affiliation.objects.filter(person=cast.substitute).update(ends=NOW)
    assert "substitute" not in readers(cast, conversation)


def test_a_seat_gives_nothing_under_a_thing(cast: Cast) -> None:
    """Its kind says who reads, and its page names them."""
    note = sent(cast)
    talk.write(cast, note)
    conversation = Conversation.objects.get(resource=note.pk)
    seat(conversation, person=cast.teacher_cm2)
    assert "teacher_cm2" not in readers(cast, conversation)


def test_a_seat_begins_and_ends(cast: Cast) -> None:
    conversation = begun(cast)
    seat(conversation, person=cast.teacher, starts=NOW + timedelta(hours=1), ends=NOW + timedelta(hours=2))
    for minutes, reads in ((0, False), (60, True), (119, True), (120, False)):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            assert ("teacher" in readers(cast, conversation)) is reads, minutes


def test_what_takes_the_child_away_takes_the_conversation_away(cast: Cast) -> None:
    conversation = begun(cast)
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    assert readers(cast, conversation) == set()


def test_a_guardian_reads_it_while_the_child_is_a_pupil_there(cast: Cast) -> None:
    conversation = begun(cast)
    Affiliation.objects.filter(person=cast.lea).update(ends=NOW)
    assert readers(cast, conversation) == set()


def test_there_is_one_for_each_guardian_child_and_matter(cast: Cast) -> None:
    first = begun(cast)
    assert begun(cast).id == first.id
    assert begun(cast, "paul").id != first.id
    keys = {
        "school_year": first.school_year,
        "school": cast.tilleuls,
        "child": cast.lea,
        "guardian": cast.samira,
        "audience": first.audience,
    }
    for wrong in ({"matter": "health"}, {"matter": "weather"}, {"matter": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversation.objects.create(**keys, **wrong)
    Conversation.objects.create(**keys, matter="work")


def test_what_is_held_is_read_by_its_author_alone_and_what_was_recalled_by_nobody(cast: Cast) -> None:
    note = sent(cast)
    said = talk.answer(cast, note, body="Venez à 8 h.")
    row = Message.objects.filter(id=said.id)
    row.update(state=MessageState.HELD)
    assert talk.bodies(cast, note, "samira", "samira") == []
    assert talk.bodies(cast, note, "teacher", "samira") == ["Venez à 8 h."]
    assert talk.bodies(cast, note, "director", "samira") == []
    # Nothing of its words is kept.
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state=MessageState.RECALLED)
    row.update(state=MessageState.RECALLED, body="")
    assert talk.bodies(cast, note, "samira", "samira") == [""]


def test_messages_and_seats_go_with_their_conversation(cast: Cast) -> None:
    conversation = begun(cast)
    seat(conversation, person=cast.teacher)
    conversation.delete()
    assert not Message.objects.exists()
    assert not Seat.objects.exists()


INSERT = (
    "INSERT INTO conversations_message (school_year, conversation_id, school_id, child_id, guardian_id, author_id,"
    " from_school, body, state, written_at, visible_from) SELECT school_year, id, school_id, child_id,"
    " guardian_id, {0}, {1}, 'x', 'sent', now(), now() FROM conversations_conversation"
)


@pytest.mark.attack
def test_no_statement_of_a_page_writes_in_the_name_of_another(cast: Cast) -> None:
    conversation = begun(cast)
    theirs = "UPDATE conversations_message SET body = 'y'"
    moved = "UPDATE conversations_conversation SET guardian_id = {0}"
    teacher, samira = cast.teacher.pk, cast.samira.pk
    with session(key_of(cast.teacher)):
        assert changes(INSERT.format(teacher, "true")) == 1
        assert changes(f"{theirs} WHERE author_id = {teacher}") == 1
        refused(INSERT.format(samira, "true"), INSERT.format(teacher, "false"), moved.format(cast.paul.pk))
        assert changes(f"{theirs} WHERE author_id = {samira}") == 0
    with session(key_of(cast.samira)):
        # A family does not speak as the school, and shows its own to who works there alone.
        refused(INSERT.format(samira, "true"), SEATED.format(samira), SEATED.format(cast.paul.pk))
        assert changes(SEATED.format(cast.director.pk)) == 1
    with session(key_of(cast.paul)):
        # The other guardian's is neither seen nor given away.
        assert changes(SEATED.format(teacher)) == 0
        given = f"{conversation.school_year}, {conversation.id}, {conversation.school_id}, {teacher}, now()"
        refused(SEATED.partition(" SELECT")[0] + f" VALUES ({given})")
    assert Message.objects.get(author=cast.samira, conversation_id=conversation.id).body == "Elle tousse."


SEATED = (
    "INSERT INTO conversations_seat (school_year, conversation_id, school_id, person_id, starts)"
    " SELECT school_year, id, school_id, {0}, now() FROM conversations_conversation"
)


def refused(*statements: str) -> None:
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            changes(statement)


@pytest.mark.attack
@pytest.mark.parametrize("who", ["paul", "lea", "teacher_verne", "inspector", "academy", "platform", ""])
def test_no_statement_of_a_page_reaches_what_is_not_of_its_side(cast: Cast, who: str) -> None:
    """The other guardian's page finds nothing, not even that there is something; nor does the door, for anybody."""
    seat(begun(cast), person=cast.teacher)
    tables = ("conversations_conversation", "conversations_message", "conversations_seat")
    with session(key_of(cast.people[who]) if who else ""):
        assert [run(f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * 3
        assert [changes(f"DELETE FROM {table}") for table in tables] == [0] * 3
    with session(""), as_the_door():
        assert [run(f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * 3


@pytest.mark.attack
def test_no_statement_of_a_page_takes_away_the_words_of_others(cast: Cast) -> None:
    begun(cast)
    for who in ("teacher", "director"):
        with session(key_of(cast.people[who])):
            assert changes("DELETE FROM conversations_conversation") == 0
            assert changes("DELETE FROM conversations_message") == 0
