"""What the homes tell of orders and files now and then: more used than ordered, a closing ahead, a reminder."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from eprimo.foundation.directory.enums import EntitlementSource
from eprimo.foundation.directory.models import Entitlement, Person
from eprimo.steering.consortium.enums import FileState, Lack
from eprimo.steering.consortium.models import Member, Passage, Reminder
from eprimo.steering.orders.models import Overrun
from tests.conftest import NOW
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_more_pupils_than_accounts(enter: Callable[..., Visitor]) -> None:
    """Two schools of one commune; the clerk and the coordinator read it."""
    member = Member.objects.get(name="Commune de Valmarais")
    schools = Entitlement.objects.order_by("school").values_list("school", flat=True).distinct()[:2]
    made = [
        Overrun.objects.create(member=member, school_id=one, ordered=130, used=137, since=NOW)
        for one in schools
    ]
    shot(enter("member", "/"), "elue-accueil-depassement", BOTH, LIGHT_AND_DARK)
    shot(enter("coordinator", "/"), "coordinatrice-accueil-depassement", BOTH)
    for one in made:
        one.delete()


def test_a_file_that_is_waited_for(enter: Callable[..., Visitor]) -> None:
    member = Member.objects.get(name="Commune de Valmarais")
    last = member.passages.latest("number")
    incomplete = Passage.objects.create(
        member=member, number=last.number + 1, before=last.state, state=FileState.INCOMPLETE.value,
        reason="incomplete", effective_on=date(2026, 11, 16),
    )  # fmt: skip
    told = Reminder.objects.create(
        market=member.market, member=member, day=date(2026, 11, 19), matter=Lack.INCOMPLETE.value, made_at=NOW
    )
    shot(enter("member", "/"), "elue-accueil-relance", BOTH, LIGHT_AND_DARK)
    told.delete()
    incomplete.delete()


def test_a_school_that_closes(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    """The last order ends before summer, nothing comes after: its director is told in time."""
    school = people("director").affiliations.get(profile="director").school
    rows = Entitlement.objects.filter(school=school)
    before = list(rows.values_list("pk", "ends", "source"))
    rows.update(source=EntitlementSource.ORDER, ends=NOW + timedelta(days=34))
    shot(enter("director", "/"), "directrice-accueil-fermeture", BOTH, LIGHT_AND_DARK)
    for pk, ends, source in before:
        Entitlement.objects.filter(pk=pk).update(ends=ends, source=source)
