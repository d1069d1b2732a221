"""Giving work, correcting it, taking it back, putting it off."""

from datetime import date

import pytest

from eprimo.foundation.occasions.models import Occasion
from eprimo.foundation.presence.hours import hours_of
from eprimo.services.homework.actions.lines import Said, entries_add
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.models import Homework
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_line_has_its_date(cast: Cast) -> None:
    hours = hours_of(cast.tilleuls, NOW.date())
    made = entries_add(
        actor=cast.actor("teacher"),
        place=cast.ce1,
        hours=hours,
        said=[Said(Subject.FRENCH, Work.REVIEW, "la page 12", date(2026, 11, 26))],
    )
    assert len(made) == 1
    assert Homework.objects.get().text == "la page 12"
    assert Occasion.objects.get().words == "la page 12"
