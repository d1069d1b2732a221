"""Requests about data: who asks, who is told, who decides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eprimo.foundation.directory.actions.guardians import restriction_set
from eprimo.foundation.directory.enums import RestrictionLevel
from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.queries import open_notices
from eprimo.foundation.privacy.models import (
    PrivacyRequest,
    RequestKind,
    RequestState,
)
from eprimo.foundation.privacy.requests.actions import (
    Answered,
    AskedAlready,
    ExtendedAlready,
    NoReason,
    TooLate,
    months_later,
    request_decide,
    request_extend,
    request_read,
    request_withdraw,
)
from eprimo.foundation.privacy.requests.execution import requests_remind
from eprimo.foundation.privacy.requests.queries import request_to_decide, to_decide, told_requests
from eprimo.foundation.privacy.requests.rights import decided_by, may_ask, may_decide
from eprimo.foundation.privacy.requests.wording import KINDS, NO, REASONS, YES
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy.asking import CHILD_KINDS, ask, days_due, decide

pytestmark = pytest.mark.django_db


# --- who asks ------------------------------------------------------------------------------------------------------


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
