"""Expected, active, leaving, erased: from links and account alone, in one statement."""

from datetime import datetime, timedelta

import pytest

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import EndReason, Profile
from eprimo.foundation.directory.models import Affiliation, Guardianship, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.states import KEPT, State, standing_of, standings_of
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

LEFT = make.SINCE + timedelta(days=30)


def _never_came(person: Person) -> None:
    Account.objects.filter(person=person).update(activated_at=None, state="expected")


def _leaves(person: Person, at: datetime = NOW, why: str = EndReason.LEFT) -> None:
    Affiliation.objects.filter(person=person, ends=None).update(ends=at, end_reason=why)


def test_a_right_and_an_account(cast: Cast) -> None:
    assert standing_of(cast.lea.pk).state == State.ACTIVE
    _never_came(cast.lea)
    assert standing_of(cast.lea.pk).state == State.EXPECTED
    assert standing_of(cast.inspector.pk).state == State.ACTIVE


def test_who_left_keeps_three_months(cast: Cast) -> None:
    found = standing_of(cast.former_teacher.pk)
    assert (found.state, found.ended_at, found.erased_on) == (State.LEAVING, LEFT, LEFT + KEPT)
    assert found.school_ids == (cast.tilleuls.pk,)
    assert timedelta(days=92) - timedelta(days=1) >= KEPT


def test_guardians_whose_last_child_left(cast: Cast) -> None:
    """The link of the adult was never ended: it is the child's that was."""
    assert Guardianship.objects.get(adult=cast.former_guardian).ends is None
    found = standing_of(cast.former_guardian.pk)
    assert (found.state, found.ended_at) == (State.LEAVING, LEFT)
    # Of two children, one stays.
    _leaves(cast.lea)
    assert standing_of(cast.samira.pk).state == State.ACTIVE
    assert standing_of(cast.paul.pk).state == State.LEAVING


def test_who_is_called_in_an_emergency_stays_as_long_as_the_child(cast: Cast) -> None:
    assert standing_of(cast.contact.pk).state == State.ACTIVE
    _leaves(cast.yanis)
    assert standing_of(cast.contact.pk).state == State.LEAVING


def test_people_of_two_schools_stay_while_one_right_lives(cast: Cast) -> None:
    make.affiliation(cast.teacher, cast.verne, Profile.TEACHER)
    Affiliation.objects.filter(person=cast.teacher, school=cast.tilleuls).update(ends=NOW)
    assert standing_of(cast.teacher.pk).state == State.ACTIVE
    Affiliation.objects.filter(person=cast.teacher, ends=None).update(ends=NOW + timedelta(days=3))
    assert standing_of(cast.teacher.pk).state == State.ACTIVE
    with clock.frozen(NOW + timedelta(days=4)):
        assert standing_of(cast.teacher.pk).ended_at == NOW + timedelta(days=3)


def test_a_link_to_come_is_a_right(cast: Cast) -> None:
    make.affiliation(cast.former_teacher, cast.verne, Profile.TEACHER, starts=NOW + timedelta(days=20))
    assert standing_of(cast.former_teacher.pk).state == State.ACTIVE


def test_who_comes_back_in_time_is_active_again(cast: Cast) -> None:
    make.affiliation(cast.former_pupil, cast.tilleuls, Profile.PUPIL, starts=NOW)
    assert [one.state for one in standings_of([cast.former_pupil.pk, cast.former_guardian.pk])] == [
        State.ACTIVE,
        State.ACTIVE,
    ]


def test_who_never_came_goes_at_once(cast: Cast) -> None:
    _never_came(cast.teacher)
    _leaves(cast.teacher)
    assert standing_of(cast.teacher.pk).erased_on == NOW


def test_a_child_came_when_one_of_its_adults_did(cast: Cast) -> None:
    """The export that the family has a right to lasts as long as the family."""
    _never_came(cast.yanis)
    _leaves(cast.yanis)
    assert standing_of(cast.yanis.pk).erased_on == NOW + KEPT
    for adult in (cast.no_exercise, cast.in_charge, cast.teacher_parent, cast.contact):
        _never_came(adult)
    assert standing_of(cast.yanis.pk).erased_on == NOW


def test_what_a_year_change_ended_waits_for_its_undo(cast: Cast) -> None:
    _never_came(cast.teacher)
    _leaves(cast.teacher, why=EndReason.YEAR_CLOSED)
    assert standing_of(cast.teacher.pk).erased_on == NOW + timedelta(days=15)


def test_a_decision_that_stands_keeps_the_adult_it_names(cast: Cast) -> None:
    """Erased, the adult would come back with the next file without the decision that protects the child."""
    Guardianship.objects.filter(adult=cast.restricted_3).update(ends=LEFT)
    assert standing_of(cast.restricted_3.pk).state == State.ACTIVE
    _leaves(cast.zoe)
    assert standing_of(cast.restricted_3.pk).ended_at == NOW


@pytest.mark.parametrize("over", ["lifted_at", "in_force_until"])
def test_a_decision_that_is_over_keeps_nobody(cast: Cast, over: str) -> None:
    """Lifted by the school, or run out by itself."""
    link = Guardianship.objects.get(adult=cast.restricted_3)
    Guardianship.objects.filter(pk=link.pk).update(ends=LEFT)
    columns: dict[str, object] = (
        {"lifted_at": NOW} if over == "lifted_at" else {"ends": LEFT, "in_force_until": NOW}
    )
    link.restrictions.update(**columns)
    found = standing_of(cast.restricted_3.pk)
    assert (found.state, found.ended_at, found.erased_on) == (State.LEAVING, LEFT, LEFT + KEPT)


def test_erased(cast: Cast) -> None:
    person_erase(person=cast.former_teacher, reason=Reason.ASKED)
    assert standing_of(cast.former_teacher.pk).state == State.ERASED


def test_an_adult_keeps_the_delay_after_a_child_was_erased(cast: Cast) -> None:
    person_erase(person=cast.lea, reason=Reason.ASKED)
    found = standing_of(cast.paul.pk)
    assert (found.state, found.ended_at, found.erased_on) == (State.LEAVING, NOW, NOW + KEPT)
    assert standing_of(cast.samira.pk).state == State.ACTIVE


def test_without_any_link_the_day_of_the_row_counts(db: None) -> None:
    alone = make.person()
    found = standing_of(alone.pk)
    assert found.state == State.LEAVING
    assert found.erased_on is not None
    assert found.erased_on > clock.wall() + KEPT - timedelta(minutes=5)


def test_many_in_one_statement(cast: Cast, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(standings_of([one.pk for one in cast.people.values()])) == len(cast.people)
