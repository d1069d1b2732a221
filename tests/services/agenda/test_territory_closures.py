"""The dates of a territory's schools, for its inspection and its academy: counts and names of schools, no child."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.models import SchoolCirconscription, SchoolDayOff
from eprimo.services.agenda.queries import MOST_NAMED, shut_in_territory
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import key_of
from tests.wall import session

pytestmark = pytest.mark.django_db
DAY = NOW.date() + timedelta(days=2)


def _shut(*schools: Any, label: str = "Grève de Zoé") -> None:
    SchoolDayOff.objects.bulk_create(
        SchoolDayOff(school=one, label=label, first=DAY, last=DAY) for one in schools
    )


@pytest.mark.parametrize(("who", "told"), [("inspector", True), ("academy", True), ("inspector", False)])
def test_who_stands_above_reads_which_schools_are_shut_and_not_why(
    cast: Cast, sign_in: Any, who: str, told: bool
) -> None:
    _shut(cast.tilleuls)
    if not told:
        # The school left the district.
        SchoolCirconscription.objects.all().delete()
    page = sign_in(cast.people[who]).get("/agenda/").text.replace("\N{NO-BREAK SPACE}", " ")
    assert ("1 école<" in page) == told
    assert (cast.tilleuls.name in page) == told
    assert ("Aucune école de votre territoire" in page) == (not told)
    assert "Zoé" not in page


@pytest.mark.parametrize("who", ["director", "teacher", "samira", "lea", "agent"])
def test_nobody_else_has_it(cast: Cast, sign_in: Any, who: str) -> None:
    _shut(cast.verne)
    assert "Écoles fermées" not in sign_in(cast.people[who]).get("/agenda/").text


def test_it_is_one_statement_behind_the_wall_whatever_the_number_of_schools(cast: Cast) -> None:
    actor = cast.actor("academy")
    counts = []
    for schools in (3, MOST_NAMED):
        more = [
            make.school(f"0449{number:03}Z", f"École {number}", commune=cast.tilleuls.commune)
            for number in range(SchoolDayOff.objects.count(), SchoolDayOff.objects.count() + schools)
        ]
        _shut(*more)
        with (
            session(key_of(cast.academy)),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            found = shut_in_territory(actor, DAY, DAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert (found[0].schools, len(found[0].names), found[0].more) == (MOST_NAMED + 3, MOST_NAMED, 3)
    assert shut_in_territory(actor, DAY + timedelta(days=1), DAY + timedelta(days=9)) == []
