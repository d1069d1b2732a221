"""The week of the demo: whole days, whose moments never meet."""

from datetime import timedelta
from itertools import pairwise

import pytest

from eprimo.services.timetable.demo import DEEDS
from eprimo.services.timetable.models import Slot
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_week_of_each_class_is_whole_and_noted_once(cast: Cast) -> None:
    people = {"teacher": cast.teacher, "teacher_little": cast.teacher_cm2}
    for _ in range(2):
        for deed in DEEDS:
            deed(cast.tilleuls, people, NOW - timedelta(days=30))
    for one in (cast.ce1, cast.cm2):
        rows = Slot.objects.filter(class_group=one)
        assert {row.weekday for row in rows} == {0, 1, 3, 4}
        monday = list(rows.filter(weekday=0).order_by("starts_at"))
        assert len(monday) == 9
        assert all(before.ends_at <= after.starts_at for before, after in pairwise(monday))
