"""Assistance: asked with a reason, granted by who directs the school, four hours at most, ended by either side."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from eprimo.console.support.tasks import ANSWERED, ASKED
from eprimo.foundation.access.actors import for_person, from_session, standings
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.actions.support import (
    SchoolNotOpen,
    SupportOver,
    support_ask,
    support_end,
    support_grant,
    support_list_opened,
    support_person_opened,
    support_refuse,
)
from eprimo.foundation.directory.enums import Profile, SupportState
from eprimo.foundation.directory.errors import AlreadyThere, ReasonMissing
from eprimo.foundation.directory.models import Affiliation, Mandate, Person, SupportAccess
from eprimo.foundation.directory.policies.support import people_through_support, sees_through_support
from eprimo.foundation.directory.queries.merges import ANSWERED_BY_THE_OTHER, why_not
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.live.badges import open_to_do
from eprimo.foundation.notifications.models import Notice, NoticeState
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
WHY = "Des familles n’arrivent pas à entrer"


def asked(cast: Cast, by: str = "contractor", hours: int = 2, **more: object) -> SupportAccess:
    given: dict[str, object] = {"school": cast.tilleuls, "reason": WHY, "hours": hours, **more}
    return support_ask(actor=cast.actor(by), **given)  # type: ignore[arg-type]


def granted(cast: Cast, by: str = "contractor", hours: int = 2) -> SupportAccess:
    return support_grant(actor=cast.actor("director"), access=asked(cast, by, hours), answer="D’accord")


def shown_to(cast: Cast, who: str) -> set[str]:
    rows = Person.objects.filter(people_through_support(cast.actor(who)))
    names = {person.pk: name for name, person in cast.people.items()}
    return {names[row.pk] for row in rows}


def test_nothing_shows_before_the_yes_and_nothing_after_the_last_second(cast: Cast) -> None:
    access = asked(cast)
    assert shown_to(cast, "contractor") == set()
    support_grant(actor=cast.actor("director"), access=access)
    access.refresh_from_db()
    assert (access.starts, access.ends) == (NOW, NOW + timedelta(hours=2))
    seen = shown_to(cast, "contractor")
    assert {"lea", "samira", "director", "teacher", "staff", "partner"} <= seen
    assert not seen & {"lea_verne", "guardian_verne", "contact", "former_pupil", "former_guardian", "agent"}
    assert [one.school_name for one in cast.actor("contractor").supports] == ["École Les Tilleuls"]
    with clock.frozen(NOW + timedelta(hours=2) - timedelta(microseconds=1)):
        assert shown_to(cast, "contractor") == seen
    with clock.frozen(NOW + timedelta(hours=2)):
        assert shown_to(cast, "contractor") == set()
        assert not access.runs
        assert cast.actor("contractor").supports == ()


def test_only_who_asked_in_the_role_it_was_asked_in(cast: Cast) -> None:
    granted(cast)
    make.mandate(cast.contractor, "platform")
    assert shown_to(cast, "platform") == set()
    other = for_person(cast.contractor.pk, role=Role.PLATFORM)
    assert not Person.objects.filter(people_through_support(other)).exists()
    assert other.supports == ()
    Mandate.objects.filter(person=cast.contractor, role="contractor").update(ends=NOW)
    assert not Person.objects.filter(people_through_support(for_person(cast.contractor.pk))).exists()


def test_a_school_without_contract_shows_nobody(cast: Cast) -> None:
    granted(cast)
    cast.tilleuls.entitlements.update(ends=clock.now())
    assert shown_to(cast, "contractor") == set()
    assert cast.actor("contractor").supports == ()
    with pytest.raises(SchoolNotOpen):
        asked(cast, by="platform", school=cast.ferme)


def test_both_forms_of_the_policy_agree(cast: Cast) -> None:
    access, verne = granted(cast), asked(cast, school=cast.verne)
    seen = shown_to(cast, "contractor")
    for name, person in cast.people.items():
        assert sees_through_support(cast.actor("contractor"), access, person) == (name in seen), name
        assert not sees_through_support(cast.actor("contractor"), verne, person)
        assert not sees_through_support(cast.actor("platform"), access, person)


def test_either_side_ends_it_on_the_next_request(cast: Cast) -> None:
    for who in ("director", "deputy", "contractor"):
        access = granted(cast)
        row, key = session_open(cast.contractor.account)  # type: ignore[attr-defined]
        before = from_session(key)
        assert before is not None
        assert len(before.actor.supports) == 1
        support_end(actor=cast.actor(who), access=access)
        # The session row still holds the links it was given: the epoch says that they are old.
        assert standings([row.pk])[row.pk] != before.standing
        after = from_session(key)
        assert after is not None
        assert after.actor.supports == ()
        assert shown_to(cast, "contractor") == set()
        access.refresh_from_db()
        assert (access.state, access.ended_by_id) == (SupportState.ENDED, cast.people[who].pk)
        # Again: nothing more, and no second line.
        support_end(actor=cast.actor(who), access=access)
    assert AuditLine.objects.filter(act="directory.support.ended").count() == 3


def test_who_may_ask_and_who_may_answer(cast: Cast) -> None:
    for who in ("director", "teacher", "academy", "coordinator", "samira", "inspector"):
        with pytest.raises(Forbidden):
            asked(cast, by=who)
    access = asked(cast)
    for who in ("contractor", "platform", "director_verne", "teacher", "academy", "staff"):
        with pytest.raises(Forbidden):
            support_grant(actor=cast.actor(who), access=access)
        with pytest.raises(Forbidden):
            support_refuse(actor=cast.actor(who), access=access)
    for who in ("platform", "director_verne", "teacher"):
        with pytest.raises(Forbidden):
            support_end(actor=cast.actor(who), access=access)
    assert support_grant(actor=cast.actor("deputy"), access=access).runs


def test_nobody_grants_an_own_one(cast: Cast) -> None:
    make.affiliation(cast.contractor, cast.tilleuls, Profile.DIRECTOR)
    access = support_ask(
        actor=for_person(cast.contractor.pk, role=Role.CONTRACTOR), school=cast.tilleuls, reason=WHY, hours=1
    )
    with pytest.raises(Forbidden):
        support_grant(
            actor=for_person(cast.contractor.pk, role=Role.DIRECTOR, school_id=cast.tilleuls.pk),
            access=access,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportAccess.objects.filter(pk=access.pk).update(decided_by=cast.contractor)


def test_four_hours_and_a_reason(cast: Cast) -> None:
    for hours in (0, 5):
        with pytest.raises(DomainError):
            asked(cast, hours=hours)
    with pytest.raises(ReasonMissing):
        asked(cast, reason="  ")
    access = granted(cast, hours=4)
    for wrong in (
        {"ends": NOW + timedelta(hours=4, seconds=1)}, {"ends": NOW - timedelta(seconds=1)}, {"hours": 5},
        {"hours": 0}, {"ends": None}, {"role": "academy"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportAccess.objects.filter(pk=access.pk).update(**wrong)


def test_one_at_a_time(cast: Cast) -> None:
    access = asked(cast)
    with pytest.raises(AlreadyThere):
        asked(cast)
    assert asked(cast, school=cast.verne).waits
    assert asked(cast, by="platform").waits
    support_grant(actor=cast.actor("director"), access=access)
    with pytest.raises(AlreadyThere):
        asked(cast)
    with clock.frozen(NOW + timedelta(hours=3)):
        assert asked(cast).waits


def test_what_nobody_answers_lapses(cast: Cast) -> None:
    access = asked(cast)
    with clock.frozen(NOW + timedelta(days=3)):
        assert not access.waits
        with pytest.raises(SupportOver):
            support_grant(actor=cast.actor("director"), access=access)
        assert asked(cast).waits
    access.refresh_from_db()
    assert access.state == SupportState.ENDED


def test_an_answer_is_given_once(cast: Cast) -> None:
    access = asked(cast)
    with pytest.raises(Conflict):
        support_end(actor=cast.actor("director"), access=access)
    support_refuse(actor=cast.actor("director"), access=access, answer="Appelez-moi d’abord")
    for act in (support_grant, support_refuse):
        with pytest.raises(SupportOver):
            act(actor=cast.actor("deputy"), access=access)
    access.refresh_from_db()
    assert (access.state, access.answer) == (SupportState.REFUSED, "Appelez-moi d’abord")
    taken_back = asked(cast)
    support_end(actor=cast.actor("contractor"), access=taken_back)
    taken_back.refresh_from_db()
    assert (taken_back.state, taken_back.starts) == (SupportState.ENDED, None)


def test_each_opening_leaves_a_line_of_the_school(cast: Cast) -> None:
    access = granted(cast)
    support_list_opened(actor=cast.actor("contractor"), access=access)
    support_person_opened(actor=cast.actor("contractor"), access=access, person=cast.samira)
    lines = AuditLine.objects.filter(act__contains="opened").order_by("id")
    assert [(line.act, line.school_id, line.subject_id, line.object_id, line.details) for line in lines] == [
        ("directory.support.list_opened", cast.tilleuls.pk, None, access.pk, {}),
        ("directory.support.person_opened", cast.tilleuls.pk, cast.samira.pk, access.pk, {}),
    ]
    with pytest.raises(NotVisible):
        support_person_opened(actor=cast.actor("contractor"), access=access, person=cast.lea_verne)
    with pytest.raises(NotVisible):
        support_list_opened(actor=cast.actor("platform"), access=access)
    support_end(actor=cast.actor("director"), access=access)
    with pytest.raises(NotVisible):
        support_list_opened(actor=cast.actor("contractor"), access=access)
    assert AuditLine.objects.filter(act__contains="opened").count() == 2


def told(card: str) -> dict[str, str]:
    return dict(Notice.objects.filter(card=card).values_list("recipient__last_name", "state"))


def test_the_director_is_told_then_who_asked(cast: Cast) -> None:
    access = asked(cast)
    run_due()
    run_due()
    assert told(ASKED) == {"GUILBAUD": NoticeState.OPEN, "INTERIM": NoticeState.OPEN}
    assert open_to_do(cast.actor("director")) == 1
    assert open_to_do(cast.actor("teacher")) == 0
    notice = Notice.objects.get(recipient=cast.director)
    assert (notice.lane, notice.about, notice.ring_at) == ("todo", access.public_id, NOW)
    # A right that is gone takes the notice along.
    Affiliation.objects.filter(person=cast.deputy).update(ends=NOW)
    assert open_to_do(cast.actor("deputy")) == 0
    support_grant(actor=cast.actor("director"), access=access)
    run_due()
    assert set(told(ASKED).values()) == {NoticeState.DONE}
    assert told(ANSWERED) == {"CONTRACTOR": NoticeState.OPEN}
    assert open_to_do(cast.actor("contractor")) == 1
    with clock.frozen(NOW + timedelta(hours=2)):
        run_due()
        assert told(ANSWERED) == {"CONTRACTOR": NoticeState.DONE}


def test_a_no_is_told_for_a_day_and_silence_ends_by_itself(cast: Cast) -> None:
    support_refuse(actor=cast.actor("director"), access=asked(cast))
    asked(cast, by="platform")
    run_due()
    assert told(ANSWERED) == {"CONTRACTOR": NoticeState.OPEN}
    with clock.frozen(NOW + timedelta(days=1)):
        run_due()
        assert told(ANSWERED) == {"CONTRACTOR": NoticeState.DONE}
    with clock.frozen(NOW + timedelta(days=3)):
        run_due()
        assert NoticeState.OPEN not in told(ASKED).values()


def test_who_answered_and_who_asked_are_two_people(cast: Cast) -> None:
    """They are not made one afterwards: an own request would have been granted."""
    granted(cast)
    Mandate.objects.filter(person=cast.contractor).update(ends=NOW)
    assert why_not(cast.actor("academy"), cast.director, cast.contractor) == ANSWERED_BY_THE_OTHER
