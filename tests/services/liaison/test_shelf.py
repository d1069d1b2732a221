"""Putting a note away and taking it back; pages that were open meanwhile, and presses that come twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.families import note_open, note_sign
from eprimo.services.liaison.actions.follow_up import note_add_recipients
from eprimo.services.liaison.actions.lifecycle import note_archive, note_take_out, note_withdraw
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.actions.threads import reply_answer, thread_read
from eprimo.services.liaison.departure import AT_ONCE, Departure
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import DUE, draft, sent, to_answer, to_sign


def states(note: Note) -> dict[int, str]:
    return dict(Notice.objects.filter(resource=note.resource).values_list("recipient_id", "state"))


def page(name: str, note: Note) -> str:
    return reverse(f"liaison:{name}", args=[note.resource.public_id])


def test_what_was_put_away_by_mistake_is_taken_back(cast: Cast, sign_in: Any) -> None:
    """With what it waited for, and nothing for who had signed."""
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    before, teacher = states(note), sign_in(cast.teacher)
    answer = teacher.post(page("archive", note), follow=True)
    assert page("note", note) in answer.text
    assert set(states(note).values()) == {NoticeState.DONE, NoticeState.WITHDRAWN}
    assert "Ce mot est rangé depuis" in teacher.get(page("note", note)).text
    assert teacher.post(page("take_out", note), follow=True).status_code == 200
    assert states(note) == before
    assert "Ce mot est rangé" not in teacher.get(page("note", note)).text
    # Twice is once.
    note_take_out(actor=cast.actor("director"), note=note)
    assert AuditLine.objects.filter(act="liaison.note.taken_out").count() == 1


def told(note: Note) -> set[tuple[Any, ...]]:
    """All that homes show of it, in what order, and whether it rings."""
    shown = ("recipient_id", "state", "lane", "card", "due_on", "bumped_at", "made_at", "ring_at", "rang_at")
    return set(Notice.objects.filter(resource=note.resource).values_list(*shown))


def shelve(cast: Cast, note: Note) -> None:
    """Put away, and taken out later."""
    note_archive(actor=cast.actor("director"), note=note)
    assert NoticeState.OPEN not in states(note).values()
    with clock.frozen(clock.now() + timedelta(hours=1)):
        note_take_out(actor=cast.actor("director"), note=note)


def test_news_that_were_not_read_come_back_with_what_is_waited_for(cast: Cast) -> None:
    """« Ce mot a changé », « L’école a répondu »: of who had signed, of who only reads, and once each as it was."""
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_sign(actor=cast.actor("in_charge"), note=note, child=cast.yanis)
    with clock.frozen(NOW + timedelta(minutes=5)):
        note = note_correct(
            actor=cast.actor("teacher"), note=note, title="Sortie", body=richtext.parse("Avec un goûter.")
        )
        reply_answer(
            actor=cast.actor("teacher"), note=note, child=cast.yanis, guardian=cast.in_charge, body="Oui."
        )
    before = told(note)
    cards = {row[0]: row[1:4] for row in before}
    assert cards[cast.samira.pk] == (NoticeState.OPEN, "child", "liaison.corrected")
    assert cards[cast.in_charge.pk] == (NoticeState.OPEN, "todo", "liaison.replied")
    with clock.frozen(NOW + timedelta(minutes=10)):
        shelve(cast, note)
    assert told(note) == before


@pytest.mark.parametrize("urgent", [False, True])
def test_what_is_only_read_comes_back_as_it_was(cast: Cast, urgent: bool) -> None:
    departure = Departure(urgent_reason="Fuite d’eau.") if urgent else AT_ONCE
    note = draft(cast, by="director", kind=NoteKind.EVENT, event_on=DUE)
    note = note_send(actor=cast.actor("director"), note=note, departure=departure)
    before = told(note)
    assert {row[2] for row in before} == {"todo" if urgent else "child"}
    shelve(cast, note)
    assert told(note) == before


@pytest.mark.parametrize("ask", [to_sign, to_answer])
def test_an_answer_told_meanwhile_does_not_stand_for_what_is_waited_for(cast: Cast, ask: Any) -> None:
    """Written at night, put away, told and read in the morning: taken out, « À faire » asks for the act again."""
    note = ask(cast, **({"questions": (Question("Vient-il ?"),)} if ask is to_answer else {}))
    expected = {row[:5] for row in told(note)}
    with clock.frozen(datetime(2026, 11, 24, 20, 30, tzinfo=UTC)):
        for who in ("samira", "paul"):
            reply_answer(
                actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.people[who], body="Oui."
            )
        note_archive(actor=cast.actor("teacher"), note=note)
    with clock.frozen(datetime(2026, 11, 25, 8, 0, tzinfo=UTC)):
        run_due()
        assert states(note)[cast.samira.pk] == NoticeState.OPEN
        # One of the two reads it before the note comes back.
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
        assert states(note)[cast.samira.pk] == NoticeState.WITHDRAWN
        rung = set(Notice.objects.values_list("recipient_id", "ring_at", "rang_at"))
        note_take_out(actor=cast.actor("teacher"), note=note)
        assert {row[:5] for row in told(note)} == expected
        assert set(Notice.objects.values_list("recipient_id", "ring_at", "rang_at")) == rung


def test_what_one_does_meanwhile_brings_nothing_back_to_the_other(cast: Cast) -> None:
    note = sent(cast)
    for who in ("samira", "paul"):
        note_open(actor=cast.actor(who), note=note, child=cast.lea)
    note = note_correct(
        actor=cast.actor("teacher"), note=note, title="Sortie", body=richtext.parse("Avec un goûter.")
    )
    note_archive(actor=cast.actor("teacher"), note=note)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert (states(note)[cast.samira.pk], states(note)[cast.paul.pk]) == (
        NoticeState.DONE, NoticeState.WITHDRAWN,
    )  # fmt: skip
    note_take_out(actor=cast.actor("teacher"), note=note)
    assert (states(note)[cast.samira.pk], states(note)[cast.paul.pk]) == (NoticeState.DONE, NoticeState.OPEN)


def test_what_is_put_away_is_neither_corrected_nor_given_to_others(cast: Cast, sign_in: Any) -> None:
    """It would ring families for what asks nothing of them."""
    note, teacher = to_sign(cast), sign_in(cast.teacher)
    new = make.pupil(cast.tilleuls, cast.ce1, "Nina", "NOUVELLE")
    assert page("correct", note) in teacher.get(page("note", note)).text
    assert page("add", note) in teacher.get(page("follow_up", note)).text
    note_archive(actor=cast.actor("director"), note=note)
    before = told(note)
    assert page("correct", note) not in teacher.get(page("note", note)).text
    assert page("add", note) not in teacher.get(page("follow_up", note)).text
    assert "remettez-le en cours" in teacher.get(page("correct", note), follow=True).text
    # From pages that were open before: said, and what was typed is kept.
    typed = {"title": "Sortie", "text": "Avec un goûter.", "answer_by": DUE.isoformat()}
    answer = teacher.post(page("correct", note), typed)
    assert answer.status_code == 422
    assert "remettez-le en cours" in answer.text
    assert "Avec un goûter." in answer.text
    answer = teacher.post(page("add", note), {"child": str(new.public_id)}, follow=True)
    assert "remettez-le en cours" in answer.text
    with pytest.raises(DomainError, match="rangé"):
        note_add_recipients(actor=cast.actor("teacher"), note=note, children=[new])
    note.refresh_from_db()
    note.resource.refresh_from_db()
    assert (note.resource.version, told(note)) == (1, before)


def test_what_was_withdrawn_comes_back_to_nobody(cast: Cast) -> None:
    note = to_sign(cast)
    note_archive(actor=cast.actor("teacher"), note=note)
    note_withdraw(actor=cast.actor("teacher"), note=note)
    note_take_out(actor=cast.actor("teacher"), note=note)
    assert set(states(note).values()) == {NoticeState.WITHDRAWN}


def test_what_has_not_left_is_not_put_away(cast: Cast, sign_in: Any, settings: Any) -> None:
    """It would ring all the same."""
    settings.NOTE_UNDO_SECONDS = 9
    note = note_send(actor=cast.actor("teacher"), note=draft(cast))
    answer = sign_in(cast.teacher).post(page("archive", note), follow=True)
    assert "pas encore parti" in answer.text
    note.refresh_from_db()
    assert note.archived_at is None


def test_nobody_is_reminded_of_what_is_put_away(cast: Cast, sign_in: Any) -> None:
    note, teacher = to_sign(cast), sign_in(cast.teacher)
    assert "Relancer les" in teacher.get(page("follow_up", note)).text
    note_archive(actor=cast.actor("director"), note=note)
    assert "Relancer les" not in teacher.get(page("follow_up", note)).text
    with pytest.raises(DomainError, match="rangé"):
        note_remind(actor=cast.actor("teacher"), note=note)
    assert not Owed.objects.exclude(reminded_at=None).exists()


def test_a_second_press_says_what_is_true(cast: Cast, sign_in: Any, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 9
    teacher, note = sign_in(cast.teacher), note_send(actor=cast.actor("teacher"), note=draft(cast))
    for _ in range(2):
        answer = teacher.post(page("unsend", note), follow=True)
        assert answer.redirect_chain[-1][0] == page("edit", note)
    note = note_send(actor=cast.actor("teacher"), note=note)
    assert note.resource.visible_from is not None
    with clock.frozen(note.resource.visible_from):
        run_due()
        assert "Aucun enfant de plus" in teacher.post(page("add", note), follow=True).text
        teacher.post(page("remind", note))
        assert "personne n’a été dérangé" in teacher.post(page("remind_not", note), follow=True).text
        assert (
            "la relance est partie, ou déjà annulée"
            in teacher.post(page("remind_not", note), follow=True).text
        )


@pytest.mark.parametrize(
    ("kind", "words"), [(NoteKind.TO_SIGN, "Qui a lu et signé"), (NoteKind.INFORMATION, "Qui a lu")]
)
def test_a_follow_up_asks_what_the_note_asks(cast: Cast, sign_in: Any, kind: NoteKind, words: str) -> None:
    note = sent(cast, kind=kind)
    answer = sign_in(cast.teacher).get(page("follow_up", note)).text
    assert words in answer
    assert ("signé" in answer) == (kind == NoteKind.TO_SIGN)


def test_the_last_slip_is_told_and_any_slip_is_found_again(cast: Cast, sign_in: Any) -> None:
    """Written down by the teacher, it is changed from the follow-up by whoever may record it."""
    note, teacher = to_sign(cast), sign_in(cast.teacher)
    note_record_paper(actor=cast.actor("teacher"), note=note, child=cast.yanis, guardian=cast.in_charge)
    last = reverse("liaison:paper", args=[note.resource.public_id, cast.lea.public_id])
    answer = teacher.post(last, {"guardian": str(cast.paul.public_id), "choice": "signed"}, follow=True)
    assert "c’était le dernier" in answer.text
    assert f'href="{last}"' in answer.text
    director = sign_in(cast.director)
    assert "Le coupon de Léa est noté" in director.get(last).text
    director.post(reverse("liaison:paper_erase", args=[note.resource.public_id, cast.lea.public_id]))
    assert Owed.objects.get(note=note, guardian=cast.paul).signed_at is None


def test_the_back_key_after_sending_leads_to_the_note(cast: Cast, sign_in: Any) -> None:
    """Not to « this page is not for you »; what is posted there still changes nothing."""
    note, teacher = to_sign(cast), sign_in(cast.teacher)
    for name in ("preview", "edit"):
        assert teacher.get(page(name, note))["Location"] == page("note", note)
    assert teacher.post(page("edit", note), {"title": "x", "text": "x"}).status_code == 403


def test_who_has_not_read_is_not_called_a_family_that_is_waited_for(cast: Cast, sign_in: Any) -> None:
    """One parent read for the child: the other may be reminded, and nobody is waited for."""
    note, teacher = sent(cast, children=(cast.lea,)), sign_in(cast.teacher)
    assert "Relancer la famille attendue" in teacher.get(page("follow_up", note)).text
    note_open(actor=cast.actor("paul"), note=note, child=cast.lea)
    answer = teacher.get(page("follow_up", note)).text
    assert "attendue" not in answer
    assert "Relancer le responsable qui n’a pas lu" in answer
