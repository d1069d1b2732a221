"""Notices: one each, kept true, and gone with the right they came by."""

from datetime import timedelta

import pytest

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.policies import visible_to
from eprimo.foundation.notifications.queries import open_notices
from eprimo.services.liaison.actions.families import note_open, note_sign
from eprimo.services.liaison.actions.reminders import note_remind
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent, to_sign


def _titles(cast: Cast, who: str) -> list[str]:
    return [notice.resource.title for notice in open_notices(cast.actor(who)) if notice.resource]


def test_one_each_and_none_for_pupils(cast: Cast) -> None:
    to_sign(cast, to_pupils=True)
    assert set(Notice.objects.values_list("recipient_id", "lane")) == {
        (cast.samira.pk, Lane.TO_DO), (cast.paul.pk, Lane.TO_DO), (cast.in_charge.pk, Lane.TO_DO),
        (cast.teacher_parent.pk, Lane.TO_DO), (cast.no_exercise.pk, Lane.MY_CHILD),
    }  # fmt: skip
    assert not Notice.objects.filter(recipient__in=[cast.lea, cast.yanis]).exists()


def test_a_usual_act_settles_it_for_all_who_would_sign(cast: Cast) -> None:
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert _titles(cast, "samira") == []
    assert _titles(cast, "paul") == []
    note_sign(actor=cast.actor("teacher_parent"), note=note, child=cast.yanis)
    # Who only reads has still to read.
    assert _titles(cast, "no_exercise") == ["Sortie au château"]
    note_open(actor=cast.actor("no_exercise"), note=note, child=cast.yanis)
    assert _titles(cast, "no_exercise") == []


def test_reading_is_each_ones_own(cast: Cast) -> None:
    note = sent(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert _titles(cast, "samira") == []
    assert _titles(cast, "paul") == ["Sortie au château"]


def test_a_reminder_puts_it_first_again(cast: Cast) -> None:
    note = to_sign(cast)
    with clock.frozen(NOW + timedelta(hours=2)):
        note_remind(actor=cast.actor("teacher"), note=note)
    notice = Notice.objects.get(recipient=cast.paul)
    assert (notice.reminded, notice.bumped_at) == (1, NOW + timedelta(hours=2))


@pytest.mark.attack
def test_the_title_goes_with_the_class(cast: Cast) -> None:
    to_sign(cast)
    assert _titles(cast, "paul")
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=clock.now()
    )
    assert _titles(cast, "paul") == []
    assert Notice.objects.get(recipient=cast.paul).state == NoticeState.OPEN


def test_the_title_stays_for_the_child_who_is_still_there(cast: Cast) -> None:
    """A brother in the class does not bring back what was for the child who left it."""
    ClassMembership.objects.filter(person=cast.noe).update(ends=clock.now())
    ClassMembership.objects.create(
        person=cast.noe, class_group=cast.ce1, school=cast.tilleuls, starts=clock.now()
    )
    to_sign(cast)
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())
    children = [notice.child_id for notice in open_notices(cast.actor("samira"))]
    assert children == [cast.noe.pk]


@pytest.mark.attack
@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_title_goes_with_a_restriction(cast: Cast, level: int) -> None:
    to_sign(cast)
    make.restrict(Guardianship.objects.get(adult=cast.paul), cast.tilleuls, level)
    assert _titles(cast, "paul") == (["Sortie au château"] if level == 1 else [])


@pytest.mark.attack
def test_the_title_goes_with_the_guardianship_and_the_contract(cast: Cast) -> None:
    to_sign(cast)
    Guardianship.objects.filter(adult=cast.paul).update(ends=clock.now())
    assert _titles(cast, "paul") == []
    cast.tilleuls.entitlements.update(ends=clock.now())
    assert _titles(cast, "samira") == []


def test_the_title_goes_with_the_school_that_the_child_left(cast: Cast) -> None:
    """A note to one child by name: the child is still the guardian's, and of another school."""
    to_sign(cast, children=(cast.lea,))
    assert _titles(cast, "paul") == ["Sortie au château"]
    assert Notice.objects.filter(visible_to(cast.actor("paul"))).exists()
    Affiliation.objects.filter(person=cast.lea).update(ends=clock.now(), end_reason="left")
    make.affiliation(cast.lea, cast.verne, Profile.PUPIL, starts=clock.now())
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.ce1_verne, school=cast.verne, starts=clock.now()
    )
    assert [one.first_name for one in cast.actor("paul").children] == ["Léa"]
    assert _titles(cast, "paul") == []
    # The two forms of one rule: what pages list, and what every other reading of notices begins at.
    assert not Notice.objects.filter(visible_to(cast.actor("paul"))).exists()
