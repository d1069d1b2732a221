"""What a yes to a request about data does, by whom it is brought back, and what is left of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.actions.guardians import restriction_set
from eprimo.foundation.directory.enums import EndReason, Profile, RestrictionLevel
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.models import (
    ContentObjection,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTelling,
)
from eprimo.foundation.privacy.requests import execution
from eprimo.foundation.privacy.requests.actions import (
    HEARD,
    request_extend,
    request_make,
    request_speak,
    request_withdraw,
)
from eprimo.foundation.privacy.requests.execution import requests_carry_out
from eprimo.foundation.privacy.requests.queries import own_requests, request_for, to_decide, told_requests
from eprimo.foundation.privacy.requests.rights import may_decide
from eprimo.foundation.privacy.states import State, standing_of
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy.asking import ask, days_due, decide, leave
from tests.services.liaison import notes as notes_of
from tests.sizes import sized

pytestmark = pytest.mark.django_db


# --- what a yes does -----------------------------------------------------------------------------------------------


def test_an_account_is_erased_at_once_when_no_right_is_left(cast: Cast) -> None:
    row = ask(cast, "former_guardian", RequestKind.ERASE_ACCOUNT)
    assert requests_carry_out() == 0, "nobody said yes yet"
    decide(cast, row, accept=True)
    assert requests_carry_out() == 1
    assert standing_of(cast.former_guardian.pk).state == State.ERASED
    row.refresh_from_db()
    assert (row.state, row.words, row.answer) == (RequestState.DONE, "", "")
    assert requests_carry_out() == 0


def test_who_still_has_a_right_is_erased_when_it_ends(cast: Cast) -> None:
    """The next file of the school would bring a new person, without a word of what was decided."""
    row = ask(cast, "teacher", RequestKind.ERASE_ACCOUNT)
    decide(cast, row, accept=True)
    assert requests_carry_out() == 0
    leave(cast, "teacher", days=3, reason=EndReason.YEAR_CLOSED)
    assert requests_carry_out() == 0, "a year change may still be undone"
    with clock.frozen(NOW + timedelta(days=13)):
        assert requests_carry_out() == 1
    assert standing_of(cast.teacher.pk).state == State.ERASED


def test_a_child_is_erased_once_every_guardian_had_the_time_to_speak(cast: Cast) -> None:
    leave(cast, "lea")
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    decide(cast, row, accept=True)
    with clock.frozen(NOW + HEARD - timedelta(minutes=1)):
        assert requests_carry_out() == 0
    with clock.frozen(NOW + HEARD):
        assert requests_carry_out() == 1
    assert Person.objects.get(pk=cast.lea.pk).erased_at is not None
    assert own_requests(cast.actor("samira"))[0].state == RequestState.DONE, "the answer stays for who asked"


def test_a_guardian_who_agrees_shortens_and_one_who_refuses_brings_it_back(cast: Cast) -> None:
    leave(cast, "lea")
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    decide(cast, row, accept=True)
    request_speak(actor=cast.actor("paul"), request=row, agrees=False, words="Je ne veux pas.")
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.code) == (RequestState.ASKED, None, "")
    assert Notice.objects.filter(card="privacy.decide", state=NoticeState.OPEN).count() == 2
    with clock.frozen(NOW + timedelta(days=30)):
        assert requests_carry_out() == 0
    request_speak(actor=cast.actor("paul"), request=row, agrees=True)
    assert not Notice.objects.filter(card="privacy.told", state=NoticeState.OPEN).exists()
    row.refresh_from_db()
    decide(cast, row, accept=True)
    assert requests_carry_out() == 1, "he agreed: nobody is left to hear"
    with pytest.raises(Forbidden):
        request_speak(actor=cast.actor("paul"), request=row, agrees=False)


def test_a_guardian_brings_a_decision_back_once(cast: Cast) -> None:
    """What is decided after a no was read stands: it cannot go to and fro without end."""
    leave(cast, "lea")
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    decide(cast, row, accept=True)
    request_speak(actor=cast.actor("paul"), request=row, agrees=False)
    request_speak(actor=cast.actor("paul"), request=row, agrees=False, words="Toujours pas.")
    decide(cast, row, accept=True)
    for agrees in (False, True):
        with pytest.raises(Forbidden):
            request_speak(actor=cast.actor("paul"), request=row, agrees=agrees)
    with clock.frozen(NOW + HEARD):
        assert requests_carry_out() == 1


def test_only_who_was_told_speaks_and_only_who_asked_takes_back(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    for who in ("samira", "teacher", "director", "restricted_1"):
        with pytest.raises(Forbidden):
            request_speak(actor=cast.actor(who), request=row, agrees=True)
    for who in ("paul", "director", "lea"):
        with pytest.raises(Forbidden):
            request_withdraw(actor=cast.actor(who), request=row)
    request_withdraw(actor=cast.actor("samira"), request=row)
    row.refresh_from_db()
    assert row.state == RequestState.WITHDRAWN
    assert not Notice.objects.filter(
        card__in=["privacy.told", "privacy.decide"], state=NoticeState.OPEN
    ).exists()


def test_who_becomes_a_guardian_in_between_is_told_and_heard_too(cast: Cast) -> None:
    leave(cast, "noe")
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "noe")
    decide(cast, row, accept=True)
    make.guardianship(cast.paul, cast.noe)
    assert requests_carry_out() == 0
    assert RequestTelling.objects.get(request=row).person == cast.paul
    with clock.frozen(NOW + HEARD):
        assert requests_carry_out() == 1


def test_a_decision_of_a_court_about_who_asked_stops_it(cast: Cast) -> None:
    leave(cast, "noe")
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "noe")
    decide(cast, row, accept=True)
    link = cast.samira.guardianships.get(child=cast.noe)
    make.restrict(link, cast.tilleuls, RestrictionLevel.NO_INFORMATION)
    assert requests_carry_out() == 0
    row.refresh_from_db()
    assert row.state == RequestState.ASKED
    with pytest.raises(NotVisible):
        request_for(cast.actor("samira"), row.public_id)


def test_a_guardian_restricted_meanwhile_is_neither_shown_nor_waited_for(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    assert request_for(cast.actor("paul"), row.public_id).pk == row.pk
    restriction_set(
        actor=cast.actor("director"), link=cast.paul.guardianships.get(child=cast.lea),
        level=RestrictionLevel.NO_INFORMATION, ends=None, reason="Jugement",
    )  # fmt: skip
    with pytest.raises(NotVisible):
        request_for(cast.actor("paul"), row.public_id)
    assert not told_requests(cast.actor("paul"))
    leave(cast, "lea")
    decide(cast, row, accept=True)
    # The link of who is restricted keeps the child's adult, not the child.
    assert requests_carry_out() == 1


def test_those_that_wait_for_years_hold_up_nobody_and_cost_two_statements(cast: Cast) -> None:
    """Every family that is still there comes before the one that left."""

    def accepted(who: str, about: Person, kind: RequestKind) -> None:
        PrivacyRequest.objects.create(
            kind=kind, subject=about, asked_by=cast.people[who], school=cast.tilleuls, due_on=NOW.date(),
            state=RequestState.ACCEPTED, decided_at=NOW - timedelta(days=9), code="not_needed",
        )  # fmt: skip

    for number in range(60):
        pupil = make.pupil(cast.tilleuls, cast.ce1, "Enfant", f"NUMERO{number}")
        accepted("samira", pupil, RequestKind.ERASE_CHILD)
    with CaptureQueriesContext(connection) as seen:
        assert requests_carry_out() == 0
    assert len(seen) == 2
    row = ask(cast, "former_teacher", RequestKind.ERASE_ACCOUNT)
    decide(cast, row, accept=True)
    assert requests_carry_out() == 1


def test_an_answer_that_is_taken_back_leaves_no_card(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    decide(cast, row, accept=True)
    answered = Notice.objects.filter(card="privacy.answered", state=NoticeState.OPEN)
    assert answered.count() == 1
    request_speak(actor=cast.actor("paul"), request=row, agrees=False)
    assert answered.count() == 0


def test_what_a_child_shared_is_erased_and_the_child_stays(cast: Cast) -> None:
    note = notes_of.to_sign(cast)
    Resource.objects.filter(pk=note.pk).update(owner=cast.lea, updated_at=NOW)
    row = ask(cast, "samira", RequestKind.ERASE_CONTRIBUTIONS, "lea")
    decide(cast, row, accept=True)
    request_speak(actor=cast.actor("paul"), request=row, agrees=True)
    assert requests_carry_out() == 1
    note.resource.refresh_from_db()
    assert note.resource.title == "Effacé par son auteur"
    assert Person.objects.get(pk=cast.lea.pk).first_name == "Léa"
    assert standing_of(cast.lea.pk).state != State.ERASED


def test_an_objection_that_is_recorded_empties_what_was_shared_at_the_erasure(cast: Cast) -> None:
    note = notes_of.to_sign(cast)
    Resource.objects.filter(pk=note.pk).update(owner=cast.lea, updated_at=NOW)
    row = ask(cast, "samira", RequestKind.OBJECTION, "lea")
    decide(cast, row, accept=True)
    request_speak(actor=cast.actor("paul"), request=row, agrees=True)
    requests_carry_out()
    assert ContentObjection.objects.filter(person=cast.lea).exists()
    note.resource.refresh_from_db()
    assert note.resource.title != "Effacé par son auteur", "not before"
    person_erase(person=cast.lea, reason=Reason.LEFT)
    note.resource.refresh_from_db()
    assert note.resource.title == "Effacé par son auteur"


def test_a_correction_is_done_with_its_answer(cast: Cast) -> None:
    row = ask(cast, "lea", RequestKind.RECTIFY)
    decide(cast, row, accept=True)
    assert row.state == RequestState.DONE
    assert requests_carry_out() == 0


def test_one_that_cannot_be_done_does_not_stop_the_others(cast: Cast, monkeypatch: Any, caplog: Any) -> None:
    first, second = (
        ask(cast, who, RequestKind.ERASE_ACCOUNT) for who in ("former_guardian", "former_teacher")
    )
    for row in (first, second):
        decide(cast, row, accept=True)
    whole = execution.person_erase

    def fails(*, person: Person, **more: Any) -> Any:
        if person == cast.former_guardian:
            raise RuntimeError("Luc PARTI")
        return whole(person=person, **more)

    monkeypatch.setattr(execution, "person_erase", fails)
    assert requests_carry_out() == 1
    first.refresh_from_db()
    assert first.state == RequestState.ACCEPTED, "undone whole, tried again"
    assert "PARTI" not in caplog.text
    monkeypatch.undo()
    assert requests_carry_out() == 1


# --- what is left --------------------------------------------------------------------------------------------------


def test_whoever_is_erased_leaves_no_open_request_and_no_word(cast: Cast) -> None:
    about = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    request_speak(actor=cast.actor("paul"), request=about, agrees=True, words="Mes mots aussi")
    other = ask(cast, "samira", RequestKind.RECTIFY, "noe")
    person_erase(person=cast.lea, reason=Reason.LEFT)
    about.refresh_from_db()
    assert (about.state, about.words) == (RequestState.DONE, "")
    assert not RequestTelling.objects.exists()
    person_erase(person=cast.samira, reason=Reason.LEFT)
    other.refresh_from_db()
    assert (other.state, other.words) == (RequestState.WITHDRAWN, "")
    assert not Notice.objects.filter(card="privacy.decide", state=NoticeState.OPEN).exists()


def test_each_step_is_in_the_trail_as_codes(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    request_speak(actor=cast.actor("paul"), request=row, agrees=True, words="Soit.")
    request_extend(actor=cast.actor("director"), request=row, reason="Long")
    decide(cast, row, accept=True)
    leave(cast, "lea")
    assert requests_carry_out() == 1
    lines = AuditLine.objects.filter(act__startswith="privacy.request.").order_by("id")
    assert [(one.act.rpartition(".")[2], one.details) for one in lines] == [
        ("made", {"asked": "child"}),
        ("spoke", {"agrees": True}),
        ("extended", {"asked": "child"}),
        ("decided", {"asked": "child", "accepted": True, "code": "not_needed"}),
        ("done", {"asked": "child"}),
    ]
    assert {(one.subject_id, one.school_id) for one in lines} == {(cast.lea.pk, cast.tilleuls.pk)}


def test_lists_cost_the_same_whatever_they_hold(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for index in range(30):
        person = make.pupil(cast.tilleuls, cast.ce1, "Enfant", f"NUMERO{index}")
        PrivacyRequest.objects.create(
            kind=RequestKind.RECTIFY, subject=person, asked_by=person, school=cast.tilleuls, what="name",
            due_on=NOW.date(),
        )  # fmt: skip
    director = cast.actor("director")
    with django_assert_max_num_queries(1):
        page = to_decide(director, closed=False)
        names = [one.subject.full_name + one.asked_by.full_name for one in page.items]
    assert len(names) == 30


def test_a_role_in_use_decides_what_is_seen(cast: Cast) -> None:
    """A director who looks as a parent has nothing to decide."""
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    make.affiliation(cast.director, cast.verne, Profile.TEACHER)
    teacher = cast.actor("director", Role.TEACHER, cast.verne)
    assert not may_decide(teacher, row)
    assert not days_due(teacher)


class _Dies(BaseException):
    """The worker is killed: nothing of ours may catch it."""


@pytest.mark.parametrize("what", ["child", "shared", "name"])
def test_killed_at_any_statement_it_is_done_whole_or_not_at_all(cast: Cast, what: str) -> None:
    """Begun again after each death, further each time, until it goes through: never half an erasure."""
    note = notes_of.to_sign(cast)
    Resource.objects.filter(pk=note.pk).update(owner=cast.lea, updated_at=NOW)
    leave(cast, "lea")
    row = ask(cast, "samira", RequestKind(what), "lea")
    request_speak(actor=cast.actor("paul"), request=row, agrees=True)
    decide(cast, row, accept=True)

    def left() -> tuple[object, ...]:
        row.refresh_from_db()
        lea, resource = Person.objects.get(pk=cast.lea.pk), Resource.objects.get(pk=note.pk)
        return (
            row.state, row.words, lea.first_name, resource.title, ContentObjection.objects.count(),
            Affiliation.objects.filter(person=cast.lea).count(), RequestTelling.objects.count(),
            AuditLine.objects.count(), Notice.objects.filter(state=NoticeState.OPEN).count(),
        )  # fmt: skip

    before, deaths = left(), 0
    for last in range(1, 2000, sized(15, 9)):
        run = 0

        def count(execute: Any, sql: str, *given: Any, last: int = last) -> Any:
            nonlocal run
            # Here a savepoint is what a transaction is outside: its end is not a statement that can be cut in two.
            run += not sql.startswith("RELEASE")
            if run == last + 1:
                raise _Dies
            return execute(sql, *given)

        try:
            with connection.execute_wrapper(count):
                assert requests_carry_out() == 1
        except _Dies:
            deaths += 1
            assert left() == before, last
            continue
        break
    assert deaths >= 2
    assert left()[0] == RequestState.DONE
    assert requests_carry_out() == 0


def test_who_decides_is_where_the_child_is_now(cast: Cast) -> None:
    """Not where the child was, though the parent teaches there; nor where the child will be."""
    who = cast.actor("teacher_parent")
    make.affiliation(cast.yanis, cast.ferme, Profile.PUPIL, starts=NOW + timedelta(days=1))
    assert ask(cast, "no_exercise", RequestKind.RECTIFY, "yanis").school_id == cast.tilleuls.pk
    here = Affiliation.objects.filter(person=cast.yanis, school=cast.tilleuls)
    here.update(ends=NOW - timedelta(days=1), end_reason=EndReason.LEFT)
    make.affiliation(cast.yanis, cast.verne, Profile.PUPIL, starts=NOW - timedelta(hours=1))
    assert who.school_id == cast.tilleuls.pk
    row = request_make(actor=who, kind=RequestKind.RECTIFY, subject=cast.yanis, what="class")
    assert row.school_id == cast.verne.pk
