"""What a class leaves to those who were there: its words, and nothing about who did what."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.actions import classes, year_switch
from eprimo.foundation.directory.models import ClassMembership, Guardianship, YearChange
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.threads import reply_write
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.school_year import JULY, Summer, summer
from tests.ground import lent
from tests.services.liaison import notes as notes_of

HOME = "/annees/"


@lent
def note(cast: Cast) -> Note:
    """Signed and talked about in November."""
    found = notes_of.to_sign(cast, to_pupils=True, title="Sortie au château")
    note_sign(actor=cast.actor("paul"), note=found, child=cast.lea)
    reply_write(actor=cast.actor("paul"), note=found, child=cast.lea, body="Réponse du père.")
    notes_of.to_sign(cast, children=(cast.lea,), title="Pour vous seuls")
    return found


@lent
def switched(cast: Cast, note: Note) -> Summer:
    with summer(cast) as found:
        found.switched(unplaced_agreed=True)
    return found


@pytest.fixture
def year(switched: Summer) -> Iterator[Summer]:
    with clock.frozen(JULY):
        yield switched


def words(client: Any, address: str = HOME) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def place_of(cast: Cast, note: Note) -> str:
    return f"{HOME}{cast.ce1.public_id}/{note.resource.public_id}/"


@pytest.mark.parametrize("who", ["lea", "paul", "samira", "teacher"])
def test_those_present_read_on(year: Summer, note: Note, sign_in: Any, who: str) -> None:
    client = sign_in(year.cast.people[who])
    assert "CE1-A" in words(client)
    page = words(client, f"{HOME}{year.cast.ce1.public_id}/")
    assert "Sortie au château" in page
    assert "Pour vous seuls" not in page
    text = words(client, place_of(year.cast, note))
    assert "au château" in text
    assert "Réponse du père" not in text
    # The same words are no longer among those of now, save for who wrote them.
    now = client.get(f"/carnet/{note.resource.public_id}/").status_code
    assert now == (200 if who == "teacher" else 404)


@pytest.mark.parametrize("who", ["noe", "teacher_cm2", "director", "staff", "guardian_verne", "contact"])
def test_who_was_not_there_finds_nothing(year: Summer, note: Note, sign_in: Any, who: str) -> None:
    client = sign_in(year.cast.people[who])
    assert client.get(f"{HOME}{year.cast.ce1.public_id}/").status_code == 404
    assert client.get(place_of(year.cast, note)).status_code == 404


def test_who_left_for_the_college_keeps_the_archive(cast: Cast, sign_in: Any) -> None:
    found = notes_of.to_sign(
        cast, by="teacher_cm2", classes=(cast.cm2,), to_pupils=True, title="Classe de mer"
    )
    with summer(cast) as school:
        school.switched(unplaced_agreed=True)
        for who in ("noe", "samira"):
            client = sign_in(cast.people[who])
            assert "CM2" in words(client)
            assert "au château" in words(client, f"{HOME}{cast.cm2.public_id}/{found.resource.public_id}/")


def test_a_restriction_takes_the_archive_too(year: Summer, note: Note, sign_in: Any) -> None:
    link = Guardianship.objects.get(adult=year.cast.paul, child=year.cast.lea)
    make.restrict(link, year.cast.tilleuls, 2)
    client = sign_in(year.cast.paul)
    assert client.get(place_of(year.cast, note)).status_code == 404


def test_who_changed_class_in_spring_was_not_there(cast: Cast, note: Note, sign_in: Any) -> None:
    spring = JULY - timedelta(days=60)
    with summer(cast) as school:
        ClassMembership.objects.filter(person=cast.lea).update(ends=spring, end_reason="moved")
        ClassMembership.objects.create(
            person=cast.lea, class_group=school.ce2, school=cast.tilleuls, starts=spring
        )
        school.switched(unplaced_agreed=True)
        assert sign_in(cast.lea).get(place_of(cast, note)).status_code == 404


def test_undone_the_archive_is_the_running_class_again(year: Summer, note: Note, sign_in: Any) -> None:
    client = sign_in(year.cast.paul)
    assert "CE1-A" in words(client)
    year_switch.year_undo(actor=year.cast.actor("director"), change=YearChange.objects.get(state="switched"))
    assert "CE1-A" not in words(client)
    assert client.get(place_of(year.cast, note)).status_code == 404


def test_undone_it_ends_at_the_next_request_of_who_has_nothing_else_there(year: Summer, note: Note) -> None:
    """Paul answers for the child no more: the archive alone ties him to the school, and moves with the undoing."""
    Guardianship.objects.filter(adult=year.cast.paul).update(ends=clock.now())
    _, key = session_open(year.cast.paul.account)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        found = from_session(key)
        assert found is not None
        assert found.actor.archive_audience_ids
        year_switch.year_undo(
            actor=year.cast.actor("director"), change=YearChange.objects.get(state="switched")
        )
        found = from_session(key)
        assert found is None or not found.actor.archive_audience_ids


def test_words_of_classes_that_were_undone_are_not_lost(cast: Cast, sign_in: Any) -> None:
    with summer(cast) as school:
        change = school.switched(unplaced_agreed=True)
        ce2 = change.classes.get(label="CE2-A").class_group
        classes.attachment_add(actor=cast.actor("director"), adult=cast.teacher, class_group=ce2)
    with clock.frozen(JULY + timedelta(hours=1)):
        found = notes_of.sent(cast, classes=(ce2,), title="Bonne rentrée")
    with clock.frozen(JULY + timedelta(hours=2)):
        again = year_switch.year_undo(actor=cast.actor("director"), change=change)
        page = f"{HOME}{ce2.public_id}/{found.resource.public_id}/"
        assert "au château" in words(sign_in(cast.samira), page)
        year_switch.year_switch(actor=cast.actor("director"), change=again, unplaced_agreed=True)
        client = sign_in(cast.samira)
        assert client.get(page).status_code == 404
        assert client.get(f"/carnet/{found.resource.public_id}/").status_code in {200, 302}


def test_sql_does_not_grow(year: Summer, note: Note, sign_in: Any) -> None:
    client = sign_in(year.cast.samira)
    pages = (HOME, f"{HOME}{year.cast.ce1.public_id}/", place_of(year.cast, note))
    counts = []
    for page in pages:
        words(client, page)
        with CaptureQueriesContext(connection) as captured:
            words(client, page)
        counts.append(len(captured))
    assert max(counts) <= 5
