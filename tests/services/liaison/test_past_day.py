"""The day of a note is over: it takes no signature and no answer, and says so, wherever it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.services.liaison import tasks
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.families import note_open, note_refuse, note_sign
from eprimo.services.liaison.actions.follow_up import note_add_recipients
from eprimo.services.liaison.actions.lifecycle import note_archive, note_take_out
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.actions.threads import reply_answer, thread_read
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.team_home import team_home
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.team_day import team_day
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import TEXT, answer, outcome, owed, sent, to_answer, to_sign
from tests.services.liaison.test_corrections import particulars
from tests.services.liaison.test_journey import address

HOME = reverse("home:home")
DAY = date(2026, 11, 26)
# The last hour of the day in France, and the first of the next.
STILL, AFTER = datetime(2026, 11, 26, 22, 30, tzinfo=UTC), datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
PAST = "Cette date est passée"


@contextmanager
def after(*, tidied: bool = True) -> Iterator[None]:
    """The day after; `tidied`: once the worker came by."""
    with clock.frozen(AFTER):
        if tidied:
            tasks.leave_past()
        yield


def _to_do(who: Any) -> list[Notice]:
    return list(
        Notice.objects.filter(recipient=who, lane=Lane.TO_DO, state=NoticeState.OPEN).order_by("card")
    )


def act(note: Note, name: str, cast: Cast) -> str:
    return address(name, note, cast.lea.public_id)


# --- what a family does --------------------------------------------------------------------------------------


def test_nothing_is_signed_refused_or_answered_any_more(cast: Cast) -> None:
    sign, ask = to_sign(cast, event_on=DAY), to_answer(cast, event_on=DAY)
    samira = {"actor": cast.actor("samira"), "child": cast.lea}
    with clock.frozen(STILL):
        note_sign(note=sign, **samira)
    with clock.frozen(AFTER):
        for late in (
            lambda: note_refuse(note=sign, **samira),
            lambda: note_sign(actor=cast.actor("paul"), note=sign, child=cast.lea),
            lambda: answer(cast, ask, "samira", cast.lea, "Oui"),
        ):
            with pytest.raises(DomainError) as refused:
                late()
            assert refused.value.code == "past"
            assert refused.value.status == 409
        # It is read all the same: that is a fact, not an answer.
        assert note_open(note=ask, **samira).read_at is not None
    assert outcome(sign, cast) == Outcome.DONE
    assert outcome(ask, cast) == Outcome.WAITING


def test_a_last_day_to_answer_closes_nothing_and_a_stay_lasts_until_its_last_day(cast: Cast) -> None:
    late = to_sign(cast, event_on=date(2026, 12, 1))
    stay = to_sign(cast, event_on=date(2026, 11, 25), event_until_on=DAY)
    with clock.frozen(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        assert note_sign(actor=cast.actor("samira"), note=late, child=cast.lea).signed_at is not None
    with clock.frozen(STILL):
        assert note_sign(actor=cast.actor("samira"), note=stay, child=cast.lea).signed_at is not None
    with clock.frozen(AFTER), pytest.raises(DomainError, match="past"):
        note_sign(actor=cast.actor("paul"), note=stay, child=cast.lea)


def test_the_day_ends_in_the_zone_of_the_school(cast: Cast) -> None:
    note = to_sign(cast, event_on=DAY)
    note.school.time_zone = "Indian/Reunion"
    note.school.save(update_fields=["time_zone"])
    with clock.frozen(STILL), pytest.raises(DomainError, match="past"):
        note_sign(actor=cast.actor("samira"), note=Note.objects.get(pk=note.pk), child=cast.lea)


def test_an_answer_sent_too_late_is_on_the_page_with_a_clear_sentence(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast, event_on=DAY, questions=(Question("Vient-elle ?"),))
    client = sign_in(cast.samira)
    typed = {"version": "1", "answer_1": "Oui", "comment": "Elle a <b>peur</b> de l’eau."}
    with clock.frozen(AFTER):
        page = client.post(act(note, "answer", cast), typed)
        assert page.status_code == 409
        assert f"{PAST}\u00a0: votre réponse n’est pas partie" in page.text
        assert "Vous aviez choisi\u00a0: Oui." in page.text
        # Kept to be sent as a message.
        assert "Elle a &lt;b&gt;peur&lt;/b&gt; de l’eau.</textarea>" in page.text
        assert f'action="{act(note, "answer", cast)}"' not in page.text
        # Nothing was chosen: what was typed is not lost for that.
        short = client.post(act(note, "answer", cast), {"comment": "Trop tard", "answer_1": "Peut-être"})
        assert short.status_code == 409
        assert "Trop tard</textarea>" in short.text
        assert "Peut-être" not in short.text
    assert owed(note, cast.samira, cast.lea).answered_at is None


@pytest.mark.parametrize("name", ["sign", "refuse"])
def test_a_signature_sent_too_late_says_so(cast: Cast, sign_in: Any, name: str) -> None:
    note = to_sign(cast, event_on=DAY)
    client = sign_in(cast.samira)
    with clock.frozen(AFTER):
        page = client.post(act(note, name, cast), {"version": "1"})
        assert page.status_code == 409
        assert PAST in page.text
        scripted = {"version": "1", "retour": "accueil"}
        # The page asks again in the ordinary way, which shows the whole page.
        assert client.post(act(note, name, cast), scripted, headers={"HX-Request": "true"}).content == b""
        assert client.post(act(note, name, cast), scripted).status_code == 409


def test_the_page_has_no_button_and_says_that_the_day_is_over(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY)
    client, page = sign_in(cast.samira), address("child", note, cast.lea.public_id)
    with clock.frozen(STILL):
        assert act(note, "sign", cast) in client.get(page).text
    with clock.frozen(AFTER):
        shown = client.get(page).text
    assert act(note, "sign", cast) not in shown
    assert act(note, "refuse", cast) not in shown
    assert PAST in shown
    assert "Vous pouvez encore écrire à l’école." in shown
    assert "je signerai plus tard" not in shown


def test_who_only_reads_is_told_of_no_answer(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY)
    with clock.frozen(AFTER):
        page = sign_in(cast.no_exercise).get(address("child", note, cast.yanis.public_id))
    assert page.status_code == 200
    assert PAST not in page.text


# --- the home and the list -----------------------------------------------------------------------------------


def test_the_card_before_the_worker_came_has_no_button(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast, event_on=DAY)
    client = sign_in(cast.samira)
    with after(tidied=False):
        page = client.get(HOME).text
    assert PAST in page
    assert act(note, "answer", cast) not in page
    assert "Lire et répondre" not in page


def test_the_card_leaves_the_home_within_the_hour_and_is_counted_no_more(cast: Cast, sign_in: Any) -> None:
    note, other = to_sign(cast, event_on=DAY), to_sign(cast, title="Cantine")
    client = sign_in(cast.samira)
    with after():
        assert [one.resource_id for one in _to_do(cast.samira)] == [other.pk]
        assert note.resource.title not in client.get(HOME).text
        assert tasks.leave_past() == 0
    # Nobody said that it was done.
    assert owed(note, cast.samira, cast.lea).state == OwedState.EXPECTED
    states = Notice.objects.filter(resource=note.resource, lane=Lane.TO_DO).values_list("state", flat=True)
    assert set(states) == {NoticeState.WITHDRAWN}


def test_the_worker_leaves_what_is_ahead_and_what_only_informs(cast: Cast) -> None:
    to_sign(cast, event_on=date(2026, 11, 27))
    sent(cast, kind=NoteKind.TO_SIGN, answer_by=date(2026, 11, 25))
    with after():
        assert len(_to_do(cast.samira)) == 2
        # Who only reads what others sign has it to read still.
        assert Notice.objects.filter(recipient=cast.no_exercise, state=NoticeState.OPEN).count() == 2


def test_the_list_of_what_is_to_be_done_leaves_it_out(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY)
    client, family = sign_in(cast.samira), reverse("liaison:family")
    with clock.frozen(STILL):
        assert note.resource.title in client.get(family, {"voir": "a-faire"}).text
    with clock.frozen(AFTER):
        assert note.resource.title not in client.get(family, {"voir": "a-faire"}).text
        assert "Date passée" in client.get(family).text


# --- the school's side ---------------------------------------------------------------------------------------


def test_the_follow_up_reminds_nobody_and_says_why(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY)
    with clock.frozen(AFTER):
        page = sign_in(cast.teacher).get(address("follow_up", note)).text
        assert note_remind(actor=cast.actor("teacher"), note=note).adults == 0
    assert "La date de ce mot est passée" in page
    assert "Relancer" not in page
    assert "sans réponse" in page
    assert "attendu" not in page.split("<main")[1]


def test_a_reminder_that_waits_for_the_morning_does_not_leave_once_the_day_is_over(cast: Cast) -> None:
    note = to_sign(cast, event_on=DAY)
    with clock.frozen(datetime(2026, 11, 26, 20, tzinfo=UTC)):
        assert note_remind(actor=cast.actor("teacher"), note=note).adults == 4
    with clock.frozen(datetime(2026, 11, 27, 7, tzinfo=UTC)):
        run_due()
    assert not Notice.objects.filter(reminded__gt=0).exists()


def test_the_homes_of_the_school_wait_for_it_no_more(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY)
    with clock.frozen(AFTER):
        for who in ("teacher", "director"):
            actor = cast.actor(who)
            found = team_home(actor, clock.today(actor.time_zone))
            day = team_day(actor, found.notes, found.others)
            assert day.waiting == []
            assert day.others == []
        page = sign_in(cast.teacher).get(HOME).text
        assert "date passée, réponse reçue pour 0 sur" in page
        assert address("remind", note) not in page
        assert "date passée" in sign_in(cast.teacher).get(reverse("liaison:list")).text


def test_a_colleague_who_shares_the_class_is_shown_it_no_more(cast: Cast) -> None:
    note = to_sign(cast, by="director", event_on=DAY)
    for at, shown in ((STILL, [note.pk]), (AFTER, [])):
        with clock.frozen(at):
            actor = cast.actor("teacher")
            found = team_home(actor, clock.today(actor.time_zone))
            assert [one.pk for one in team_day(actor, found.notes, found.others).others] == shown


def test_a_slip_that_came_back_is_still_written_down_and_the_trail_says_when(
    cast: Cast, sign_in: Any
) -> None:
    note = to_sign(cast, event_on=DAY)
    with after():
        page = sign_in(cast.teacher).get(act(note, "paper", cast)).text
        assert "Notez seulement un coupon rendu avant" in page
        note_record_paper(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
    assert outcome(note, cast) == Outcome.DONE
    assert AuditLine.objects.get(act="liaison.note.paper").details["past"] is True


def test_who_joins_after_the_day_is_asked_nothing(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY)
    with clock.frozen(AFTER):
        joined = make.pupil(cast.tilleuls, cast.ce1, "Zoé")
        page = sign_in(cast.teacher).get(address("follow_up", note)).text
        assert "Zoé" not in page
        with pytest.raises(DomainError):
            note_add_recipients(actor=cast.actor("teacher"), note=note, children=[joined])


def test_taken_back_from_the_shelf_it_asks_nothing_again(cast: Cast) -> None:
    note, teacher = to_sign(cast, event_on=DAY), cast.actor("teacher")
    with after():
        note_archive(actor=teacher, note=note)
        note_take_out(actor=teacher, note=note)
        assert _to_do(cast.samira) == []


def test_what_the_school_writes_after_the_day_stays_until_it_is_read(cast: Cast) -> None:
    note = to_sign(cast, event_on=DAY)
    with clock.frozen(datetime(2026, 11, 27, 9, tzinfo=UTC)):
        tasks.leave_past()
        reply_answer(
            actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira, body="Tout va bien."
        )  # fmt: skip
        # Somebody else's act, and the worker, take nothing of it.
        note_record_paper(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.paul)
        tasks.leave_past()
        assert Notice.objects.get(recipient=cast.samira, resource=note.resource).state == NoticeState.OPEN
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert Notice.objects.get(recipient=cast.samira, resource=note.resource).state != NoticeState.OPEN


# --- corrected -----------------------------------------------------------------------------------------------


def test_moved_to_a_day_ahead_it_is_asked_of_all_again(cast: Cast) -> None:
    note = to_sign(cast, event_on=DAY)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    unread = owed(note, cast.in_charge, cast.yanis)
    assert unread.read_at is None
    with clock.frozen(datetime(2026, 11, 27, 9, tzinfo=UTC)):
        tasks.leave_past()
        moved = particulars(note, event_on=date(2026, 12, 3), answer_by=date(2026, 12, 2))
        note_correct(
            actor=cast.actor("teacher"), note=note, title=note.resource.title, body=TEXT, particulars=moved
        )  # fmt: skip
        for who in (cast.samira, cast.paul, cast.in_charge):
            (notice,) = _to_do(who)
            assert notice.due_on == date(2026, 12, 2)
            assert notice.ring_at is not None
        assert note_sign(actor=cast.actor("samira"), note=note, child=cast.lea).signed_version == 2
        assert note_remind(actor=cast.actor("teacher"), note=note).adults > 0


def test_what_is_over_asks_nobody_again_whatever_is_corrected(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, event_on=DAY, place="Château")
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    with after():
        note_correct(
            actor=cast.actor("teacher"), note=note, title=note.resource.title, body=TEXT,
            particulars=particulars(note, place="Port"),
        )  # fmt: skip
        assert _to_do(cast.samira) == _to_do(cast.paul) == []
        assert outcome(note, cast) == Outcome.DONE
        assert owed(note, cast.samira, cast.lea).state == OwedState.DONE
