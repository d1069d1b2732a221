"""Streams: counts and ids for who has the right to them, and closed when that right goes."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from eprimo.foundation.accounts.actions.sessions import session_end
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import ClassMembership, Guardianship, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.notifications.live import tickets
from eprimo.foundation.notifications.live.app import _age
from eprimo.foundation.notifications.live.hub import KEPT
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.topics import note_topic
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.notifications.live.conftest import Streams
from tests.services.liaison.notes import sent, to_sign


def _link(adult: Person) -> Guardianship:
    return Guardianship.objects.get(adult=adult, child__first_name="Léa")


type Ticket = Callable[..., str]


def test_the_badge_moves_when_a_note_is_sent_and_when_it_is_signed(
    cast: Cast, streams: Streams, ticket: Ticket
) -> None:
    stream = streams.ask(f"ticket={ticket(cast.samira)}")
    assert stream.hears()["badges"] == {"todo": 0}
    note = to_sign(cast)
    start = time.monotonic()
    run_due()
    assert stream.hears(2) == {"badges": {"todo": 1}, "topics": ["me"]}
    assert time.monotonic() - start < 1
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    run_due()
    assert stream.hears(3)["badges"] == {"todo": 0}


def test_nothing_but_counts_and_ids_is_written(cast: Cast, streams: Streams, ticket: Ticket) -> None:
    note = sent(cast, title="Poux dans la classe de Léa")
    run_due()
    family, school = (
        streams.ask(f"ticket={ticket(one)}&topics={note_topic(note)}") for one in (cast.samira, cast.teacher)
    )
    family.hears()
    school.hears()
    touch(people=[cast.samira.pk, cast.teacher.pk], topics=[note_topic(note)])
    run_due()
    assert school.hears(2)["topics"] == ["me", note_topic(note)]
    assert family.hears(2)["topics"] == ["me"]
    for word in ("Poux", "Léa", "MARTIN", "Claire", str(cast.samira.pk)):
        # A number of a person is a word: its digits alone are in many a public id.
        assert not re.search(rf"\b{word}\b", family.body + school.body)


def test_who_does_not_follow_a_note_does_not_hear_when_it_moves(
    cast: Cast, streams: Streams, ticket: Ticket
) -> None:
    """When the other guardian signs is not told, nor what happens in another class or school."""
    note = to_sign(cast)
    run_due()
    others = [
        streams.ask(f"ticket={ticket(cast.people[name])}&topics={note_topic(note)},note:x,other:{note.pk}")
        for name in ("samira", "teacher_cm2", "director_verne", "staff")
    ]
    own = streams.ask(f"ticket={ticket(cast.teacher)}&topics={note_topic(note)}")
    for stream in (*others, own):
        stream.hears()
    touch(topics=[note_topic(note)])
    run_due()
    assert own.hears(2)["topics"] == [note_topic(note)]
    assert all(len(stream.events()) == 1 for stream in others)


@pytest.mark.attack
@pytest.mark.parametrize("how", ["none", "forged", "old", "used", "session over", "other rights", "pupil"])
def test_no_stream_without_a_fresh_ticket(cast: Cast, streams: Streams, ticket: Ticket, how: str) -> None:
    session, key = session_open(cast.samira.account)
    good = ticket(cast.samira, key)
    if how == "forged":
        good = good[:-1] + ("a" if good[-1] != "a" else "b")
    elif how == "used":
        streams.ask(f"ticket={good}").leave()
    elif how == "session over":
        Session.objects.filter(pk=session.pk).delete()
    elif how == "other rights":
        make.restrict(_link(cast.samira), cast.tilleuls, 2)
    elif how == "pupil":
        good = ticket(cast.lea)
    at = NOW + timedelta(seconds=61 if how == "old" else 0)
    with clock.frozen(at):
        asked = streams.ask("" if how == "none" else f"ticket={good}")
    assert (asked.status, asked.body, asked.ended) == (403, "", True)


@pytest.mark.attack
def test_only_pages_of_ours_open_one(cast: Cast, streams: Streams, ticket: Ticket) -> None:
    for origin in (
        "https://evil.example",
        "https://ent.example.org.evil.example",
        "http://ent.example.org",
        "null",
    ):
        assert streams.ask(f"ticket={ticket(cast.samira)}", origin=origin).status == 403
    assert streams.ask(f"ticket={ticket(cast.samira)}", origin="", sec_fetch_site="cross-site").status == 403
    same = streams.ask(f"ticket={ticket(cast.samira)}", origin="", sec_fetch_site="same-origin")
    assert (same.status, "access-control-allow-origin" in same.headers) == (200, False)
    ours = streams.ask(f"ticket={ticket(cast.samira)}")
    assert ours.headers["access-control-allow-origin"] == "https://ent.example.org"
    assert ours.headers["cache-control"] == "no-store"
    assert streams.ask("", path="/rt/other").status == 404


def _restrict(cast: Cast) -> None:
    make.restrict(_link(cast.paul), cast.tilleuls, 2)


def _leaves_class(cast: Cast) -> None:
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())


def _ends_session(cast: Cast) -> None:
    Session.objects.filter(account=cast.paul.account).delete()


@pytest.mark.attack
@pytest.mark.parametrize("takes", [_restrict, _leaves_class, _ends_session])
def test_a_right_taken_away_closes_the_stream_within_a_minute(
    cast: Cast, streams: Streams, ticket: Ticket, takes: Callable[[Cast], None]
) -> None:
    """The look of each minute, here each LOOK seconds: the streams of others are looked at too."""
    paul, samira = (streams.ask(f"ticket={ticket(one)}") for one in (cast.paul, cast.guardian_verne))
    paul.hears()
    takes(cast)
    paul.wait(lambda: paul.ended)
    assert paul.events("bye") == ["rights"]
    streams.look()
    samira.hears()
    assert not samira.ended


@pytest.mark.attack
def test_a_right_taken_away_closes_the_stream_on_the_first_event(
    cast: Cast, ticket: Ticket, transactional_db: None
) -> None:
    streams = Streams(look=3600)
    try:
        paul = streams.ask(f"ticket={ticket(cast.paul)}")
        paul.hears()
        _restrict(cast)
        to_sign(cast)
        touch(people=[cast.paul.pk])
        run_due()
        paul.wait(lambda: paul.ended)
        assert (len(paul.events()), paul.events("bye")) == (1, ["rights"])
    finally:
        streams.end()


def test_ending_a_session_closes_its_stream_at_once(
    cast: Cast, ticket: Ticket, transactional_db: None
) -> None:
    streams = Streams(look=3600)
    try:
        session, key = session_open(cast.samira.account)
        stream = streams.ask(f"ticket={ticket(cast.samira, key)}")
        stream.hears()
        session_end(actor=cast.actor("samira"), session_id=session.public_id)
        run_due()
        stream.wait(lambda: stream.ended)
    finally:
        streams.end()


def test_what_does_not_change_rights_leaves_streams_open(
    cast: Cast, streams: Streams, ticket: Ticket
) -> None:
    """The epoch of a school moves with every arrival: those it does not concern stay."""
    stream = streams.ask(f"ticket={ticket(cast.samira)}")
    stream.hears()
    make.pupil(cast.tilleuls, cast.cm2, "Tom", "NOUVEAU")
    streams.look()
    touch(people=[cast.samira.pk])
    run_due()
    assert stream.hears(2)["topics"] == ["me"]
    assert not stream.ended


def test_heartbeats_and_a_line_that_goes(cast: Cast, streams: Streams, ticket: Ticket) -> None:
    stream = streams.ask(f"ticket={ticket(cast.samira)}")
    stream.wait(lambda: len(stream.events("beat")) >= 2)
    assert stream.body.startswith("retry: 5000\n\n")
    stream.leave()
    assert streams.app.hub.figures() == {"streams": 0, "closing": 0, "people": 0, "sessions": 0}


def test_what_happened_between_the_page_and_its_stream_is_told(
    cast: Cast, streams: Streams, ticket: Ticket
) -> None:
    note = to_sign(cast)
    run_due()
    asked = f"topics={note_topic(note)}"
    watching = streams.ask(f"ticket={ticket(cast.teacher)}&{asked}")
    watching.hears()
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    run_due()
    watching.hears(2)
    # The process has listened for long: a page of half a minute ago is told what it missed, one of now is not.
    streams.app.hub._known_from -= KEPT
    before = streams.ask(f"ticket={ticket(cast.teacher)}&{asked}&age=30000")
    after = streams.ask(f"ticket={ticket(cast.teacher)}&{asked}&age=0")
    assert before.hears()["topics"] == [note_topic(note)]
    assert after.hears()["topics"] == []
    # Older than what the process remembers: everything is read again.
    old = streams.ask(f"ticket={ticket(cast.teacher)}&{asked}&age=500000")
    assert old.hears()["topics"] == ["me", note_topic(note)]


def test_what_a_page_knows_grows_old_on_the_way_to_its_stream() -> None:
    """It says how old that was when it got its ticket; the time that the ticket took is added here."""
    waited = tickets.Ticket("", 0, "", NOW, time.time() - 300)
    for said, least in (({"age": ["250"]}, 300.25), ({}, 300), ({"age": ["soon"]}, 300)):
        assert least <= _age(waited, said) < least + 60
    # Of a clock that was put back meanwhile: no younger than it says.
    assert _age(replace(waited, given=time.time() + 300), {"age": ["2000"]}) == 2


def test_a_session_keeps_four_streams_the_oldest_goes(cast: Cast, streams: Streams, ticket: Ticket) -> None:
    _, key = session_open(cast.samira.account)
    opened = [streams.ask(f"ticket={ticket(cast.samira, key)}") for _ in range(5)]
    opened[0].wait(lambda: opened[0].ended)
    assert opened[0].events("bye") == ["many"]
    assert not any(stream.ended for stream in opened[1:])


def test_the_process_ends_its_streams_when_it_stops(
    cast: Cast, ticket: Ticket, transactional_db: None
) -> None:
    streams = Streams()
    stream = streams.ask(f"ticket={ticket(cast.samira)}")
    streams.end()
    assert stream.ended
    assert stream.events("bye") == ["stop"]


def test_a_full_process_sends_to_polling(cast: Cast, ticket: Ticket, transactional_db: None) -> None:
    streams = Streams(most=1)
    try:
        assert streams.ask(f"ticket={ticket(cast.samira)}").status == 200
        assert streams.ask(f"ticket={ticket(cast.paul)}").status == 503
    finally:
        streams.end()


def test_it_listens_again_after_the_line_was_cut(cast: Cast, streams: Streams, ticket: Ticket) -> None:
    stream = streams.ask(f"ticket={ticket(cast.samira)}")
    stream.hears()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
        )
    # What was missed in between is looked at when the line is back.
    assert stream.hears(2)["topics"] == ["me"]
    touch(people=[cast.samira.pk])
    run_due()
    stream.hears(3)
