"""What the demo gives, by the actions."""

import pytest

from eprimo.services.homework.demo import DEEDS
from eprimo.services.homework.models import Homework
from tests import factories as make
from tests.cast import Cast
from tests.services.homework.giving import two_levels

pytestmark = pytest.mark.django_db


def test_the_demo_has_homework_for_the_days_around_today(cast: Cast) -> None:
    two_levels(cast, lea="CP", yanis="CE1")
    for deed in DEEDS:
        deed(cast.tilleuls, cast.people, make.SINCE)
    rows = Homework.objects.all()
    assert rows.count() >= 10
    assert {tuple(one.levels) for one in rows} == {(), ("CP",)}
