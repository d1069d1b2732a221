"""Counting schools: what a figure means, once a day, in one statement."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Affiliation, Attachment, Entitlement, School
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.steering.statistics.hourly_counts import KEPT_FOR, figures_count
from eprimo.steering.statistics.models import Concern, SchoolFigures
from eprimo.steering.statistics.tasks import figures_keep
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def of(school: School) -> SchoolFigures:
    return SchoolFigures.objects.get(school=school)


def test_who_is_counted(cast: Cast) -> None:
    assert figures_count() == School.objects.count()
    one = of(cast.tilleuls)
    # Léa, Noé, Yanis, Zoé; never the pupil who left.
    assert one.pupils == 4
    # A family is a pupil with a guardian: all four. A contact is no guardian.
    assert one.families == 4
    assert one.guardians == 8
    assert one.classes == 2
    # Who left is no adult of the school; a partner neither.
    assert one.adults == 8
    assert (one.pupils_bare, one.classes_bare) == (0, 0)
    assert one.open_until is not None


def test_a_family_came_when_one_of_its_adults_did(cast: Cast) -> None:
    Account.objects.update(activated_at=None, state="expected")
    figures_count()
    assert (of(cast.tilleuls).families_came, of(cast.tilleuls).guardians_came) == (0, 0)
    Account.objects.filter(person=cast.samira).update(activated_at=NOW - timedelta(days=1), state="active")
    figures_count()
    one = of(cast.tilleuls)
    # Samira is the mother of two: one adult, two families.
    assert (one.families_came, one.guardians_came, one.pupils_came) == (2, 1, 0)


def test_a_past_day_counts_what_was_then(cast: Cast) -> None:
    Account.objects.filter(person=cast.samira).update(activated_at=NOW - timedelta(days=3))
    Account.objects.exclude(person=cast.samira).update(activated_at=None, state="expected")
    figures_count(now=NOW - timedelta(days=7))
    figures_count()
    before, today = SchoolFigures.objects.filter(school=cast.tilleuls).order_by("day")
    assert (before.families_came, today.families_came) == (0, 2)
    assert today.day - before.day == timedelta(days=7)


def test_twice_a_day_is_one_row_and_old_days_are_forgotten(cast: Cast) -> None:
    figures_count(now=NOW - KEPT_FOR - timedelta(days=2))
    figures_count()
    figures_count(now=NOW + timedelta(hours=3))
    assert list(SchoolFigures.objects.values_list("day", flat=True).distinct()) == [NOW.date()]
    assert SchoolFigures.objects.count() == School.objects.count()


def test_concerns_are_true_and_only_then(cast: Cast) -> None:
    figures_count()
    assert of(cast.ferme).concerns == [Concern.CLOSED]
    assert of(cast.tilleuls).concerns == []
    Affiliation.objects.filter(school=cast.tilleuls, profile__in=("director", "deputy")).update(ends=NOW)
    Attachment.objects.filter(class_group=cast.cm2).update(ends=NOW)
    cast.lea.class_memberships.update(ends=NOW)
    Entitlement.objects.filter(school=cast.tilleuls).update(ends=NOW + timedelta(days=20))
    before = NOW - timedelta(days=9)
    OndeDelivery.objects.create(
        school=cast.tilleuls, state=DeliveryState.APPLIED, made_at=before, applied_at=NOW
    )
    OndeDelivery.objects.create(school=cast.tilleuls, state=DeliveryState.REFUSED, made_at=NOW)
    figures_count()
    one = of(cast.tilleuls)
    assert set(one.concerns) == {
        Concern.ENDING, Concern.IMPORT_REFUSED, Concern.NO_HEAD, Concern.CLASSES_BARE, Concern.PUPILS_BARE,
    }  # fmt: skip
    assert one.imported_at == NOW
    # The order that follows is there already: nothing ends.
    Entitlement.objects.create(
        school=cast.tilleuls, starts=NOW + timedelta(days=20), ends=NOW + timedelta(days=400), source="manual"
    )
    figures_count()
    assert Concern.ENDING not in of(cast.tilleuls).concerns


def test_an_open_school_without_pupils_and_one_whose_families_stay_away() -> None:
    empty, far = make.school(), make.school("0440002B", "École du bout")
    room = make.class_group(far)
    for number in range(20):
        make.guardian(make.pupil(far, room, f"Enfant{number}"))
    figures_count()
    assert Concern.EMPTY in of(empty).concerns
    assert Concern.UNREACHED in of(far).concerns
    assert Concern.EMPTY not in of(far).concerns


def test_a_school_with_a_successor_is_counted_with_it(cast: Cast) -> None:
    School.objects.filter(pk=cast.ferme.pk).update(successor=cast.tilleuls)
    figures_count()
    assert not SchoolFigures.objects.filter(school=cast.ferme).exists()


def test_statements_do_not_grow_with_the_schools() -> None:
    counts = []
    for start, size in ((0, 3), (100, 30)):
        for number in range(start, start + size):
            make.school(f"{4400000 + number:07}A", f"École {number}")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            figures_count()
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_more_came_than_there_are_is_refused(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="came_among_all"):
        SchoolFigures.objects.create(school=cast.tilleuls, day=NOW.date(), pupils=3, pupils_came=4)


def test_the_worker_counts_each_hour(cast: Cast) -> None:
    assert figures_keep() == School.objects.count()
    assert figures_keep() == 0
    with clock.frozen(NOW + timedelta(minutes=61)):
        assert figures_keep() == School.objects.count()
    # The clock of a demo was set back: counted once, and what was counted for later is gone.
    with clock.frozen(NOW - timedelta(days=3)):
        assert figures_keep() == School.objects.count()
        assert figures_keep() == 0
    assert not SchoolFigures.objects.filter(day__gte=NOW.date()).exists()


def test_the_command_counts_now(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("count_figures")
    assert capsys.readouterr().out.startswith("3\N{NO-BREAK SPACE}écoles comptées en")
