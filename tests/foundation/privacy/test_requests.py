"""Requests: who asks, who is told, who decides, and what a yes does."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.actions.guardians import restriction_set
from eprimo.foundation.directory.enums import EndReason, Profile, RestrictionLevel
from eprimo.foundation.directory.models import Affiliation, Guardianship, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.queries import open_notices
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.models import (
    ContentObjection,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTelling,
)
from eprimo.foundation.privacy.requests import carrying
from eprimo.foundation.privacy.requests.actions import (
    HEARD,
    Answered,
    AskedAlready,
    ExtendedAlready,
    NoReason,
    TooLate,
    months_later,
    request_decide,
    request_extend,
    request_make,
    request_read,
    request_speak,
    request_withdraw,
)
from eprimo.foundation.privacy.requests.carrying import requests_carry_out, requests_remind
from eprimo.foundation.privacy.requests.queries import (
    due_to_decide,
    own_requests,
    request_for,
    request_to_decide,
    to_decide,
    told_requests,
)
from eprimo.foundation.privacy.requests.rights import decided_by, may_ask, may_decide
from eprimo.foundation.privacy.requests.words import KINDS, NO, REASONS, YES
from eprimo.foundation.privacy.states import State, standing_of
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import notes as notes_of

pytestmark = pytest.mark.django_db

CHILD_KINDS = (RequestKind.ERASE_CHILD, RequestKind.ERASE_CONTRIBUTIONS, RequestKind.OBJECTION)


def ask(cast: Cast, who: str, kind: RequestKind, about: str = "", **more: str) -> PrivacyRequest:
    """A request of somebody of the cast, about another or oneself."""
    more.setdefault("what", "name" if kind == RequestKind.RECTIFY else "")
    return request_make(
        actor=cast.actor(who), kind=kind, subject=cast.people[about or who], words="Mes mots", **more
    )


def decide(cast: Cast, row: PrivacyRequest, *, accept: bool, by: str = "director", code: str = "") -> None:
    code = code or (YES if accept else NO)[row.kind][0]
    request_decide(actor=cast.actor(by), request=row, accept=accept, code=code, answer="Voici pourquoi.")
    row.refresh_from_db()


def leave(cast: Cast, *names: str, days: int = 1, reason: str = EndReason.LEFT) -> None:
    rows = Affiliation.objects.filter(person__in=[cast.people[name] for name in names])
    rows.update(ends=NOW - timedelta(days=days), end_reason=reason)


# --- who asks ------------------------------------------------------------------------------------------------------


def days_due(actor: Actor) -> list[date] | None:
    """What the home of who decides reads."""
    rows = Person.objects.filter(pk=actor.person_id)
    found: list[date] | None = rows.annotate(due=due_to_decide(actor)).values_list("due", flat=True).get()
    return found


def test_everybody_asks_about_oneself_and_guardians_who_exercise_about_a_child(cast: Cast) -> None:
    """Everyone of the cast, every kind, every child: what the rights page says, and nothing else."""
    children = {
        name: cast.people[name] for name in ("lea", "noe", "yanis", "zoe", "lea_verne", "former_pupil")
    }
    reads = {
        "lea": {"samira", "paul"}, "noe": {"samira"}, "yanis": {"no_exercise", "in_charge", "teacher_parent"},
        "zoe": {"restricted_1"}, "lea_verne": {"guardian_verne"}, "former_pupil": {"former_guardian"},
    }  # fmt: skip
    exercise = {name: who - {"no_exercise", "in_charge"} for name, who in reads.items()}
    for who in cast.people:
        actor = cast.actor(who)
        small = who in children
        assert may_ask(actor, RequestKind.RECTIFY, actor.person_id)
        assert may_ask(actor, RequestKind.ERASE_ACCOUNT, actor.person_id) is not small, who
        for name, child in children.items():
            if who == name:
                continue
            assert may_ask(actor, RequestKind.RECTIFY, child.pk) is (who in reads[name]), (who, name)
            for kind in CHILD_KINDS:
                assert may_ask(actor, kind, child.pk) is (who in exercise[name]), (who, kind, name)
            assert not may_ask(actor, RequestKind.ERASE_ACCOUNT, child.pk)


def test_who_may_not_is_refused_and_nothing_is_written(cast: Cast) -> None:
    for who, kind, about in (
        ("lea", RequestKind.ERASE_CHILD, "lea"),
        ("contact", RequestKind.RECTIFY, "yanis"),
        ("restricted_2", RequestKind.RECTIFY, "zoe"),
        ("teacher", RequestKind.ERASE_CHILD, "lea"),
        ("director", RequestKind.ERASE_ACCOUNT, "teacher"),
    ):
        with pytest.raises(Forbidden):
            ask(cast, who, kind, about)
    assert not PrivacyRequest.objects.exists()


def test_a_request_is_due_in_a_month_and_asked_once(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    assert row.due_on == months_later(NOW.date(), 1)
    with pytest.raises(AskedAlready):
        ask(cast, "samira", RequestKind.RECTIFY, "lea")
    assert ask(cast, "samira", RequestKind.RECTIFY, "lea", what="birth").state == RequestState.ASKED
    with pytest.raises(DomainError, match="refused"):
        ask(cast, "samira", RequestKind.RECTIFY, "lea", what="")
    request_withdraw(actor=cast.actor("samira"), request=row)
    assert ask(cast, "samira", RequestKind.RECTIFY, "lea").pk != row.pk, "taken back, it may be asked again"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 26), 1, date(2026, 12, 26)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_a_month_is_a_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_who_left_and_whose_school_is_closed_may_ask(cast: Cast) -> None:
    for who in ("former_guardian", "former_teacher", "director_ferme"):
        assert ask(cast, who, RequestKind.ERASE_ACCOUNT).state == RequestState.ASKED
    assert ask(cast, "former_guardian", RequestKind.ERASE_CHILD, "former_pupil").school == cast.tilleuls


# --- who is told ---------------------------------------------------------------------------------------------------


def test_the_other_guardian_who_exercises_is_told_and_nobody_else(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    assert [one.person_id for one in row.tellings.all()] == [cast.paul.pk]
    assert [one.pk for one in told_requests(cast.actor("paul"))] == [row.pk]
    assert "privacy.told" in {one.card for one in open_notices(cast.actor("paul"))}
    assert not ask(cast, "samira", RequestKind.RECTIFY, "lea").tellings.exists(), (
        "a correction takes nothing away"
    )
    alone = ask(cast, "teacher_parent", RequestKind.ERASE_CHILD, "yanis")
    assert not alone.tellings.exists(), "neither who does not exercise, nor who has the child in charge"
    hidden = ask(cast, "restricted_1", RequestKind.ERASE_CHILD, "zoe")
    assert not hidden.tellings.exists(), "never those that a decision keeps from any information"


def test_the_direction_has_a_card_and_nobody_else_has(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    told = Notice.objects.filter(card="privacy.decide", state=NoticeState.OPEN)
    assert set(told.values_list("recipient", "due_on")) == {
        (cast.director.pk, row.due_on), (cast.deputy.pk, row.due_on),
    }  # fmt: skip
    assert not told.filter(ring_at=None).exists()
    assert "privacy.decide" in {one.card for one in open_notices(cast.actor("director"))}
    later = ask(cast, "paul", RequestKind.RECTIFY, "lea")
    PrivacyRequest.objects.filter(pk=later.pk).update(due_on=row.due_on + timedelta(days=9))
    decide(cast, row, accept=False)
    assert told.count() == 2, "another one waits"
    assert set(told.values_list("due_on", flat=True)) == {row.due_on + timedelta(days=9)}
    decide(cast, later, accept=False)
    assert not told.exists()


def test_a_copy_that_is_ready_does_not_hide_an_answer(cast: Cast) -> None:
    from tests.foundation.privacy import copies

    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    copies.own(cast, "samira")
    decide(cast, row, accept=True)
    cards = {one.card for one in open_notices(cast.actor("samira"))}
    assert {"privacy.ready", "privacy.answered"} <= cards
    with pytest.raises(Forbidden):
        request_read(actor=cast.actor("paul"), request=row)
    assert "privacy.answered" in {one.card for one in open_notices(cast.actor("samira"))}
    request_read(actor=cast.actor("samira"), request=row)
    assert {one.card for one in open_notices(cast.actor("samira"))} == {"privacy.ready"}


def test_an_answer_about_a_child_one_may_not_know_of_is_not_told(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    link = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
    restriction_set(
        actor=cast.actor("director"),
        link=link,
        level=RestrictionLevel.NO_INFORMATION,
        ends=None,
        reason="Juge",
    )
    decide(cast, row, accept=True)
    assert "privacy.answered" not in {one.card for one in open_notices(cast.actor("samira"))}
    own = ask(cast, "samira", RequestKind.RECTIFY)
    decide(cast, own, accept=True)
    request_read(actor=cast.actor("samira"), request=own)
    assert "privacy.answered" not in {one.card for one in open_notices(cast.actor("samira"))}


# --- who decides ---------------------------------------------------------------------------------------------------


def _deciders(cast: Cast, row: PrivacyRequest) -> set[str]:
    return {name for name in cast.people if may_decide(cast.actor(name), row)}


def test_the_direction_of_the_school_decides(cast: Cast) -> None:
    for who, kind, about in (
        ("samira", RequestKind.ERASE_CHILD, "lea"),
        ("teacher", RequestKind.ERASE_ACCOUNT, ""),
        ("former_teacher", RequestKind.ERASE_ACCOUNT, ""),
        ("lea", RequestKind.RECTIFY, ""),
        ("agent", RequestKind.RECTIFY, ""),
    ):
        assert _deciders(cast, ask(cast, who, kind, about)) == {"director", "deputy"}, who
    assert _deciders(cast, ask(cast, "guardian_verne", RequestKind.ERASE_ACCOUNT)) == {"director_verne"}


def test_nobody_decides_about_oneself_nor_of_an_own_child(cast: Cast) -> None:
    assert _deciders(cast, ask(cast, "deputy", RequestKind.ERASE_ACCOUNT)) == {"director"}
    own = ask(cast, "director", RequestKind.ERASE_ACCOUNT)
    assert _deciders(cast, own) == {"academy"}, "not by the deputy, whom the director names"
    with pytest.raises(Forbidden):
        decide(cast, own, accept=True)
    child = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    make.guardianship(cast.deputy, cast.lea)
    assert _deciders(cast, child) == {"director"}
    make.guardianship(cast.director, cast.lea)
    assert _deciders(cast, child) == {"academy"}


def test_the_academy_decides_where_nobody_can_and_the_platform_for_who_is_of_no_school(cast: Cast) -> None:
    assert _deciders(cast, ask(cast, "director_ferme", RequestKind.RECTIFY)) == {"academy"}
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    Affiliation.objects.filter(person__in=[cast.director, cast.deputy]).update(ends=NOW - timedelta(days=1))
    assert _deciders(cast, row) == {"academy"}
    for who in ("inspector", "academy", "coordinator"):
        assert _deciders(cast, ask(cast, who, RequestKind.ERASE_ACCOUNT)) == {"platform"}, who
    assert _deciders(cast, ask(cast, "platform", RequestKind.ERASE_ACCOUNT)) == set(), (
        "another one of the platform"
    )


def test_lists_are_of_whom_one_decides_the_first_due_first(cast: Cast) -> None:
    first = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    second = ask(cast, "paul", RequestKind.RECTIFY, "lea")
    ask(cast, "guardian_verne", RequestKind.RECTIFY, "lea_verne")
    PrivacyRequest.objects.filter(pk=second.pk).update(due_on=first.due_on - timedelta(days=3))
    director = cast.actor("director")
    assert [one.pk for one in to_decide(director, closed=False).items] == [second.pk, first.pk]
    assert days_due(director) == [first.due_on - timedelta(days=3), first.due_on]
    decide(cast, first, accept=False)
    assert [one.pk for one in to_decide(director, closed=True).items] == [first.pk]
    for who in ("teacher", "samira", "director_verne", "academy", "platform"):
        with pytest.raises(NotVisible):
            request_to_decide(cast.actor(who), first.public_id)


def test_the_days_that_a_home_reads_are_those_that_the_policy_picks(cast: Cast) -> None:
    """The column of heads is composed once for all of them: each has the own school, person and moment in it."""
    ask(cast, "guardian_verne", RequestKind.ERASE_ACCOUNT)
    ask(cast, "deputy", RequestKind.ERASE_ACCOUNT)
    PrivacyRequest.objects.update(due_on=date(2026, 12, 24))
    ask(cast, "samira", RequestKind.RECTIFY)
    seen = {}
    for who in ("director", "deputy", "director_verne", "director", "academy"):
        actor = cast.actor(who)
        wanted = PrivacyRequest.objects.filter(decided_by(actor), state=RequestState.ASKED)
        seen[who] = days_due(actor)
        assert seen[who] == sorted(wanted.values_list("due_on", flat=True)), who
    assert [len(seen[who] or []) for who in ("director", "deputy", "director_verne")] == [2, 1, 1]
    over = replace(cast.actor("director"), now=NOW + timedelta(days=3650))
    assert days_due(over) == [], "nobody heads a school then"


def test_a_reason_is_one_of_the_list_and_is_told(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    for accept, code in ((True, "mission"), (False, "not_needed"), (False, ""), (False, "accurate")):
        with pytest.raises(NoReason):
            request_decide(actor=cast.actor("director"), request=row, accept=accept, code=code, answer="")
    decide(cast, row, accept=False, code="mission")
    assert (row.state, row.code, row.answer) == (RequestState.REFUSED, "mission", "Voici pourquoi.")
    assert "privacy.answered" in {one.card for one in open_notices(cast.actor("samira"))}
    with pytest.raises(Answered):
        decide(cast, row, accept=True)
    assert {code for codes in (*YES.values(), *NO.values()) for code in codes} == set(REASONS)
    assert set(YES) == set(NO) == set(KINDS) == set(RequestKind)


def test_two_months_more_once_before_the_last_day(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    due = row.due_on
    request_extend(actor=cast.actor("director"), request=row, reason="Le fichier vient du rectorat.")
    row.refresh_from_db()
    assert (row.due_on, row.extend_reason) == (months_later(due, 2), "Le fichier vient du rectorat.")
    with pytest.raises(ExtendedAlready):
        request_extend(actor=cast.actor("director"), request=row, reason="Encore")
    late = ask(cast, "paul", RequestKind.RECTIFY, "lea")
    with clock.frozen(NOW + timedelta(days=40)), pytest.raises(TooLate):
        request_extend(actor=cast.actor("director"), request=late, reason="Trop tard")
    with pytest.raises(Forbidden):
        request_extend(actor=cast.actor("teacher"), request=late, reason="Non")


def test_the_direction_is_reminded_a_week_before_and_the_day_before(cast: Cast) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    Notice.objects.filter(card="privacy.decide").update(rang_at=NOW)
    rung = Notice.objects.filter(card="privacy.decide", rang_at=None)
    for days, reminded in ((8, 0), (7, 2), (6, 0), (1, 2), (0, 0), (-3, 0)):
        at = NOW + (row.due_on - NOW.date()) - timedelta(days=days)
        with clock.frozen(at):
            requests_remind()
            assert rung.count() == reminded, days
            Notice.objects.filter(card="privacy.decide").update(rang_at=at)


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
    assert note.resource.title == "Mot effacé par son auteur"
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
    assert note.resource.title != "Mot effacé par son auteur", "not before"
    person_erase(person=cast.lea, reason=Reason.LEFT)
    note.resource.refresh_from_db()
    assert note.resource.title == "Mot effacé par son auteur"


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
    whole = carrying.person_erase

    def fails(*, person: Person, **more: Any) -> Any:
        if person == cast.former_guardian:
            raise RuntimeError("Luc PARTI")
        return whole(person=person, **more)

    monkeypatch.setattr(carrying, "person_erase", fails)
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
    for last in range(1, 2000, 9):
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
