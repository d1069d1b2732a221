"""When a note leaves: now, later, after the night, urgent; and the seconds to change one's mind."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.families import note_open
from eprimo.services.liaison.actions.lifecycle import note_unsend
from eprimo.services.liaison.departure import Departure, expected_departure
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Owed
from eprimo.services.liaison.queries.reach import reached_families, weekly_load
from eprimo.ui.french import weekday_day_month
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import DUE, draft, sent, to_sign

NIGHT = NOW.replace(hour=19, minute=10)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def address(name: str, note: Any) -> str:
    return reverse(f"liaison:{name}", args=[note.resource.public_id])


def test_the_first_look_says_what_misses(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    nobody = draft(cast, classes=(), title="Pour qui\u00a0?")
    page = client.get(address("preview", nobody))
    assert page.status_code == 200
    assert "Choisissez au moins une classe" in page.text
    # The way back leads to the field that misses.
    assert f'href="{address("edit", nobody)}#id_to"' in page.text
    assert 'id="id_to"' in client.get(address("edit", nobody)).text
    late = draft(cast, kind=NoteKind.TO_SIGN, answer_by=NOW.date() - timedelta(days=1))
    assert "Cette date est passée" in client.get(address("preview", late)).text
    assert "Revenir au brouillon" not in client.get(address("preview", draft(cast))).text


def test_the_night_is_told_before_it_is_sent(cast: Cast, sign_in: Any) -> None:
    note = draft(cast)
    with clock.frozen(NIGHT):
        teacher = sign_in(cast.teacher)
        page = teacher.get(address("preview", note)).text
        assert "Il est 20\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}10" in page
        assert "demain à 7" in page
        # The page was shown before the night: it is told, and asked again.
        again = teacher.post(address("send", note), {"when": "now", "seen": ""})
        assert again.status_code == 200
        note.refresh_from_db()
        assert note.resource.published_at is None
        told = expected_departure(note.school).seen
        assert f'value="{told}"' in again.text
        assert teacher.post(address("send", note), {"when": "now", "seen": told}).status_code == 302
    note.refresh_from_db()
    assert note.resource.visible_from == MORNING


def test_a_chosen_hour_and_one_in_a_night(cast: Cast, sign_in: Any) -> None:
    note, teacher = draft(cast), sign_in(cast.teacher)
    data = {"when": "later", "send_on": "2026-11-26", "send_time": "22:00", "seen": ""}
    told = teacher.post(address("send", note), data)
    assert told.status_code == 200
    assert "vendredi 27" in told.text
    assert teacher.post(address("send", note), data | {"send_time": "12:30"}).status_code == 302
    note.refresh_from_db()
    assert note.resource.visible_from == datetime(2026, 11, 26, 11, 30, tzinfo=UTC)
    assert note.delivered_at is None


def test_holidays_are_told_before_it_is_sent(cast: Cast, sign_in: Any) -> None:
    """Silence is told, now and for a chosen day; the return is told beside its choice, and one press is enough."""
    first, second = draft(cast), draft(cast)
    with clock.frozen(datetime(2026, 12, 22, 10, tzinfo=UTC)):
        teacher = sign_in(cast.teacher)
        page = teacher.get(address("preview", first)).text
        assert "sans sonner chez personne" in page
        assert f"À la rentrée, il partira {weekday_day_month(date(2027, 1, 4))}" in page
        # A page that was shown before the holidays began told nothing of it.
        told = teacher.post(address("send", first), {"when": "now", "seen": ""})
        assert (told.status_code, 'value="sans-sonner"' in told.text) == (200, True)
        later = {"when": "later", "send_on": "2026-12-23", "send_time": "09:00", "seen": "sans-sonner"}
        told = teacher.post(address("send", first), later)
        assert "ce mot sera visible demain à 9\u00a0h, sans sonner chez personne" in told.text
        assert teacher.post(address("send", first), {"when": "now", "seen": "sans-sonner"}).status_code == 302
        back = teacher.post(address("send", second), {"when": "after", "seen": "sans-sonner"})
        assert back.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.resource.visible_from == datetime(2026, 12, 22, 10, tzinfo=UTC)
    assert second.resource.visible_from == datetime(2027, 1, 4, 6, tzinfo=UTC)


@pytest.mark.attack
@pytest.mark.parametrize("send_at", [NOW - timedelta(minutes=1), NOW, NOW + timedelta(days=400)])
def test_hours_that_nobody_chooses(cast: Cast, send_at: datetime) -> None:
    note = draft(cast)
    with pytest.raises(DomainError) as refused:
        note_send(actor=cast.actor("teacher"), note=note, departure=Departure(send_at=send_at))
    assert refused.value.field == "send_on"
    note.refresh_from_db()
    assert note.resource.published_at is None


def test_the_last_day_is_after_the_departure(cast: Cast) -> None:
    note = draft(cast, kind=NoteKind.TO_SIGN, answer_by=DUE)
    later = Departure(send_at=datetime(2026, 11, 30, 9, tzinfo=UTC))
    with pytest.raises(DomainError) as refused:
        note_send(actor=cast.actor("teacher"), note=note, departure=later)
    assert refused.value.field == "answer_by"


def test_an_urgent_note_goes_through_the_night_with_its_reason(cast: Cast) -> None:
    note = draft(cast, title="Pas de car demain", kind=NoteKind.EVENT, event_on=DUE)
    with clock.frozen(NIGHT):
        note_send(
            actor=cast.actor("teacher"), note=note, departure=Departure(urgent_reason="Le car est en panne")
        )
    note.refresh_from_db()
    assert (note.resource.visible_from, note.urgent_reason) == (NIGHT, "Le car est en panne")
    # It is first among what is to be done, until it is read.
    assert set(Notice.objects.values_list("ring_at", "lane")) == {(NIGHT, Lane.TO_DO)}
    with clock.frozen(NIGHT):
        note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert Notice.objects.get(recipient=cast.samira, child=cast.lea).state == NoticeState.DONE
    line = AuditLine.objects.get(act="liaison.note.sent")
    assert line.details["urgent"] is True
    assert "car" not in str(line.details)


@pytest.mark.attack
@pytest.mark.parametrize("who", ["agent", "staff"])
def test_who_may_not_ring_at_night(cast: Cast, sign_in: Any, who: str) -> None:
    from eprimo.foundation.directory.models import SchoolSettings

    SchoolSettings.objects.update_or_create(school=cast.tilleuls, defaults={"staff_write_notes": True})
    to = {"service": cast.canteen} if who == "agent" else {"children": (cast.lea,)}
    note = draft(cast, by=who, **to)
    with clock.frozen(NIGHT):
        with pytest.raises(Forbidden):
            note_send(actor=cast.actor(who), note=note, departure=Departure(urgent_reason="Vite"))
        client = sign_in(cast.people[who])
        assert "C’est urgent" not in client.get(address("preview", note)).text
        client.post(address("send", note), {"when": "now", "urgent": "on", "urgent_reason": "Vite"})
    note.refresh_from_db()
    assert note.urgent_reason == ""
    assert note.resource.visible_from is None or note.resource.visible_from == MORNING


def test_urgent_without_a_reason_is_asked_why(cast: Cast, sign_in: Any) -> None:
    note = draft(cast)
    answer = sign_in(cast.teacher).post(
        address("send", note), {"when": "now", "urgent": "on", "urgent_reason": "  "}
    )
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.text


def test_changing_ones_mind(cast: Cast, sign_in: Any, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 10
    note, teacher = draft(cast), sign_in(cast.teacher)
    teacher.post(address("send", note), {"when": "now", "seen": ""})
    note.refresh_from_db()
    assert note.resource.visible_from == NOW + timedelta(seconds=10)
    assert 'data-ep-undo="10"' in teacher.get(address("note", note)).text
    assert sign_in(cast.samira).get(address("note", note)).status_code == 404
    teacher = sign_in(cast.teacher)
    assert "Annuler l’envoi" in teacher.get(address("note", note)).text
    teacher.post(address("unsend", note))
    with clock.frozen(NOW + timedelta(minutes=1)):
        while run_due():
            pass
    note.refresh_from_db()
    assert (note.resource.published_at, note.delivered_at, Owed.objects.count(), Notice.objects.count()) == (
        None,
        None,
        0,
        0,
    )
    # Sent again, it leaves once.
    teacher.post(address("send", note), {"when": "now", "seen": ""})
    with clock.frozen(NOW + timedelta(seconds=11)):
        while run_due():
            pass
        assert "Trop tard" in sign_in(cast.teacher).post(address("unsend", note), follow=True).text
    note.refresh_from_db()
    assert note.delivered_at is not None


def test_too_late_is_said_even_before_the_worker_came(cast: Cast, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 10
    note = sent(cast)
    with clock.frozen(NOW + timedelta(seconds=10)), pytest.raises(Conflict):
        note_unsend(actor=cast.actor("teacher"), note=note)


# --- what these families already received --------------------------------------------------------------


def test_the_week_of_the_families(cast: Cast) -> None:
    for days in (1, 4, 5, 12):
        with clock.frozen(NOW - timedelta(days=days)):
            to_sign(cast)
    new = draft(cast)
    reached = reached_families(cast.actor("teacher"), new)
    budget = weekly_load(new, reached.guardian_ids, new.school.running_year_id or 0)
    assert (budget.guardians, budget.median, budget.most, budget.heavy) == (5, 3, 3, True)


@pytest.mark.attack
def test_few_families_say_nothing_of_other_schools(cast: Cast) -> None:
    """The week of one child tells what this school sent; that of many counts the others too."""
    make.guardianship(cast.samira, cast.lea_verne)
    sent(cast, by="teacher_verne", classes=(cast.ce1_verne,))
    alone = draft(cast, children=(cast.lea,))
    reached = reached_families(cast.actor("teacher"), alone)
    budget = weekly_load(alone, reached.guardian_ids, alone.school.running_year_id or 0)
    assert (budget.guardians, budget.most, budget.everywhere) == (2, 0, False)
    many = draft(cast)
    reached = reached_families(cast.actor("teacher"), many)
    budget = weekly_load(many, reached.guardian_ids, many.school.running_year_id or 0)
    assert (budget.median, budget.most, budget.everywhere) == (0, 1, True)


# --- as this family ------------------------------------------------------------------------------------


def test_a_draft_as_each_family_of_own_classes(cast: Cast, sign_in: Any) -> None:
    note = draft(cast, kind=NoteKind.TO_SIGN, answer_by=DUE, event_on=DUE, place="Gare")
    reached = reached_families(cast.actor("teacher"), note)
    assert {one.guardian_id for one in reached.readers} == {
        cast.samira.pk, cast.paul.pk, cast.no_exercise.pk, cast.in_charge.pk, cast.teacher_parent.pk,
    }  # fmt: skip
    other = next(one for one in reached.readers if one.guardian_id == cast.no_exercise.pk)
    page = sign_in(cast.teacher).get(address("preview", note), {"famille": other.key}).text
    assert "elle ne peut ni signer ni répondre" in page
    # A key that is not among them shows the first, never another person.
    stranger = f"{cast.zoe.public_id}.{cast.restricted_2.public_id}"
    page = sign_in(cast.teacher).get(address("preview", note), {"famille": stranger}).text
    assert "NIVEAU2" not in page


@pytest.mark.attack
def test_as_a_protected_contact_and_not_as_who_may_not_read(cast: Cast, sign_in: Any) -> None:
    note = draft(
        cast, by="director", classes=(cast.cm2,), kind=NoteKind.EVENT, event_on=DUE, place="Gare de Valmarais"
    )
    reached = reached_families(cast.actor("director"), note)
    names = {one.guardian_name for one in reached.readers}
    assert "Restreint NIVEAU1" in names
    assert not names & {"Restreint NIVEAU2", "Restreint NIVEAU3"}
    protected = next(one for one in reached.readers if one.hides_place)
    page = sign_in(cast.director).get(address("preview", note), {"famille": protected.key}).text
    assert "Gare de Valmarais" not in page
    agents = draft(cast, by="agent", service=cast.canteen)
    assert reached_families(cast.actor("agent"), agents).readers == ()


@pytest.mark.parametrize(("seconds", "hour"), [(0, 10), (10, 10), (0, 20), (10, 20)])
def test_what_is_said_once_sent_is_what_the_page_says_below(
    cast: Cast, sign_in: Any, settings: Any, seconds: int, hour: int
) -> None:
    """« C’est envoyé » stood above « Ce mot est en train de partir »."""
    settings.NOTE_UNDO_SECONDS = seconds
    note = draft(cast)
    with clock.frozen(NOW.replace(hour=hour)):
        client = sign_in(cast.teacher)
        told = expected_departure(note.school).seen
        page = client.post(address("send", note), {"when": "now", "seen": told}, follow=True).text
        note.refresh_from_db()
        assert ("C’est envoyé." in page) == (note.delivered_at is not None)
        # The titles of what has not left.
        waits = re.search(r"Ce mot (?:part |partira|est en train)", page) is not None
        assert waits == (note.delivered_at is None)
