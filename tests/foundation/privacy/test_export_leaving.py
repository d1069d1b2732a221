"""The copies that a school leaves for those who go to collège: found until the erasure, undone with the year."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.privacy.exports.actions import (
    export_drop,
    export_fetch,
    exports_drop,
    exports_expire,
    pupil_export,
    pupil_export_cancel,
)
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.exports.policies import visible_to
from eprimo.foundation.privacy.models import Export
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy.changes import leaves

pytestmark = pytest.mark.django_db


def test_who_leaves_finds_a_copy_until_the_erasure(cast: Cast) -> None:
    for _ in range(2):
        count = pupil_export(
            actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.lea.pk, cast.zoe.pk, cast.lea.pk]
        )
        assert count in {2, 0}
    assert exports_make() == 2
    leaves(cast, "lea")
    leaves(cast, "zoe")
    with clock.frozen(NOW + timedelta(days=80)):
        assert exports_expire() == 0
        of = {name: Export.objects.filter(visible_to(cast.actor(name))).count() for name in cast.people}
    assert {name: count for name, count in of.items() if count} == {
        "samira": 1, "paul": 1, "lea": 1, "zoe": 1, "restricted_1": 1,
    }  # fmt: skip
    assert exports_drop(person_ids=[cast.lea.pk]) == 1
    assert Export.objects.get().subject_id == cast.zoe.pk


def test_nobody_drops_what_the_school_left_for_the_family(cast: Cast) -> None:
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.lea.pk])
    exports_make()
    with pytest.raises(NotVisible):
        export_drop(actor=cast.actor("samira"), export=Export.objects.get())


def test_a_year_change_that_is_undone_takes_its_copies_back(cast: Cast) -> None:
    children = [cast.lea.pk, cast.zoe.pk]
    pupil_export(actor=cast.actor("director"), school_id=cast.tilleuls.pk, child_ids=children)
    assert (
        pupil_export_cancel(actor=cast.actor("director"), school_id=cast.tilleuls.pk, child_ids=children) == 2
    )
    assert not Export.objects.exists()
    acts = AuditLine.objects.filter(act__startswith="privacy.").order_by("id").values_list("act", "details")
    assert list(acts) == [("privacy.export.left", {"count": 2}), ("privacy.export.left_undone", {"count": 2})]


def test_what_a_family_took_already_is_not_taken_back_but_ends(cast: Cast) -> None:
    children = [cast.lea.pk, cast.zoe.pk]
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=children)
    exports_make()
    export_fetch(actor=cast.actor("samira"), export=Export.objects.get(subject=cast.lea))
    for taken_back in (1, 0):
        assert (
            pupil_export_cancel(actor=None, school_id=cast.tilleuls.pk, child_ids=children) == taken_back
        ), "Zoé’s, once"
    kept = Export.objects.get()
    assert kept.subject_id == cast.lea.pk
    assert kept.expires_at == NOW + timedelta(days=7)
    # The year is turned again: what says how it was before is made anew, and has no end.
    assert pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=children) == 2
    exports_make()
    assert set(Export.objects.values_list("expires_at", "fetched_at")) == {(None, None)}


def test_a_whole_school_costs_the_statements_of_one_child(cast: Cast) -> None:
    """The academy turns its year in two minutes: copies are asked for by school, never by pupil."""

    def statements(children: list[int]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=children)
        with CaptureQueriesContext(connection) as undone:
            pupil_export_cancel(actor=None, school_id=cast.tilleuls.pk, child_ids=children)
        return len(asked), len(undone)

    pupils = [make.pupil(cast.tilleuls, cast.cm2, "Enfant", f"NUMERO{n}").pk for n in range(30)]
    assert statements(pupils[:1]) == statements(pupils)


def test_a_second_departure_has_a_copy_of_its_own(cast: Cast) -> None:
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.lea.pk])
    with clock.frozen(NOW + timedelta(days=300)):
        assert pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.lea.pk]) == 1
